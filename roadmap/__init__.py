"""The four phases, their criteria and their progress."""
