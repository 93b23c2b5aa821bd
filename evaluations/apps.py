"""Registers the room with Django and with the registries of the frame."""

from django.apps import AppConfig
from django.conf import settings


class EvaluationsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "evaluations"

    def ready(self) -> None:
        from evaluations import commented, coverage, shown, waiting
        from evaluations.schedules import alarms_shown
        from ui import registries

        registries.loop_stations["cases"] = shown.cases_station
        registries.loop_stations["run"] = shown.run_station
        registries.project_counts["evaluations"] = shown.running_count
        registries.home_figures.append((20, shown.home_figures))
        registries.overview_panels.append((35, alarms_shown.open_alarms))
        registries.overview_panels.append((40, shown.where_it_goes_wrong))
        registries.principle_panels.append(shown.measured_under)
        registries.principle_measures.append(shown.measured_principles)
        registries.rule_coverage.append(coverage.coverage_of_rules)
        registries.case_links.append(coverage.links_to_cases)
        registries.search_sources.append(shown.search_hits)
        registries.commented |= {"run": commented.run_subject, "sample": commented.sample_subject}
        registries.waiting += [
            waiting.answers_to_rate,
            waiting.failures_to_triage,
            waiting.alarms_to_acknowledge,
        ]
        every = settings.EVALUATION_SWEEP_SECONDS
        registries.schedule("evaluations.sweep", "evaluations.tasks.sweep_runs", every_seconds=every)
        registries.schedule("evaluations.sweep_gradings", "evaluations.tasks.sweep_gradings", every_seconds=every)
        registries.schedule("evaluations.clock", "evaluations.clock.tick", every_seconds=30)
        registries.schedule("evaluations.sweep_regrading", "evaluations.tasks.sweep_regrading", every_seconds=60)
