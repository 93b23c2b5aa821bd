"""Project wiring: settings, addresses, Celery, health, and the command that starts everything."""
