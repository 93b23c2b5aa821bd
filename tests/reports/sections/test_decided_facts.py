"""What the dossier reads of gates, waivers, evidence and the register, and that a check notices when it changes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.attached import Attached, document
from reports.context import Order, build_dossier
from reports.dossier import Dossier
from reports.facts.decisions import RequestFacts
from reports.sources.decided import Decided
from reports.sources.decisions import MOST_REMARKS
from reports.verifying import verify
from roadmap.gates.selectors import GateGround
from roadmap.models import (
    Criterion,
    EvidenceVersion,
    GateCondition,
    GateRequest,
    GateVote,
    Incident,
    Responsibility,
    Risk,
)
from roadmap.selectors import criteria_of
from roadmap.services import gates
from roadmap.services.evidence import Content, add_evidence, add_version, supersede, use_for
from roadmap.services.register import change_incident, change_risk, record_incident, record_risk, set_risk_limit
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from tests.conftest import Cast
from tests.roadmap.doing import note, settle, take_on
from tests.roadmap.gating import CONDITIONAL, REJECT, approvers, ask, open_gate, vote
from ui.registries import Subject
from workspaces.comments import withdraw_comment, write_comment
from workspaces.models import Comment, Waiver
from workspaces.waivers import decide_waiver, withdraw_waiver

pytestmark = pytest.mark.django_db

SECTIONS = ("evidence", "decisions", "waivers", "conditions", "incidents")


def read(cast: Cast, days: int = 0) -> Dossier:
    """The dossier as it stands in so many days."""
    return build_dossier(cast.project, by="Acme Owner", at=timezone.now() + timedelta(days=days))


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def criterion(cast: Cast, code: str) -> Criterion:
    found: Criterion = criteria_of(cast.project).get(code=code)
    return found


def requests(dossier: Dossier, gate: int = 1) -> tuple[RequestFacts, ...]:
    return dossier.decisions[gate - 1].requests


def conditional(cast: Cast) -> GateCondition:
    """The first gate, approved under one condition."""
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    request = ask(cast.project, cast.editor)
    vote(request, cast.owner, CONDITIONAL, "Tell the works council.")
    vote(request, cast.evaluator)
    return GateCondition.objects.select_related("vote__request__phase__project__organisation").get()


def say(cast: Cast, text: str, code: str = "P1.2") -> Comment:
    about = Subject(code, f"/{code}")
    return write_comment(cast.project, cast.viewer, subject=f"criterion:{code}", about=about, text=text)


def incident(cast: Cast, title: str = "Named a direct line") -> Incident:
    return record_incident(
        cast.project,
        cast.viewer,
        title=title,
        severity="high",
        happened_on=day(-3),
        what_happened="It gave the extension of somebody on leave.",
        principle="do_not_lie",
        owner=cast.editor,
        due_on=day(2),
        criteria=[criterion(cast, "P2.8")],
    )


def risk(cast: Cast, title: str = "Tells one customer about another") -> Risk:
    return record_risk(
        cast.project,
        cast.viewer,
        title=title,
        affected="Customers",
        what="A mistyped number shows another address.",
        likelihood="likely",
        severity="high",
        owner=cast.editor,
        review_on=day(5),
    )


def waived(cast: Cast, code: str = "P2.2", *, granted: bool = True) -> Waiver:
    if not Responsibility.objects.filter(person=cast.viewer, role="risk_owner").exists():
        take_on(cast.project, cast.owner, cast.viewer, "risk_owner")
    asked = ask_criterion_waiver(criterion(cast, code), cast.editor, reason="Cases are being written.", until=day(30))
    return decide_criterion_waiver(criterion(cast, code), asked, cast.viewer, granted=True) if granted else asked


def test_an_approved_gate_tells_who_asked_who_voted_and_which_brief_was_read(cast: Cast) -> None:
    approved = open_gate(cast)
    dossier = read(cast)
    (request,) = requests(dossier)
    assert dossier.decisions[0].standing == "approved"
    assert (request.state, request.asked_by, request.sha256) == ("approved", "Acme Editor", approved.sha256)
    assert (request.volume, request.scope) == (600, "Forty colleagues in the service desk")
    assert (request.approvals, request.needed, request.holds) == (2, 2, True)
    kept = {one.person_name: one.brief_sha256 for one in GateVote.objects.all()}
    assert {one.person: one.brief_sha256 for one in request.votes} == kept
    assert all(one.brief_holds and "executive_sponsor" in one.roles for one in request.votes)
    assert [gate.standing for gate in dossier.decisions[1:]] == ["closed"] * 3
    assert any("Still open and blocking" in words for words in dossier.decisions[1].obstacles)


def test_an_approval_that_is_not_what_it_was_says_in_what_or_that_it_has_ended(cast: Cast) -> None:
    open_gate(cast)
    settled = criterion(cast, "P1.2")
    settled.exclusions.update(ended_at=timezone.now(), ended_by=cast.owner, ended_why="It is asked after all.")
    (request,) = requests(read(cast))
    assert request.state == "differs"
    assert any("P1.2" in words and "was not applicable, is open" in words for words in request.differences)
    later = read(cast, days=91)
    assert later.decisions[0].standing == "lapsed"
    assert requests(later)[0].state == "lapsed"


def test_a_changed_snapshot_is_told(cast: Cast) -> None:
    approved = open_gate(cast)
    assert requests(read(cast))[0].holds
    GateRequest.objects.filter(pk=approved.pk).update(snapshot={**approved.snapshot, "gate": "Another gate"})
    assert not requests(read(cast))[0].holds


def test_refused_and_withdrawn_requests_stay_with_their_reasons(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    vote(ask(cast.project, cast.editor), cast.owner, REJECT)
    gates.withdraw_gate(ask(cast.project, cast.editor), cast.editor, "Asked too early.")
    waiting = ask(cast.project, cast.editor)
    vote(waiting, cast.viewer)
    newest, withdrawn, refused = requests(read(cast))
    assert (newest.state, newest.approvals, newest.needed) == ("open", 1, 2)
    assert newest.missing
    assert (withdrawn.state, withdrawn.ended_by, withdrawn.ended_why) == (
        "withdrawn",
        "Acme Editor",
        "Asked too early.",
    )
    assert (refused.state, refused.votes[0].note) == ("rejected", "Too early.")


def test_a_condition_says_whose_it_is_what_it_blocks_and_how_it_was_fulfilled(cast: Cast) -> None:
    condition = conditional(cast)
    (found,) = read(cast).conditions
    second = criterion(cast, "P2.1").phase.gate_name
    assert (found.state, found.by, found.blocks) == ("open", "Acme Owner", second)
    (late,) = read(cast, days=15).conditions
    assert late.state == "overdue"
    gates.fulfil_condition(condition, cast.editor, "Told on Monday.")
    (done,) = read(cast, days=15).conditions
    assert (done.state, done.blocks, done.fulfilled_note) == ("fulfilled", "", "Told on Monday.")


def test_a_condition_of_an_approval_that_was_taken_back_is_void(cast: Cast) -> None:
    gates.reopen_gate(conditional(cast).vote.request, cast.owner, "An incident showed a gap.")
    (found,) = read(cast).conditions
    assert (found.state, found.blocks) == ("void", "")


def test_words_and_comments_stand_under_their_criterion_and_the_rest_is_counted(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    for number in range(MOST_REMARKS + 2):
        say(cast, f"Remark {number}")
    withdraw_comment(say(cast, "Never mind."), cast.viewer)
    about = {one.code: one for one in read(cast).remarks}
    spoken = about["P1.2"]
    assert [one.text for one in spoken.remarks] == [f"Remark {number}" for number in range(2, MOST_REMARKS + 2)]
    assert spoken.earlier == 3  # two comments and the word that it does not apply
    assert (about["P1.1"].remarks[0].kind, about["P1.1"].remarks[0].by) == ("not_applicable", "Acme Passing")


def test_a_comment_on_a_criterion_that_is_gone_is_not_dropped(cast: Cast) -> None:
    say(cast, "Why was this ever asked?")
    Criterion.every.filter(phase__project=cast.project, code="P1.2").update(retired_at=timezone.now())
    (about,) = read(cast).remarks
    assert (about.code, about.remarks[0].text) == ("P1.2", "Why was this ever asked?")


def test_each_waiver_says_where_it_stands_on_the_day(cast: Cast) -> None:
    waived(cast)
    (found,) = read(cast).waivers
    assert (found.state, found.days_left, found.decided_by) == ("in_force", 30, "Acme Viewer")
    (over,) = read(cast, days=31).waivers
    assert (over.state, over.days_left) == ("expired", None)
    withdraw_waiver(Waiver.objects.get(), cast.editor)
    decide_waiver(waived(cast, granted=False), cast.owner, granted=True)  # who is no risk owner
    assert [one.state for one in read(cast).waivers] == ["not_counted", "withdrawn"]


def test_evidence_comes_in_the_order_of_criteria_with_every_hash(cast: Cast) -> None:
    old, new = note(cast.project, cast.owner, "Zebra"), note(cast.project, cast.owner, "Aardvark")
    first, later = criterion(cast, "P1.2"), criterion(cast, "P2.10")
    use_for(old, first, first.evidence[0]["type"], actor=cast.owner)
    use_for(new, later, later.evidence[0]["type"], actor=cast.owner)
    spare = add_evidence(
        cast.project,
        cast.owner,
        "Link",
        Content(EvidenceVersion.Kind.LINK, url="https://x.example/a", expires_on=day(3), covers_from=day(-9)),
    )
    second = add_version(old, cast.owner, Content(EvidenceVersion.Kind.NOTE, text="Other words."), seen=1)
    supersede(new, cast.owner, spare)
    pieces = read(cast).evidence
    assert [piece.title for piece in pieces] == ["Zebra", "Aardvark", "Link"]
    zebra, aardvark, link = pieces
    assert (zebra.version, zebra.sha256, zebra.stands) == (2, second.sha256, True)
    assert [one.sha256 for one in zebra.earlier] == [old.versions.get(number=1).sha256]
    assert (zebra.uses[0].code, zebra.uses[0].proves) == ("P1.2", (first.evidence[0]["type"],))
    assert (aardvark.stands, aardvark.superseded_by) == (False, "Link")
    assert (link.source, link.covers_from, link.uses) == ("https://x.example/a", day(-9), ())
    assert not read(cast, days=4).evidence[2].stands


def test_incidents_and_risks_stand_with_the_worst_open_one_first(cast: Cast) -> None:
    closed = incident(cast, "Dealt with")
    change_incident(closed, cast.editor, seen=1, status="closed", action="The list was taken out.")
    incident(cast)
    risk(cast)
    set_risk_limit(cast.project, cast.owner, "moderate")
    dossier = read(cast, days=3)
    worst, done = dossier.incidents
    assert (worst.title, worst.overdue, worst.criteria, worst.owner) == (
        "Named a direct line",
        True,
        ("P2.8",),
        "Acme Editor",
    )
    assert worst.principle == next(one.title for one in dossier.principles if one.identifier == "do_not_lie")
    assert (done.status, done.overdue, done.action) == ("closed", False, "The list was taken out.")
    assert (dossier.risks[0].level, dossier.risks[0].untreated) == ("high", True)
    assert dossier.risk_limit
    assert (dossier.risk_limit.level, dossier.risk_limit.set_by) == ("moderate", "Acme Owner")


def everything(cast: Cast) -> None:
    conditional(cast)
    say(cast, "Which of the two?")
    waived(cast)
    note(cast.project, cast.owner, "Protocol")
    incident(cast)
    risk(cast)


CHANGES: dict[str, Callable[[Cast], object]] = {
    "decisions": lambda cast: gates.reopen_gate(GateRequest.objects.get(), cast.owner, "A gap."),
    "remarks": lambda cast: say(cast, "The second."),
    "waivers": lambda cast: withdraw_waiver(Waiver.objects.get(), cast.editor),
    "conditions": lambda cast: gates.fulfil_condition(
        GateCondition.objects.select_related("vote__request__phase__project__organisation").get(), cast.editor, "Told."
    ),
    "evidence": lambda cast: supersede(
        cast.project.evidence.get(title="Protocol"), cast.owner, note(cast.project, cast.owner, "Another")
    ),
    "incidents": lambda cast: change_incident(Incident.objects.get(), cast.editor, seen=1, severity="critical"),
    "risks": lambda cast: change_risk(Risk.objects.get(title__startswith="Tells"), cast.editor, seen=1, severity="low"),
    "risk limit": lambda cast: set_risk_limit(cast.project, cast.owner, "low"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_check_notices_what_changed_since_the_report(cast: Cast, what: str) -> None:
    everything(cast)
    printed = read(cast)
    written = document(printed)
    report = Attached(written["kind"], written["project"], written["facts"])
    assert verify(report, cast.project).differences == ()
    CHANGES[what](cast)
    places = {one.where.split(" › ")[0] for one in verify(report, cast.project).differences}
    assert what in places


def test_ten_times_as_much_takes_no_more_queries(cast: Cast) -> None:
    everything(cast)
    ground = GateGround.of(cast.project, day(0))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            Decided.of(cast.project, ground, SECTIONS, ())
        return len(captured)

    few = queries()
    for number in range(10):
        say(cast, f"Remark {number}", f"P1.{number % 8 + 1}")
        add_version(
            note(cast.project, cast.owner, f"Protocol {number}"),
            cast.owner,
            Content(EvidenceVersion.Kind.NOTE, text="Other words."),
            seen=1,
        )
        incident(cast, f"Incident {number}")
        risk(cast, f"Risk {number}")
        withdraw_waiver(waived(cast, granted=False), cast.editor) if number else None
    ground = GateGround.of(cast.project, day(0))
    assert queries() == few


def test_a_template_without_these_sections_reads_nothing_of_them(cast: Cast) -> None:
    everything(cast)
    short = build_dossier(cast.project, Order(sections=("summary", "waivers")), by="Acme Owner")
    assert len(short.waivers) == 1
    assert (short.decisions, short.remarks, short.conditions, short.evidence, short.incidents) == ((),) * 5


def test_a_check_says_which_words_came_and_which_went(cast: Cast) -> None:
    open_gate(cast)
    written = document(read(cast))
    criterion(cast, "P1.2").exclusions.update(
        ended_at=timezone.now(), ended_by=cast.owner, ended_why="It is asked after all."
    )
    found = verify(Attached(written["kind"], written["project"], written["facts"]), cast.project).differences
    (told,) = [one for one in found if one.where == "decisions › 1 › requests › 1 › differences"]
    assert told.printed == "not there"
    assert "was not applicable, is open" in told.now
