"""Gates: what a request freezes, how votes add up, what an approver reads, and what differs since.

Plain Python is in `snapshot`, `differences`, `quorum` and `brief`; the other modules read or ask the database.
"""
