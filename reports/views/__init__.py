"""The pages of this room, by subject."""
