"""Registers the room with Django and hangs its parts into the shared pages."""

from django.apps import AppConfig


class CalculatorConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "calculator"

    def ready(self) -> None:
        from calculator import shown
        from ui import registries

        registries.loop_stations["money"] = shown.money_station
        registries.project_counts["calculator"] = shown.scenario_count
        registries.home_figures.append((30, shown.home_figures))
        registries.overview_panels.append((20, shown.money_panel))
        registries.search_sources.append(shown.scenario_hits)
        registries.commented["scenario"] = shown.scenario_subject
        registries.schedule("calculator.prune", "calculator.tasks.prune_drafts", every_seconds=6 * 3600)
