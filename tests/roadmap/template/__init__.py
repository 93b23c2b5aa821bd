"""The template that a roadmap starts from, and its later versions."""
