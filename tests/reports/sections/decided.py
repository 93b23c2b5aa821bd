"""The sample's evidence, decisions, waivers, conditions, incidents and risks, each state of them once."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from reports.facts.decisions import (
    ConditionFacts,
    GateDecisions,
    RemarkedFacts,
    RemarkFacts,
    RequestFacts,
    VoteFacts,
)
from reports.facts.evidence import EarlierVersion, EvidenceFacts, UseFacts
from reports.facts.register import IncidentFacts, LimitFacts, MadeCase, RiskFacts
from reports.facts.waivers import WaiverFacts
from reports.wording.decisions import REMARKS, STANDINGS
from reports.wording.decisions import STATES as REQUEST_STATES
from reports.wording.incidents import INCIDENT_STATES, RISK_STATES
from reports.wording.terms import CONDITION_STATES, EVIDENCE_KINDS, HARMS, LIKELIHOODS, PROOFS, ROLES, VOTES
from reports.wording.waivers import STATES as WAIVER_STATES


def _first(words: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    return lambda code: words[code][0]


PARTS = ("evidence", "decisions", "waivers", "conditions", "incidents")
# Shown as a mark, or as words of their own where they are not true.
DRAWN = {"counts", "brief_holds", "holds", "stands", "edited", "overdue", "review_overdue", "untreated"}
CODES: dict[str, Callable[[str], str]] = {
    "GateDecisions.standing": _first(STANDINGS),
    "GateDecisions.approvers": ROLES.__getitem__,
    "RequestFacts.state": _first(REQUEST_STATES),
    "RequestFacts.missing": ROLES.__getitem__,
    "VoteFacts.roles": ROLES.__getitem__,
    "VoteFacts.decision": _first(VOTES),
    "RemarkFacts.kind": REMARKS.__getitem__,
    "WaiverFacts.state": _first(WAIVER_STATES),
    "ConditionFacts.state": _first(CONDITION_STATES),
    "EvidenceFacts.kind": EVIDENCE_KINDS.__getitem__,
    "UseFacts.proves": PROOFS.__getitem__,
    "IncidentFacts.severity": HARMS.__getitem__,
    "IncidentFacts.status": _first(INCIDENT_STATES),
    "RiskFacts.likelihood": LIKELIHOODS.__getitem__,
    "RiskFacts.severity": HARMS.__getitem__,
    "RiskFacts.level": HARMS.__getitem__,
    "RiskFacts.status": _first(RISK_STATES),
    "LimitFacts.level": HARMS.__getitem__,
}
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("evidence", "decisions", "remarks", "waivers", "conditions", "incidents", "risks"), ()),
    "risk_limit": None,
}


def facts() -> dict[str, Any]:
    """The fields of the dossier that are about what was decided."""
    return {
        "evidence": _evidence(),
        "decisions": _decisions(),
        "remarks": _remarks(),
        "waivers": _waivers(),
        "conditions": _conditions(),
        "incidents": _incidents(),
        "risks": _risks(),
        "risk_limit": LimitFacts("moderate", "Ruth Keller", _at(3)),
    }


def piece(number: int, title: str = "") -> EvidenceFacts:
    """One piece of evidence of many."""
    return EvidenceFacts(
        title=title or f"Protocol {number} of the weekly reading",
        kind="note",
        source="",
        version=1,
        sha256=f"{number:064x}",
        added_on=date(2026, 10, 1),
        added_by="Priya Raman",
        covers_from=None,
        covers_to=None,
        expires_on=None,
        superseded_by="",
        superseded_on=None,
        stands=True,
        problem="",
        uses=(UseFacts(f"P{number % 4 + 1}.{number % 9 + 1}", ("document",)),),
        earlier=(),
    )


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=UTC)


def _evidence() -> tuple[EvidenceFacts, ...]:
    mandate = EvidenceFacts(
        title="Mandate of the steering group",
        kind="file",
        source="mandate-signed.pdf",
        version=2,
        sha256="1b7e" * 16,
        added_on=date(2026, 10, 12),
        added_by="Ines Albrecht",
        covers_from=date(2026, 10, 1),
        covers_to=date(2027, 9, 30),
        expires_on=date(2027, 10, 1),
        superseded_by="",
        superseded_on=None,
        stands=True,
        problem="",
        uses=(UseFacts("P1.1", ("document", "decision_record")), UseFacts("P2.1", ("approval",))),
        earlier=(EarlierVersion(1, date(2026, 9, 28), "c0de" * 16),),
    )
    terms = EvidenceFacts(
        title="Terms of the supplier",
        kind="link",
        source="https://supplier.example/terms/2026-09",
        version=1,
        sha256="57a1" * 16,
        added_on=date(2026, 9, 14),
        added_by="",
        covers_from=None,
        covers_to=date(2026, 11, 1),
        expires_on=date(2026, 11, 2),
        superseded_by="Terms of the supplier, December",
        superseded_on=date(2026, 11, 20),
        stands=False,
        problem="was superseded by “Terms of the supplier, December”",
        uses=(),
        earlier=(),
    )
    return (mandate, piece(7), terms)


def _vote(person: str, decision: str, **others: Any) -> VoteFacts:
    given: dict[str, Any] = {
        "roles": ("executive_sponsor",),
        "at": _at(10),
        "note": "",
        "conditions": 0,
        "counts": True,
        "brief_sha256": "b41e" * 16,
        "brief_holds": True,
    }
    return VoteFacts(person=person, decision=decision, **(given | others))


def request(number: int, state: str, **others: Any) -> RequestFacts:
    """One request in a state, with two votes."""
    given: dict[str, Any] = {
        "release": "release 4",
        "scope": "Forty colleagues in the service desk; no decision on a claim.",
        "volume": 6000,
        "until": date(2027, 3, 31),
        "if_refused": "The trial moves into the next quarter.",
        "reason": "",
        "asked_by": "Lea Brandt",
        "asked_at": _at(8),
        "decided_at": _at(11),
        "ended_by": "",
        "ended_at": None,
        "ended_why": "",
        "approvals": 2,
        "needed": 2,
        "missing": (),
        "differences": (),
        "sha256": "5afe" * 16,
        "holds": True,
        "votes": (
            _vote("Sven Lindahl", "conditional", note="Small, watched, and reversible.", conditions=2),
            _vote("Ruth Keller", "approve", roles=("risk_owner", "security_reviewer"), at=_at(11)),
        ),
    }
    return RequestFacts(number=number, state=state, **(given | others))


def _decisions() -> tuple[GateDecisions, ...]:
    approvers = ("executive_sponsor", "risk_owner")
    refused = request(
        1,
        "rejected",
        approvals=0,
        volume=None,
        release="",
        if_refused="",
        votes=(_vote("Sven Lindahl", "reject", note="The price of an error is not known yet.", counts=False),),
    )
    withdrawn = request(
        2, "withdrawn", decided_at=None, ended_by="Lea Brandt", ended_at=_at(9), ended_why="Asked too early.", votes=()
    )
    differs = request(
        3,
        "differs",
        reason="The price is known now.",
        differences=("P1.8 Supplier terms: was met, is waived", "Release: was release 4, is release 5"),
        holds=False,
    )
    waiting = request(
        1,
        "open",
        decided_at=None,
        approvals=1,
        missing=("risk_owner",),
        votes=(_vote("Sven Lindahl", "approve", brief_holds=False),),
    )
    lapsed = request(4, "lapsed", until=date(2026, 11, 20))
    replaced = request(3, "replaced", ended_at=_at(12))
    reopened = request(2, "reopened", ended_by="Ruth Keller", ended_at=_at(13), ended_why="An incident showed a gap.")
    approved = request(1, "approved")
    return (
        GateDecisions(1, "Approve pilot", "approved", approvers, 2, None, None, "", (), (differs, withdrawn, refused)),
        GateDecisions(2, "Approve use", "asked", approvers, 2, None, None, "Ruth Keller to decide", (), (waiting,)),
        GateDecisions(
            3,
            "Approve scale",
            "lapsed",
            (*approvers, "independent_reviewer"),
            1,
            None,
            None,
            "Lea Brandt to ask for it",
            ("Still open and blocking: P3.1 No failure is lost.", "A condition is open, due 1 Dec 2026: Tell users."),
            (lapsed, replaced, reopened),
        ),
        GateDecisions(4, "Periodic renewal", "approved", approvers, 2, 180, date(2027, 5, 10), "", (), (approved,)),
    )


def _remarks() -> tuple[RemarkedFacts, ...]:
    said = (
        RemarkFacts(_at(4), "Ines Albrecht", "met", "Signed on paper.", edited=False, ended_at=None, ended_why=""),
        RemarkFacts(_at(5), "Priya Raman", "comment", "Which of the two?", edited=True, ended_at=None, ended_why=""),
    )
    out = RemarkFacts(
        _at(6),
        "Ruth Keller",
        "not_applicable",
        "No personal data is used.",
        edited=False,
        ended_at=_at(7),
        ended_why="Chats hold names.",
    )
    return (
        RemarkedFacts("P1.1", "There is a mandate", said, 0),
        RemarkedFacts("P1.6", "Personal data was looked at", (out,), 3),
    )


def waiver(identity: int, state: str, **others: Any) -> WaiverFacts:
    """One waiver in a state."""
    given: dict[str, Any] = {
        "title": "P1.8 The supplier was reviewed",
        "reason": "The review is booked for the second week of December.",
        "asked_by": "Tomasz Wieczorek",
        "asked_at": _at(2),
        "decided_by": "Ruth Keller",
        "decided_at": _at(3),
        "decision_note": "",
        "withdrawn_at": None,
        "until": date(2026, 12, 18),
        "days_left": None,
    }
    return WaiverFacts(identity=identity, state=state, **(given | others))


def _waivers() -> tuple[WaiverFacts, ...]:
    undecided: dict[str, Any] = {"decided_by": "", "decided_at": None}
    return (
        waiver(11, "not_counted"),
        waiver(12, "in_force", days_left=24, decision_note="Until the review and not a day longer."),
        waiver(13, "in_force", days_left=0, until=date(2026, 11, 24)),
        waiver(14, "asked", title="Say how sure you are", **undecided),
        waiver(15, "expired", until=date(2026, 11, 10)),
        waiver(16, "withdrawn", withdrawn_at=_at(6)),
        waiver(17, "refused", decision_note="Two weeks are enough for it."),
    )


def condition(state: str, text: str, **others: Any) -> ConditionFacts:
    """One condition in a state."""
    given: dict[str, Any] = {
        "gate": "Approve pilot",
        "request": 3,
        "by": "Sven Lindahl",
        "due_on": date(2026, 11, 20),
        "blocks": "",
        "fulfilled_by": "",
        "fulfilled_at": None,
        "fulfilled_note": "",
        "evidence": "",
    }
    return ConditionFacts(text=text, state=state, **(given | others))


def _conditions() -> tuple[ConditionFacts, ...]:
    done: dict[str, Any] = {
        "fulfilled_by": "Lea Brandt",
        "fulfilled_at": _at(14),
        "fulfilled_note": "Told on Monday.",
        "evidence": "Letter to the works council, version 1",
    }
    return (
        condition("overdue", "Name a deputy for the stop button.", blocks="Approve use"),
        condition("open", "Read fifty answers a week.", blocks="Approve use", due_on=date(2026, 12, 1)),
        condition("fulfilled", "Tell the works council before the first chat.", **done),
        condition("void", "Ask again in spring.", request=1),
    )


def _incidents() -> tuple[IncidentFacts, ...]:
    refund = IncidentFacts(
        identity=31,
        title="Promised a refund after the deadline",
        severity="high",
        status="in_hand",
        happened_on=date(2026, 11, 19),
        principle="Do not lie",
        what_happened="A customer asked on day 34 and was told that the refund was on its way.",
        action="Honoured this once. The instruction is being rewritten.",
        owner="Lea Brandt",
        due_on=date(2026, 11, 22),
        overdue=True,
        gate="Approve use",
        criteria=("P2.4", "P1.7"),
        cases=(MadeCase("Starter suite", "refund-day-34"), MadeCase("Refunds", "late-kettle")),
        reported_by="Amara Obi",
        reported_at=_at(20),
    )
    extension = IncidentFacts(
        identity=30,
        title="Named a direct line",
        severity="low",
        status="closed",
        happened_on=date(2026, 11, 4),
        principle="",
        what_happened="It gave the extension of somebody on leave.",
        action="The list of extensions was taken out.",
        owner="",
        due_on=None,
        overdue=False,
        gate="",
        criteria=(),
        cases=(),
        reported_by="",
        reported_at=_at(5),
    )
    return (refund, extension)


def _risks() -> tuple[RiskFacts, ...]:
    untreated = RiskFacts(
        identity=41,
        title="Tells one customer about another",
        affected="Customers whose orders are looked up",
        what="A mistyped number shows somebody else’s address.",
        likelihood="unlikely",
        severity="critical",
        level="high",
        status="open",
        mitigation="",
        owner="",
        review_on=date(2026, 11, 1),
        review_overdue=True,
        untreated=True,
        criteria=("P1.7",),
    )
    closed = RiskFacts(
        identity=42,
        title="Answers worse in other languages",
        affected="Customers with little English",
        what="Advice is shorter and wrong more often.",
        likelihood="almost_certain",
        severity="low",
        level="moderate",
        status="closed",
        mitigation="Only English and Polish are offered.",
        owner="Amara Obi",
        review_on=None,
        review_overdue=False,
        untreated=False,
        criteria=(),
    )
    return (untreated, closed)
