"""The Celery application; tasks live in their rooms."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment_app.settings")
# The web and every command run Django's checks. In a worker they would load all pages, a quarter of its memory.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody listens here: Django's settings have done it."""


@app.on_after_configure.connect
def lay_out_broker_folders(**_: Any) -> None:
    """In every process that rings or listens: the web, a command and the worker may each be the first."""
    make_broker_folders()


def make_broker_folders() -> None:
    """The file-system broker expects its folders; with Redis there is nothing to do."""
    options = app.conf.broker_transport_options or {}
    for key in ("data_folder_in", "data_folder_out", "control_folder"):
        if key in options:
            Path(options[key]).mkdir(parents=True, exist_ok=True)
