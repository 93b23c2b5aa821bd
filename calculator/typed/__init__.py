"""A scenario as it stands in the full form: texts that people typed, right or wrong, and the way to the format and back."""
