"""The topics: four short modules that lead into the specification, in our own words. Plain Python without Django."""

from explorer.topics.register import TOPICS, Topic, topic_at

__all__ = ["TOPICS", "Topic", "topic_at"]
