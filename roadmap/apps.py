"""Registers the room with Django and hangs its parts into the shared pages."""

from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "roadmap"

    def ready(self) -> None:
        from roadmap import receivers, shown
        from ui import registries
        from workspaces.signals import project_created

        project_created.connect(receivers.lay_out_roadmap, dispatch_uid="roadmap.lay_out_roadmap")
        registries.loop_stations["gate"] = shown.gate_station
        registries.project_counts["roadmap"] = shown.confirm_count
        registries.overview_panels.append((30, shown.rail_panel))
        registries.subject_links["criterion"] = shown.criterion_address
        registries.search_sources.append(shown.criteria_hits)
