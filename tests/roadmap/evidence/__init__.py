"""Evidence: what is brought in, what it proves and its pages."""
