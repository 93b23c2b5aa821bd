"""What a gate's request froze, how votes add up, and what an approver reads: plain Python without Django's models."""
