"""Registers the room with Django, its sweeper with the scheduler and its parts with the shared pages."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"

    def ready(self) -> None:
        from reports import shown_elsewhere
        from ui import registries

        registries.schedule("reports.sweep", "reports.tasks.sweep_reports", every_seconds=30)
        registries.schedule("reports.clock", "reports.clock.ring_due_reports", every_seconds=60)
        registries.loop_stations["report"] = shown_elsewhere.report_station
        registries.project_counts["reports"] = shown_elsewhere.report_count
        registries.search_sources.append(shown_elsewhere.report_hits)
        registries.page_actions.setdefault("gate", []).append(shown_elsewhere.gate_report)
        registries.page_actions.setdefault("scenario", []).append(shown_elsewhere.scenario_report)
        registries.page_actions.setdefault("portfolio", []).append(shown_elsewhere.portfolio_report)
        registries.page_actions.setdefault("framework", []).append(shown_elsewhere.framework_report)
