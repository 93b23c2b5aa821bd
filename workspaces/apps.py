"""Registers the room with Django."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workspaces"

    def ready(self) -> None:
        from ui import registries
        from workspaces import overview, waiting

        registries.waiting.append(waiting.waivers_to_decide)
        registries.overview_panels.append((33, overview.waiting_panel))
        registries.schedule("workspaces.tell", "workspaces.clock.tell_everybody", every_seconds=600)
        registries.schedule("workspaces.post", "workspaces.clock.post", every_seconds=30)
