"""What the page of the full form shows, made out of what was typed; templates only place it."""
