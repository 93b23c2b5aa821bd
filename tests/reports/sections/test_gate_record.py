"""The record of a gate as a report, through the doors that people use: page, form, file, command, check."""

import io
import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reports.context import Order, build_dossier
from reports.errors import SubjectMissing
from reports.making import make
from reports.models import Report
from roadmap.models import GateCondition, GateRequest, GateVote, Phase
from roadmap.services import start_roadmap
from roadmap.services.gates import fulfil_condition
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.reading import failures_of, squeezed
from tests.roadmap.doing import settle
from tests.roadmap.gating import APPROVE, CONDITIONAL, approvers, ask, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate(cast: Cast) -> GateRequest:
    """The first gate of the cast's project: asked by the editor, approved by two, one of them with a condition."""
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    request = ask(cast.project, cast.editor)
    vote(request, cast.owner, CONDITIONAL, "Tell the works council first.")
    vote(request, cast.evaluator, APPROVE)
    request.refresh_from_db()
    return request


def create(cast: Cast) -> str:
    return reverse("reports:report_create", args=[cast.project.path])


def posted(**fields: object) -> dict[str, str]:
    return {"kind": "gate", "once": str(uuid.uuid4()), **{name: str(value) for name, value in fields.items()}}


def run(command: str, *arguments: str) -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return int(str(exit_.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_record_tells_what_the_room_below_knows(cast: Cast, gate: GateRequest) -> None:
    found = build_dossier(cast.project, Order("gate", gate.pk), by="Acme Viewer").gate
    assert found
    assert (found.name, found.number, found.state, found.sha256, found.holds) == (
        gate.phase.gate_name,
        1,
        "approved",
        gate.sha256,
        True,
    )
    assert (found.scope, found.volume, found.asked_by) == (gate.scope, 600, "Acme Editor")
    votes = {one.person: one for one in found.votes}
    for one in GateVote.objects.filter(request=gate):
        told = votes[one.person_name]
        assert (told.decision, told.at, told.brief_sha256, told.brief_holds) == (
            one.decision,
            one.at,
            one.brief_sha256,
            True,
        )
    condition = found.conditions[0]
    assert (condition.state, condition.by, condition.text) == ("open", "Acme Owner", "Tell the works council first.")
    assert condition.blocks == Phase.objects.get(project=cast.project, number=2).gate_name
    assert len(found.criteria) == len(gate.snapshot["criteria"])
    assert found.differences == ()


def test_a_fulfilled_condition_says_who_when_and_how(cast: Cast, gate: GateRequest) -> None:
    condition = GateCondition.objects.select_related("vote__request__phase__project__organisation").get()
    fulfil_condition(condition, cast.editor, "They know since Monday.", None)
    found = build_dossier(cast.project, Order("gate", gate.pk), by="Acme Viewer").gate
    assert found
    told = found.conditions[0]
    assert (told.state, told.fulfilled_by, told.fulfilled_note) == (
        "fulfilled",
        "Acme Editor",
        "They know since Monday.",
    )
    assert (told.blocks, told.fulfilled_at is not None) == ("", True)


def test_a_late_condition_is_overdue_and_one_of_a_withdrawn_request_is_not_needed(
    cast: Cast, gate: GateRequest
) -> None:
    later = timezone.now() + timedelta(days=30)
    order = Order("gate", gate.pk)
    found = build_dossier(cast.project, order, by="x", at=later).gate
    assert found
    assert found.conditions[0].state == "overdue"
    GateRequest.objects.filter(pk=gate.pk).update(state="withdrawn", ended_why="No.", ended_at=timezone.now())
    found = build_dossier(cast.project, order, by="x", at=later).gate
    assert found
    assert (found.conditions[0].state, found.conditions[0].blocks) == ("void", "")


def test_a_changed_snapshot_and_a_changed_brief_are_seen(cast: Cast, gate: GateRequest) -> None:
    order = Order("gate", gate.pk)
    GateVote.objects.create(
        request=gate,
        person=cast.viewer,
        person_name="Acme Viewer",
        roles=["risk_owner"],
        decision="approve",
        counts=True,
        brief="What was read",
        brief_sha256="0" * 64,
    )
    found = build_dossier(cast.project, order, by="x").gate
    assert found
    assert [one.brief_holds for one in found.votes] == [True, True, False]
    snapshot = {**gate.snapshot, "gate": "Approve anything"}
    GateRequest.objects.filter(pk=gate.pk).update(snapshot=snapshot)
    found = build_dossier(cast.project, order, by="x").gate
    assert found
    assert not found.holds


@pytest.mark.parametrize("of", [None, 0, 424242, 10**30])
def test_a_request_that_is_not_there_is_refused(cast: Cast, gate: GateRequest, of: int | None) -> None:
    with pytest.raises(SubjectMissing, match=rf"no gate request of this number in the project: {gate.pk} is"):
        build_dossier(cast.project, Order("gate", of), by="x")


def test_a_request_of_another_project_is_refused(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    start_roadmap(cast.other_project, cast.stranger)
    with pytest.raises(SubjectMissing, match="none was made yet"):
        build_dossier(cast.other_project, Order("gate", gate.pk), by="x")
    client = client_for(cast.stranger)
    form = reverse("reports:report_create", args=[cast.other_project.path])
    refused = client.post(form, posted(gate=gate.pk))
    assert refused.status_code == 422
    assert gate.phase.gate_name not in refused.content.decode()
    preview = reverse("reports:preview", args=[cast.other_project.path])
    assert client.get(f"{preview}?kind=gate&gate={gate.pk}").status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("chosen", ["", "424242", "nine", "-1", "\x00", "1" * 40])
def test_a_missing_or_wrong_request_is_said_beside_its_field(
    cast: Cast, client_for: SignIn, gate: GateRequest, chosen: str
) -> None:
    refused = client_for(cast.evaluator).post(create(cast), posted(gate=chosen))
    assert refused.status_code == 422
    page = refused.content.decode()
    said = page.index('id="id_gate_error"')
    assert page.index('name="gate"') < said < page.index('name="framework"')
    assert not Report.objects.exists()


def test_without_any_request_the_form_says_where_one_is_made(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.evaluator).get(f"{create(cast)}?kind=gate").content.decode()
    assert "No gate was asked for yet" in page


def test_the_button_on_the_record_page_makes_it(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    record = reverse("roadmap:gate_record", args=[cast.project.path, gate.pk])
    client = client_for(cast.evaluator)
    page = client.get(record).content.decode()
    assert "Gate record as PDF" in page
    assert f'<input type="hidden" name="gate" value="{gate.pk}">' in page
    once = page.split('name="once" value="')[1].split('"')[0]
    for _ in range(2):
        assert client.post(create(cast), posted(gate=gate.pk) | {"once": once}).status_code == 303
    report = Report.objects.get()
    assert (report.kind, report.of) == ("gate", gate.pk)
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready"
    detail = client.get(reverse("reports:report_detail", args=[cast.project.path, report.pk])).content.decode()
    for said in ("Acme Owner", "Tell the works council first.", gate.sha256, "Place and date"):
        assert said in detail
    for ending in ("xlsx", "zip", "json"):
        address = reverse("reports:download_as", args=[cast.project.path, report.pk, ending])
        assert client.get(address).status_code == 200


def test_who_may_only_look_is_led_to_the_preview(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    client = client_for(cast.viewer)
    page = client.get(reverse("roadmap:gate_record", args=[cast.project.path, gate.pk])).content.decode()
    preview = f"{reverse('reports:preview', args=[cast.project.path])}?kind=gate&amp;gate={gate.pk}"
    assert preview in page
    assert "Gate record as PDF" not in page
    shown = client.get(preview.replace("&amp;", "&"))
    assert shown.status_code == 200
    assert "Tell the works council first." in shown.content.decode()
    assert "Make it as PDF" not in shown.content.decode()


def test_the_form_shows_it_on_the_screen_first(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    client = client_for(cast.evaluator)
    seen = client.post(create(cast), posted(gate=gate.pk, preview=1))
    assert seen.status_code == 303
    assert seen.headers["Location"].endswith(f"/preview/?kind=gate&language=en&gate={gate.pk}")
    page = client.get(seen.headers["Location"]).content.decode()
    assert "Make it as PDF" in page
    assert f'<input type="hidden" name="gate" value="{gate.pk}">' in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "query", ["kind=poster", "kind=gate", "kind=gate&gate=x", "kind=gate&gate=99999999999999999999"]
)
def test_a_preview_of_nothing_is_not_found(cast: Cast, client_for: SignIn, gate: GateRequest, query: str) -> None:
    preview = reverse("reports:preview", args=[cast.project.path])
    assert client_for(cast.viewer).get(f"{preview}?{query}").status_code == 404


def test_the_list_says_which_gate_a_record_is_about(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    client = client_for(cast.evaluator)
    address = reverse("reports:index", args=[cast.project.path])
    for fields in (posted(gate=gate.pk), {**posted(), "kind": "framework", "framework": "3"}):
        assert client.post(create(cast), fields).status_code == 303
    page = client.get(address).content.decode()
    assert f"{gate.phase.gate_name}, request 1" in page
    assert "EU AI Act" in page
    Report.objects.filter(kind="gate").update(of=424242)  # what it was about is gone
    assert client.get(address).status_code == 200


def test_it_cannot_be_made_by_the_clock(cast: Cast, client_for: SignIn, gate: GateRequest) -> None:
    page = client_for(cast.evaluator).get(reverse("reports:schedule_create", args=[cast.project.path])).content.decode()
    assert 'value="framework"' in page
    assert 'value="gate"' not in page


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_command_writes_it_for_signature(cast: Cast, gate: GateRequest, tmp_path: Path, paper: str) -> None:
    out = tmp_path / "gate.pdf"
    code, said = run(
        "export_report",
        "--project",
        cast.project.path,
        "--kind",
        "gate",
        "--of",
        str(gate.pk),
        "--paper",
        paper,
        str(out),
    )
    assert (code, said["kind"]) == (0, "gate")
    for profile in ("ua1", "pdfa3a"):
        assert failures_of(out.read_bytes(), profile) == []
    pages = [squeezed(page.extract_text()) for page in PdfReader(out).pages]
    assert "Placeanddate" in pages[-1]
    assert "AcmeOwner" in pages[-1]
    assert gate.sha256 in pages[-1]
    code, said = run(
        "export_report", "--project", cast.project.path, "--kind", "gate", "--of", "424242", str(tmp_path / "no.pdf")
    )
    assert code == 1
    assert isinstance(said["errors"], list)
    assert said["errors"][0]["field"] == "of"
    assert not (tmp_path / "no.pdf").exists()


def test_a_printed_record_says_what_differs_after_a_condition_was_fulfilled(
    cast: Cast, gate: GateRequest, tmp_path: Path
) -> None:
    out = tmp_path / "gate.pdf"
    run("export_report", "--project", cast.project.path, "--kind", "gate", "--of", str(gate.pk), str(out))
    code, said = run("verify_report", str(out))
    assert (code, said["stands"], said["kind"]) == (0, True, "gate")
    condition = GateCondition.objects.select_related("vote__request__phase__project__organisation").get()
    fulfil_condition(condition, cast.editor, "They know since Monday.", None)
    code, said = run("verify_report", str(out))
    assert (code, said["stands"]) == (0, False)
    assert isinstance(said["differences"], list)
    assert any("fulfilled" in one["now"] for one in said["differences"])


def test_the_record_costs_the_same_queries_with_more_votes_conditions_and_requests(
    cast: Cast, gate: GateRequest
) -> None:
    order = Order("gate", gate.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            build_dossier(cast.project, order, by="x")
        return len(captured)

    queries()
    before = queries()
    given = GateVote.objects.filter(request=gate).first()
    assert given
    GateCondition.objects.bulk_create(
        GateCondition(vote=given, position=at, text=f"Condition {at}", due_on=gate.until) for at in range(10, 20)
    )
    GateRequest.objects.bulk_create(
        GateRequest(
            phase=gate.phase,
            number=number,
            state="withdrawn",
            scope=gate.scope,
            until=gate.until,
            snapshot=gate.snapshot,
            sha256=gate.sha256,
            asked_by=gate.asked_by,
            ended_why="Again.",
        )
        for number in range(2, 12)
    )
    assert queries() == before
