"""Search over titles, texts, examples and prompts, and its results as pages show them."""
