"""A run from its form to its samples: what it may cost, where it stands, and how a pipeline sees it."""
