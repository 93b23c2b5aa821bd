"""Registers the room with Django and with the registries of the frame."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExplorerConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "explorer"

    def ready(self) -> None:
        from explorer import receivers, shown
        from ui import registries
        from workspaces.signals import project_created

        post_migrate.connect(receivers.load_after_migration, sender=self, dispatch_uid="explorer.catalogue")
        project_created.connect(receivers.pin_newest, dispatch_uid="explorer.pin")
        registries.schedule("explorer.sweep", "explorer.tasks.sweep_drafts", every_seconds=30)
        registries.loop_stations["principle"] = shown.principle_station
        registries.project_counts["explorer"] = shown.principle_count
        registries.subject_links["stance"] = shown.stance_address
        registries.search_sources.append(shown.principle_hits)
        registries.home_figures.append((10, shown.home_figures))
        registries.home_panels.append((10, shown.home_panel))
