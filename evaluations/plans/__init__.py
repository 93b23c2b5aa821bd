"""What was promised before the first counted run, whether it can be reached, and what came of it."""
