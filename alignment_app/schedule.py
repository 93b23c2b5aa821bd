"""Writes what the rooms have scheduled into the scheduler's tables, after every migrate."""

from typing import Any

from django.db import connection

from ui import registries


def write_entries(**_: Any) -> None:
    """Makes the scheduler's table say exactly what the registry says; entries of ours that are gone are removed."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    if PeriodicTask._meta.db_table not in connection.introspection.table_names():
        return  # another app alone was migrated on an empty database

    for tick in registries.ticks.values():
        interval, _made = IntervalSchedule.objects.get_or_create(
            every=tick.every_seconds, period=IntervalSchedule.SECONDS
        )
        PeriodicTask.objects.update_or_create(
            name=tick.name,
            defaults={"task": tick.task, "interval": interval, "description": "plumbline", "crontab": None},
        )
    PeriodicTask.objects.filter(description="plumbline").exclude(name__in=registries.ticks).delete()
