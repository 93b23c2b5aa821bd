"""Registers the wiring with Django, last of all rooms."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AlignmentAppConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "alignment_app"
    verbose_name = "Plumbline"

    def ready(self) -> None:
        from alignment_app import checks, schedule  # noqa: F401 - checks register by being imported

        # Django tells only apps with models that it has migrated; ours has none, so it listens to the scheduler's.
        post_migrate.connect(schedule.write_entries, sender=apps.get_app_config("django_celery_beat"))
