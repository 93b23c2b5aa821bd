"""Project wiring: settings, addresses, Celery, health, and the command that starts everything."""

from alignment_app.celery import app as celery_app

__all__ = ["celery_app"]
