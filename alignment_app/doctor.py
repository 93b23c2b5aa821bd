"""Looks at an installation as its operator would: what serves, what is kept, and what was left behind."""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.models import F, FileField, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from alignment_app import health
from alignment_app.celery import app as celery
from evaluations.models import Run
from reports.models import Report
from workspaces import audit
from workspaces.models import Organisation
from workspaces.outbound import trusted_authorities
from workspaces.sealed import locked_secrets

LYING_STILL = timedelta(minutes=5)
BROKER_ANSWERS_WITHIN = 5


def examine() -> dict[str, str]:
    """Every probe with *ok* or what is wrong; none of them changes anything."""
    return health.told_by(PROBES)


def _settings() -> str:
    """Django's deployment checks in production; in a trial only those that hold there too."""
    found = [each for each in checks.run_checks(include_deployment_checks=not settings.DEBUG) if not each.is_silenced()]
    serious = [each for each in found if each.level >= checks.WARNING]
    return "ok" if not serious else "; ".join(f"{each.id}: {each.msg}" for each in serious)


def _data_folder() -> str:
    folder = Path(settings.DATA_DIR)
    return "ok" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written"


def _database_file() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        answer = " ".join(str(cursor.fetchone()[0]).split())
    return "ok" if answer == "ok" else f"damaged: {answer}"


def _broker() -> str:
    with celery.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_ANSWERS_WITHIN)
    return "ok"


def _queue() -> str:
    """Work that nobody takes up: the sweeper rings for it every few seconds, so what waits has no worker."""
    now = timezone.now()
    runs = Run.objects.filter(state__in=Run.ACTIVE).annotate(moved_at=Coalesce(F("worked_at"), F("created_at")))
    waiting = runs.filter(moved_at__lt=now - LYING_STILL).count()
    reports = Report.objects.filter(state=Report.State.QUEUED, requested_at__lt=now - LYING_STILL).count()
    if waiting or reports:
        return f"{waiting} runs and {reports} reports have lain still for five minutes: is a worker running?"
    return "ok"


def _secrets() -> str:
    locked = locked_secrets()
    return "ok" if not locked else f"none of FIELD_KEYS opens {len(locked)} stored secrets, first {locked[0]}"


def _audit() -> str:
    broken = [
        f"{place.slug} at entry {state.first_bad}"
        for place in Organisation.objects.order_by("slug")
        if (state := audit.verify(place)).first_bad is not None
    ]
    return "ok" if not broken else f"broken: {', '.join(broken)}"


def _files() -> str:
    """Rows whose file is not there."""
    missing = [
        f"{model._meta.label} {row}"
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if isinstance(column, FileField)
        for row, name in model._base_manager.exclude(Q(**{column.name: ""})).values_list("pk", column.name).iterator()
        if name and not column.storage.exists(name)
    ]
    return "ok" if not missing else f"{len(missing)} are missing, first that of {missing[0]}"


def _authorities() -> str:
    if settings.OUTBOUND_CA_FILE:
        trusted_authorities(settings.OUTBOUND_CA_FILE)
    return "ok"


PROBES: Mapping[str, Callable[[], str]] = {
    "settings": _settings,
    "data_folder": _data_folder,
    **health.PROBES,
    "database_file": _database_file,
    "broker": _broker,
    "queue": _queue,
    "secrets": _secrets,
    "audit": _audit,
    "files": _files,
    "authorities": _authorities,
}
