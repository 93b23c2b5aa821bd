"""The days of a person as a calendar that other programs read."""
