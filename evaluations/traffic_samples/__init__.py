"""Conversations out of a pilot on their way in: read, masked, shown, and only then stored; plain Python."""

from evaluations.traffic_samples.masking import KINDS, Masked, Masker
from evaluations.traffic_samples.reading import Conversation, Reading, read_conversations

__all__ = ["KINDS", "Conversation", "Masked", "Masker", "Reading", "read_conversations"]
