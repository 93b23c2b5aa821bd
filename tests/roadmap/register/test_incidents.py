"""Incidents: recorded, changed with both sides kept, closed with what was done, and turned into cases."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Case, Suite
from evaluations.services.suite_making import create_suite
from explorer.models import SpecVersion
from explorer.services import import_spec, pin_version
from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept
from roadmap.models import Incident, IncidentChange
from roadmap.register.forms import INCIDENT_FIELDS
from roadmap.services.register import CASES_NAME, change_incident, record_incident
from tests.conftest import Cast
from tests.explorer.kitchen import write_kitchen
from tests.roadmap.conftest import Find, SignIn, StateOf
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen(cast: Cast, tmp_path: Path) -> SpecVersion:
    """A version with the principle taste; the project is pinned to it."""
    version = import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version
    pin_version(cast.project, version, cast.owner)
    return version


def incident(cast: Cast, title: str = "Promised a refund", **values: object) -> Incident:
    said = {"severity": "high", "happened_on": timezone.localdate(), "what_happened": "It was said on day 34."}
    return record_incident(cast.project, cast.evaluator, title=title, **(said | values))  # type: ignore[arg-type]


def url(cast: Cast, name: str, *keys: object) -> str:
    return reverse(f"roadmap:{name}", args=[cast.project.path, *keys])


def typed(found: Incident | None = None, /, **values: object) -> dict[str, object]:
    """A form as a browser sends it."""
    today = timezone.localdate().isoformat()
    said = {"title": "Promised a refund", "what_happened": "On day 34.", "severity": "high", "happened_on": today}
    rest = {name: "" for name in INCIDENT_FIELDS if name != "criteria"}
    return {**rest, "status": "open", **said, **({"version": found.version} if found else {}), **values}


def test_an_evaluator_records_an_incident_and_finds_it(cast: Cast, client_for: SignIn, find: Find) -> None:
    client = client_for(cast.evaluator)
    answer = client.post(url(cast, "incident_create"), typed(criteria=[find("P2.4").pk], owner=cast.editor.pk))
    found = Incident.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url(cast, "incident_detail", found.pk))
    page = client.get(url(cast, "incident_detail", found.pk)).content.decode()
    assert "Promised a refund" in page
    assert "P2.4 " in page
    assert cast.editor.name in page
    assert AuditEntry.objects.filter(action="incident.recorded").count() == 1


def test_a_viewer_reads_incidents_and_records_none(cast: Cast, client_for: SignIn) -> None:
    found, client = incident(cast), client_for(cast.viewer)
    assert client.get(url(cast, "incident_list")).status_code == 200
    assert client.get(url(cast, "incident_export")).status_code == 200
    assert client.get(url(cast, "incident_create")).status_code == 403
    assert client.post(url(cast, "incident_change", found.pk), typed(found)).status_code == 403
    assert "Change it" not in client.get(url(cast, "incident_detail", found.pk)).content.decode()


def test_wrong_input_is_said_beside_its_field_and_nothing_is_stored(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.editor)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    wrong = {
        "title": "x" * 161,
        "severity": "dreadful",
        "happened_on": tomorrow,
        "owner": cast.stranger.pk,
        "due_on": "2026-02-30",
        "status": "closed",
        "criteria": ["999999"],
        "what_happened": "\0",
    }
    for name, value in wrong.items():
        answer = client.post(url(cast, "incident_create"), typed(**{name: value}))
        assert answer.status_code == 422, name
        field = "action" if name == "status" else name
        assert f'id="id_{field}_error"' in answer.content.decode(), name
    assert not Incident.objects.exists()


def test_it_is_closed_only_with_what_was_done(cast: Cast) -> None:
    found = incident(cast)
    with pytest.raises(ChangeRefused) as refusal:
        change_incident(found, cast.editor, seen=1, status="closed")
    assert set(refusal.value.problems) == {"action"}
    change_incident(found, cast.editor, seen=1, status="closed", action="The instruction was rewritten.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=found.pk).update(action="")


def test_each_change_keeps_what_stood_before(cast: Cast, find: Find) -> None:
    found = incident(cast)
    change_incident(found, cast.editor, seen=1, severity="low", criteria=[find("P2.4")])
    change = found.changes.first()
    assert change is not None
    assert [(row.label, row.before, row.after) for row in change.rows] == [
        ("Severity", "High", "Low"),
        ("Criteria", "", "P2.4"),
    ]
    with pytest.raises(HistoryIsKept):
        IncidentChange.objects.all().delete()


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    found = incident(cast)
    assert change_incident(found, cast.editor, seen=1, severity="high").version == 1
    assert found.changes.count() == 1


def test_whoever_saves_second_sees_both_sides_and_may_store_theirs(cast: Cast, client_for: SignIn, find: Find) -> None:
    found, client = incident(cast), client_for(cast.editor)
    change_incident(found, cast.owner, seen=1, title="Promised money back")
    mine = typed(found, title="Promised a voucher", criteria=[find("P2.4").pk, find("P1.7").pk])
    answer = client.post(url(cast, "incident_change", found.pk), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Promised money back" in page
    assert "Promised a voucher" in page
    assert cast.owner.name in page
    assert page.count('name="criteria"') == 2
    assert client.post(url(cast, "incident_change", found.pk), mine | {"version": 2}).status_code == 303
    found.refresh_from_db()
    assert found.title == "Promised a voucher"
    assert {criterion.code for criterion in found.criteria.all()} == {"P2.4", "P1.7"}


def test_of_two_changes_at_once_the_second_is_refused(cast: Cast) -> None:
    found = incident(cast)
    change_incident(found, cast.editor, seen=1, severity="low")
    with pytest.raises(ChangedMeanwhile):
        change_incident(found, cast.owner, seen=1, severity="critical")


def test_the_list_is_narrowed_ordered_and_taken_away_as_it_stands(cast: Cast, client_for: SignIn) -> None:
    today = timezone.localdate()
    incident(cast, "Late", due_on=today - timedelta(days=1), severity="low")
    incident(cast, "=cmd()", due_on=today + timedelta(days=1), severity="critical", owner=cast.editor)
    incident(cast, "Done", status="closed", action="Mended.")
    client = client_for(cast.viewer)
    page = client.get(url(cast, "incident_list")).content.decode()
    assert "<h1>1 open incident is past its day</h1>" in page
    assert page.index(">Late<") < page.index("=cmd()") < page.index(">Done<")
    worst = client.get(url(cast, "incident_list"), {"sort": "severity"}).content.decode()
    assert worst.index("=cmd()") < worst.index(">Done<") < worst.index(">Late<")
    rows = client.get(url(cast, "incident_export"), {"owner": str(cast.editor.pk)}).content.decode("utf-8-sig")
    assert rows.count("\r\n") == 2
    assert '"\'=cmd()"' in rows
    odd = client.get(url(cast, "incident_list"), {"owner": "x\0", "sort": "?", "page": "-7"})
    assert odd.status_code == 200


def test_the_list_takes_the_same_queries_for_ten_times_the_rows(cast: Cast, client_for: SignIn, find: Find) -> None:
    client, criterion = client_for(cast.viewer), find("P2.4")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url(cast, "incident_list"))
        return len(caught)

    incident(cast, "One", criteria=[criterion], owner=cast.editor)
    queries()
    first = queries()
    for number in range(30):
        incident(cast, f"More {number}", criteria=[criterion], owner=cast.editor)
    assert queries() == first
    assert "1–25 of 31" in client.get(url(cast, "incident_list")).content.decode()


def test_the_history_of_an_incident_names_its_principle_by_title(
    cast: Cast, client_for: SignIn, kitchen: SpecVersion
) -> None:
    found = incident(cast, principle="old_rule")
    change_incident(found, cast.evaluator, seen=found.version, principle="taste")
    response = client_for(cast.viewer).get(url(cast, "incident_detail", found.pk))
    told = [
        (row.before, row.after) for _, rows in response.context["history"] for row in rows if row.label == "Principle"
    ]
    assert told == [("Old rule", response.context["principle"].title), ("", "Old rule")]


def test_an_incident_is_turned_into_a_case_with_its_conversation(
    cast: Cast, client_for: SignIn, kitchen: SpecVersion
) -> None:
    found = incident(cast, principle="taste", asked="I get my money back, right?", answered="Of course!")
    client: Client = client_for(cast.editor)
    address = url(cast, "incident_case", found.pk)
    form = client.get(address).context["form"]
    assert form["message"].value() == "I get my money back, right?"
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, sent).status_code == 303
    case = Case.objects.get()
    assert (str(case.suite), case.principle, case.tags) == (CASES_NAME, "taste", ["incident"])
    assert case.exemplars == {"violation": "Of course!"}
    page = client.get(url(cast, "incident_detail", found.pk)).content.decode()
    assert reverse("evaluations:case_detail", args=[cast.project.path, case.suite_id, case.pk]) in page
    Case.objects.all().delete()
    assert "the case was removed since" in client.get(url(cast, "incident_detail", found.pk)).content.decode()


def test_of_a_frozen_suite_the_next_version_takes_the_case(
    cast: Cast, client_for: SignIn, kitchen: SpecVersion
) -> None:
    found, suite = incident(cast, principle="taste"), create_suite(cast.project, cast.editor, "Kitchen")
    Suite.objects.filter(pk=suite.pk).update(frozen_at=timezone.now())
    client, address = client_for(cast.editor), url(cast, "incident_case", found.pk)
    sent = {"suite": suite.pk, "principle": "taste", "title": "t", "message": "m", "kind": "borderline"}
    assert client.post(address, sent).status_code == 303
    assert Case.objects.get().suite.version == 2
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"principle": "salt"}).status_code == 422
    assert client_for(cast.evaluator).get(address).status_code == 403


def test_only_things_of_the_project_can_be_linked(cast: Cast, find: Find) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        record_incident(
            cast.other_project,
            cast.stranger,
            title="t",
            severity="low",
            happened_on=timezone.localdate(),
            what_happened="w",
            owner=cast.owner,
            phase=find("P1.1").phase,
            criteria=[find("P1.1")],
        )
    assert set(refusal.value.problems) == {"owner", "phase", "criteria"}


def test_what_is_open_is_named_on_its_criterion_and_on_its_gate(cast: Cast, client_for: SignIn, find: Find) -> None:
    criterion, client = find("P2.4"), client_for(cast.viewer)
    found = incident(cast, criteria=[criterion], phase=criterion.phase)
    pages = [url(cast, "criterion_detail", criterion.pk), url(cast, "phase_detail", criterion.phase.pk)]
    assert all("Promised a refund" in client.get(page).content.decode() for page in pages)
    change_incident(found, cast.editor, seen=1, status="closed", action="Mended.")
    assert not any("Promised a refund" in client.get(page).content.decode() for page in pages)


def test_open_incidents_past_their_day_keep_bad_days_open(cast: Cast, state: StateOf) -> None:
    def obstacles() -> list[str]:
        result = state("P4.4").inputs.result
        assert result is not None
        return list(result.obstacles)

    today = timezone.localdate()
    assert obstacles() == []
    found = incident(cast, "Late", due_on=today - timedelta(days=1))
    assert obstacles() == ["Deal with Late."]
    change_incident(found, cast.editor, seen=1, due_on=None)
    assert obstacles() == ["Give a day to Late."]
    change_incident(found, cast.editor, seen=2, status="closed", action="Mended.")
    assert obstacles() == []


def test_a_high_finding_that_is_open_stands_against_the_attack(cast: Cast, state: StateOf, find: Find) -> None:
    def findings() -> list[str]:
        result = state("P2.5").inputs.result
        assert result is not None
        return [fact.value for fact in result.facts if fact.label.startswith("Open high findings")]

    assert findings() == ["none"]
    found = incident(cast, "Told its instructions", criteria=[find("P2.5")])
    assert findings() == ["Told its instructions"]
    change_incident(found, cast.editor, seen=1, severity="low")
    assert findings() == ["none"]
