"""How a run is worked on: samples are claimed under a lease, asked concurrently, stored as they come, then graded."""
