"""Registers the room with Django and hangs its parts into the shared pages."""

from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "roadmap"

    def ready(self) -> None:
        from roadmap import receivers, shown, waiting
        from roadmap.gates import waiting as gate_waiting
        from roadmap.register import from_answers
        from roadmap.register import waiting as register_waiting
        from ui import registries
        from workspaces.signals import project_created

        project_created.connect(receivers.lay_out_roadmap, dispatch_uid="roadmap.lay_out_roadmap")
        registries.loop_stations["gate"] = shown.gate_station
        registries.loop_stations["version"] = shown.version_station
        registries.project_counts["roadmap"] = shown.confirm_count
        registries.overview_panels.append((30, shown.rail_panel))
        registries.subject_links["criterion"] = shown.criterion_address
        registries.search_sources.append(shown.criteria_hits)
        registries.commented["criterion"] = shown.criterion_subject
        registries.waiting += [
            waiting.criteria_to_work_on,
            waiting.waivers_to_decide,
            waiting.responsibilities_to_accept,
            gate_waiting.gates_to_ask_for,
            gate_waiting.gates_to_decide,
            gate_waiting.conditions_to_fulfil,
            register_waiting.incidents_to_close,
        ]
        registries.page_actions.setdefault("sample", []).append(from_answers.incident_offer)
        registries.looked_up.append(waiting.with_words_of)
        registries.due_days += [waiting.due_days, gate_waiting.gate_days, register_waiting.due_days]
        registries.waivers_decided_above.add("criterion")
