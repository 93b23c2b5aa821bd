"""What a dossier says of the one before: told from the facts of both, and no reason for a report not to stand."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from evaluations import services as evaluations
from evaluations.services.pilots import PilotDetails
from explorer.services import decide_stance
from reports.attached import Attached, read_attached
from reports.comparing import changes_since
from reports.context import Order, build_dossier
from reports.dossier import read_dossier
from reports.making import make
from reports.models import Report
from reports.removal import delete_report
from reports.services import request_report
from reports.verifying import verify
from reports.wording import shown
from roadmap.models import Incident
from roadmap.register.levels import LEVELS
from roadmap.selectors import criteria_of
from roadmap.services.register import record_incident
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.reading import squeezed, text_of
from tests.roadmap.doing import prove, say_met
from workspaces.canonical import sha256_of
from workspaces.models import Project

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def a_dossier(cast: Cast, project: Project) -> Report:
    """As `make` leaves it, without its file, which takes seconds to set."""
    report = request_report(project, kind="dossier", actor=cast.evaluator)
    facts = build_dossier(project, by=cast.evaluator.name).as_json()
    ready = {"state": Report.State.READY, "finished_at": timezone.now(), "file": "reports/none.pdf", "sha256": "0" * 64}
    Report.objects.filter(pk=report.pk).update(facts=facts, **ready)
    report.refresh_from_db()
    return report


@pytest.fixture
def first(cast: Cast, measured: Project) -> Report:
    return a_dossier(cast, measured)


def attached_to(report: Report) -> Attached:
    return Attached("dossier", report.facts["project"]["slug"], report.facts)


def words_of(report: Report) -> str:
    """The words of its section, one after the other."""
    found = shown(read_dossier(report.facts)).changes
    rows = [row for group in found.groups for row in group.rows]
    told = [
        found.finding,
        found.lead,
        found.empty,
        *(f"{row.what} {row.note} {row.before} {row.after}" for row in rows),
    ]
    return "\n".join(told)


def work_on(cast: Cast, project: Project) -> None:
    """A pilot, a criterion, a stance and an incident."""
    details = PilotDetails(
        name="Chat, November",
        release="release 5",
        began_on=date(2026, 11, 1),
        ended_on=date(2026, 11, 2),
        population="All",
        conducted_by="Priya Raman",
    )
    counts = {"do_not_lie": {"compliant": 99, "violation": 1}}
    evaluations.record_pilot(project, details=details, actor=cast.owner, counts=counts)
    prove(criteria_of(project).get(code="P1.7"), cast.owner)
    say_met(criteria_of(project).get(code="P1.7"), cast.owner)
    decide_stance(project, cast.editor, "do_not_lie", "tightened", wording="Promise no payment.")
    record_incident(
        project,
        cast.editor,
        title="A refund was promised",
        severity=next(iter(LEVELS)),
        happened_on=date(2026, 11, 3),
        what_happened="A refund was promised in chat.",
    )


def test_the_first_dossier_says_that_it_is_the_first(first: Report) -> None:
    assert first.facts["changes"] is None
    assert "This is the first report of its kind" in words_of(first)


def test_the_next_one_tells_what_changed_since(cast: Cast, measured: Project, first: Report) -> None:
    work_on(cast, measured)
    told = read_dossier(a_dossier(cast, measured).facts).changes
    assert told
    earlier = read_dossier(first.facts)
    assert (told.earlier.identity, told.earlier.made_at) == (first.pk, earlier.making.at)
    assert (told.earlier.sha256, told.earlier.made_by) == (earlier.sha256, "Acme Evaluator")
    assert told.rate
    assert told.rate.before
    assert told.rate.after
    assert (told.rate.before.numerator, told.rate.after.numerator) == (184, 99)
    assert [(one.code, one.before, one.after) for one in told.criteria if one.code == "P1.7"] == [
        ("P1.7", "open", "met")
    ]
    assert [(one.identifier, one.before, one.after) for one in told.stances] == [
        ("do_not_lie", "undecided", "tightened")
    ]
    assert [(one.title, one.before, one.after) for one in told.incidents] == [("A refund was promised", "", "open")]
    assert told.scenarios == ()
    assert told.differing > 10


def test_the_changes_are_told_in_a_readers_words(cast: Cast, measured: Project, first: Report) -> None:
    work_on(cast, measured)
    text = words_of(a_dossier(cast, measured))
    for words in (
        "the rate went from 92.0\u202f% to 99.0\u202f%",
        "1 new incident",
        "1 stance changed",
        "P1.7",
        "Tightened",
    ):
        assert words in text
    assert "The intervals overlap: chance may explain the difference." in text


def test_nothing_has_changed_where_nothing_was_done(cast: Cast, measured: Project, first: Report) -> None:
    told = read_dossier(a_dossier(cast, measured).facts).changes
    assert told
    assert (told.rate, told.criteria, told.gates, told.incidents, told.scenarios, told.stances) == (None, *((),) * 5)
    assert told.differing == 0


def test_every_stored_report_still_stands_whatever_was_made_before_and_after_it(
    cast: Cast, measured: Project, first: Report
) -> None:
    second, third = a_dossier(cast, measured), a_dossier(cast, measured)
    for report in (first, second, third):
        assert verify(attached_to(report), measured).differences == ()
    delete_report(first, actor=cast.owner)
    assert verify(attached_to(second), measured).stands  # nothing is left to hold the comparison against


def test_what_came_later_is_named_once_and_not_as_a_change_of_a_change(
    cast: Cast, measured: Project, first: Report
) -> None:
    second = a_dossier(cast, measured)
    work_on(cast, measured)
    found = verify(attached_to(second), measured).differences
    assert found
    assert not [one.where for one in found if one.where.startswith("changes")]


def test_a_comparison_that_was_written_over_is_found(cast: Cast, measured: Project, first: Report) -> None:
    work_on(cast, measured)
    second = a_dossier(cast, measured)
    facts: dict[str, Any] = json.loads(json.dumps(second.facts))
    facts["changes"]["incidents"] = []
    forged = Attached("dossier", measured.path, facts)
    (incident,) = Incident.objects.filter(project=measured)
    assert [one.where for one in verify(forged, measured).differences] == [f"changes › incidents › {incident.pk}"]


def test_a_report_of_an_older_version_cannot_be_compared(cast: Cast, measured: Project, first: Report) -> None:
    facts = {name: value for name, value in first.facts.items() if name != "gate_states"}
    Report.objects.filter(pk=first.pk).update(facts=facts)
    second = a_dossier(cast, measured)
    told = read_dossier(second.facts).changes
    assert told
    assert told.comparable is False
    assert told.earlier.sha256 == sha256_of({name: facts[name] for name in facts if name != "making"})
    assert "The last report was made by an older version of the product" in words_of(second)
    assert verify(attached_to(second), measured).stands


def test_only_a_ready_report_of_the_kind_and_project_is_compared_with(
    cast: Cast, measured: Project, first: Report
) -> None:
    run = measured.runs.get()
    request_report(measured, kind="dossier", actor=cast.evaluator)  # it still waits
    failed = request_report(measured, kind="dossier", actor=cast.evaluator)
    ended = {"state": Report.State.FAILED, "reason": "It rained.", "finished_at": timezone.now()}
    Report.objects.filter(pk=failed.pk).update(**ended)
    about_run = request_report(measured, kind="evaluation", actor=cast.evaluator, of=run.pk)
    make(about_run.pk)
    told = build_dossier(measured, by="Acme Viewer").changes
    assert told
    assert told.earlier.identity == first.pk
    assert build_dossier(cast.other_project, by="Umbra Stranger").changes is None
    assert build_dossier(measured, by="Acme Viewer", at=first.requested_at).changes is None


def test_a_report_without_the_section_reads_no_earlier_one(measured: Project, first: Report) -> None:
    order = Order("dossier", None, ("summary", "roadmap"))
    assert build_dossier(measured, order, by="Acme Viewer").changes is None


def test_what_one_of_the_two_left_out_is_no_change(cast: Cast, measured: Project, first: Report) -> None:
    work_on(cast, measured)
    order = Order("dossier", None, ("summary", "changes"))
    told = build_dossier(measured, order, by="Acme Viewer").changes
    assert told
    assert (told.stances, told.incidents) == ((), ())
    assert told.criteria
    assert told.differing < changes_since(first.pk, first.facts, NOON, build_dossier(measured, by="x")).differing


def test_a_report_against_itself_has_not_changed() -> None:
    report = sample.dossier()
    told = changes_since(1, report.as_json(), NOON, report)
    assert (told.comparable, told.rate, told.differing) == (True, None, 0)
    assert (told.criteria, told.gates, told.incidents, told.scenarios, told.stances) == ((), (), (), (), ())


@pytest.mark.parametrize("facts", [{}, {"making": None}, {"making": {"by": "Ines"}}, {"project": 3}])
def test_facts_that_cannot_be_read_are_no_error(facts: dict[str, Any]) -> None:
    told = changes_since(7, facts, NOON, sample.dossier())
    assert (told.comparable, told.earlier.made_at) == (False, NOON)


def test_the_comparison_rides_in_the_file_and_the_file_stands(cast: Cast, measured: Project, first: Report) -> None:
    second = request_report(measured, kind="dossier", actor=cast.evaluator, sections=["changes"])
    make(second.pk)
    second.refresh_from_db()
    with second.file.storage.open(str(second.file.name), "rb") as file:
        content = file.read()
    attached = read_attached(content)
    assert attached.facts["changes"]["earlier"]["identity"] == first.pk
    assert squeezed("Nothing has changed since") in text_of(content)
    assert verify(attached, measured).differences == ()


def test_the_screen_tells_the_changes_as_well(cast: Cast, client_for: Any, measured: Project, first: Report) -> None:
    work_on(cast, measured)
    page = client_for(cast.viewer).get(f"/p/{measured.path}/reports/preview/").content.decode()
    assert shown(build_dossier(measured, by="Acme Viewer")).changes.finding in page
    assert "A refund was promised" in page
