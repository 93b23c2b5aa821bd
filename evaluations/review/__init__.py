"""How people rate answers: queues, repeats, what is known of raters and how far they agree."""
