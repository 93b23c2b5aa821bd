"""The interactive line of the chain of command: what a person lays out, and how it is drawn."""
