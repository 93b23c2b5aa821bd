"""What a judge is asked, how its word is read, and what several words come to; plain Python, no Django."""
