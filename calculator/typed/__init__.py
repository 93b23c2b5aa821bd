"""A scenario as it stands in the full form: texts that people typed, right or wrong, to and from the format."""
