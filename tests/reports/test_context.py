"""The dossier holds what the other rooms say, and reads back from its JSON as it was."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from calculator.models import ScenarioVersion
from evaluations.selectors import latest_finished_run, summary_of
from reports.context import build_dossier
from reports.dossier import read_dossier
from reports.figures import percent
from reports.typesetting import typeset
from reports.wording import shown
from roadmap.selectors import criteria_of, current_progress, progress_of
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.reading import squeezed, text_of
from tests.roadmap.doing import prove, say_met
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_a_dossier_reads_back_from_its_json_as_it_was() -> None:
    for dossier in (sample.dossier(), sample.empty()):
        assert read_dossier(dossier.as_json()) == dossier


def test_the_hash_names_the_facts_and_not_the_making() -> None:
    dossier = sample.dossier()
    later = replace(dossier, making=replace(dossier.making, at=timezone.now(), by="Somebody else"))
    other = replace(dossier, project=replace(dossier.project, purpose="Another purpose"))
    assert later.sha256 == dossier.sha256
    assert other.sha256 != dossier.sha256


def test_the_figures_are_those_of_the_other_rooms(cast: Cast, measured: Project) -> None:
    update_criterion(criteria_of(measured).get(code="P1.1"), actor=cast.owner, note="Signed on paper")
    prove(criteria_of(measured).get(code="P1.7"), cast.owner)
    say_met(criteria_of(measured).get(code="P1.7"), cast.owner)
    dossier = build_dossier(measured, by="Acme Viewer")
    run = latest_finished_run(measured)
    assert run
    assert dossier.run
    summary = summary_of(run)
    found = dossier.run.compliance
    assert (found.numerator, found.denominator, found.rate) == (184, 200, summary.rate)
    assert (found.low, found.high) == (summary.low, summary.high)
    current = current_progress(progress_of(measured))
    assert current
    now = next(phase for phase in dossier.phases if phase.current)
    assert (now.number, now.met, now.total, now.blocking_open) == (1, 1, current.total, current.blocking_open)
    assert sum(len(phase.criteria) for phase in dossier.phases) == 36
    assert dossier.phases[0].criteria[0].note == "Signed on paper"
    assert dossier.spec
    assert len(dossier.principles) == sum(level.principles for level in dossier.spec.levels) == 59
    assert dossier.pilots[0].population == "Every tenth reply"
    assert dossier.scenarios[0].simulation
    assert dossier.scenarios[0].simulation.seed == 7
    assert dossier.making.audit_head


def test_a_range_reads_the_same_in_whatever_order_the_database_keeps_its_ends(measured: Project) -> None:
    """A report made on SQLite stands after a move to PostgreSQL, which keeps no order of keys."""
    before = build_dossier(measured, by="Acme Viewer")
    ranges = [given.parameters for scenario in before.scenarios for given in scenario.inputs if given.parameters]
    assert [name for name, _ in ranges[0]] == ["min", "mode", "max"]
    for version in ScenarioVersion.objects.filter(scenario__project=measured):
        ScenarioVersion.objects.filter(pk=version.pk).update(
            inputs=_turned(version.inputs), results=_turned(version.results)
        )
    assert build_dossier(measured, by="Acme Viewer").scenarios == before.scenarios


def _turned(value: Any) -> Any:
    """The same JSON with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(each) for each in value] if isinstance(value, list) else value


def test_the_rate_of_the_run_stands_in_the_pdf_with_its_interval_and_count(measured: Project) -> None:
    dossier = build_dossier(measured, by="Acme Viewer")
    assert dossier.run
    text = text_of(typeset(shown(dossier).as_context()))
    assert squeezed(percent(184 / 200)) in text
    assert "184of200" in text
    assert squeezed("87.4–95.0") in text  # Wilson's interval, by hand


def test_a_principle_that_the_spec_does_not_have_is_reported_under_its_own_name(cast: Cast, measured: Project) -> None:
    dossier = build_dossier(measured, by="Acme Viewer")
    assert dossier.run
    unknown = [result for result in dossier.run.results if not result.level]
    known = {principle.identifier for principle in dossier.principles}
    assert [result.identifier for result in unknown] == [
        result.identifier for result in dossier.run.results if result.identifier not in known
    ]


def test_a_new_project_has_a_dossier_too(cast: Cast) -> None:
    dossier = build_dossier(cast.other_project, by="Umbra Stranger")
    assert dossier.run is None
    assert dossier.scenarios == ()
    assert "Nothingmeasuredyet" in text_of(typeset(shown(dossier).as_context()))
