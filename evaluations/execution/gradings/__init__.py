"""How gradings are worked on: judgements are claimed under a lease, asked k times each, and stored as they come.

The rows are the queue of record and the broker rings only a doorbell, as with runs; the parallel calls and the pace of
an endpoint are shared with the runs that use it.
"""
