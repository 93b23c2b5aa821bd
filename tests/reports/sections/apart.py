"""A gate's record and a framework statement in our own words, with something in every fact."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.dossier import Dossier, Provenance
from reports.facts.decisions import ConditionFacts, VoteFacts
from reports.facts.frameworks import (
    DutyDate,
    FrameworkFacts,
    FrameworkSource,
    IdentifierFacts,
    MappedCriterion,
)
from reports.facts.gates import (
    FrozenCriterion,
    FrozenEvidence,
    FrozenLine,
    FrozenPrice,
    FrozenRun,
    FrozenWaiver,
    GateDifference,
    GateFacts,
)
from reports.kinds import KINDS
from tests.reports import sample

ASKED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DECIDED = datetime(2026, 11, 5, 14, 5, tzinfo=UTC)
SHA, BRIEFS = "5ea1" * 16, ("b1ef" * 16, "b2ef" * 16)


def gate_record(**changes: object) -> Dossier:
    """The record of an approved gate with two votes, a condition that is fulfilled and one that is late."""
    return _of("gate", 7, gate=replace(gate(), **changes))  # type: ignore[arg-type] # a test names a fact and its value


def framework_statement() -> Dossier:
    """Two frameworks, one of them with days from which duties apply."""
    return _of("framework", None, frameworks=(framework(), law()))


def gate() -> GateFacts:
    return GateFacts(
        identity=7,
        name="Widen the pilot",
        phase=2,
        number=3,
        template="2026.11",
        state="approved",
        lapsed=False,
        asked_by="Ines Albrecht",
        asked_at=ASKED,
        release="release 4",
        scope="All chats of the household desk, no decision on a claim",
        volume=12000,
        until=date(2027, 3, 31),
        reason="The first leave was for forty colleagues.",
        if_refused="The desk works through the winter peak without help.",
        decided_at=DECIDED,
        ended_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        ended_by="Marta Nowak",
        ended_why="A later leave is wider.",
        approvals=2,
        needed=3,
        missing=("security_reviewer",),
        repeats_days=180,
        sha256=SHA,
        holds=True,
        votes=_votes(),
        conditions=_conditions(),
        differences=(
            GateDifference("P2.4 Failing answers were read", "was met, is stale"),
            GateDifference("Evidence “Table of sources”", "was version 1, is version 2"),
        ),
        **_frozen(),  # type: ignore[arg-type] # by their names
    )


def framework() -> FrameworkFacts:
    return FrameworkFacts(
        identity=1,
        code="sail",
        name="Sailing rules for machines",
        version="1.0",
        published_on=date(2025, 1, 26),
        listed_on=date(2026, 11, 20),
        publisher="Harbour office",
        publisher_address="https://harbour.example/rules",
        scope="All of its six rules.",
        basis="Each rule stands in two independent lists.",
        caution="The second edition was not available to us.",
        verification="verified",
        sources=(FrameworkSource("List of the harbour", "https://harbour.example/list", "f990d7b1"),),
        dates=(),
        mapping="suggested mapping",
        mapping_note="Which rule fits which criterion is our own judgement.",
        template="2026.11",
        total=3,
        mapped=2,
        settled=1,
        decided=2,
        unfounded=1,
        identifiers=(
            IdentifierFacts(
                identifier="SAIL 1.1",
                group="Before leaving",
                about="Somebody answers for the ship",
                applies="yes",
                reason="We deploy it to customers.",
                decided_by="Priya Raman",
                decided_at=DECIDED,
                applies_from=None,
                confidence="",
                criteria=(MappedCriterion("P1.1", "Someone is answerable", "met", settled=True),),
                evidence=("Roles, signed", "Minutes of the board"),
            ),
            IdentifierFacts(
                identifier="SAIL 1.2",
                group="Before leaving",
                about="The cargo is known",
                applies="no",
                reason="Nothing is carried.",
                decided_by="Priya Raman",
                decided_at=DECIDED,
                applies_from=None,
                confidence="",
                criteria=(
                    MappedCriterion("P1.1", "Someone is answerable", "met", settled=True),
                    MappedCriterion("P2.4", "Failing answers were read", "open", settled=False),
                ),
                evidence=(),
            ),
            IdentifierFacts(
                identifier="SAIL 2.1",
                group="Under way",
                about="The log is kept",
                applies="not decided",
                reason="",
                decided_by="",
                decided_at=None,
                applies_from=None,
                confidence="",
                criteria=(),
                evidence=(),
            ),
        ),
    )


def law() -> FrameworkFacts:
    """A framework whose duties apply from a day."""
    first = framework()
    return replace(
        first,
        identity=3,
        code="law",
        name="Law of the lighthouse",
        version="2026/7",
        verification="one_secondary_source",
        dates=(
            DutyDate("law_lamps", date(2027, 12, 2), date(2026, 8, 2), "Lamps of harbours", "medium", "It moved once."),
        ),
        identifiers=(
            replace(
                first.identifiers[0], identifier="4", applies_from=date(2027, 12, 2), confidence="medium", group="Lamps"
            ),
        ),
        total=1,
        mapped=1,
        settled=1,
        decided=1,
        unfounded=0,
    )


def _of(kind: str, of: int | None, **facts: object) -> Dossier:
    provenance = (Provenance("Frozen state", "Widen the pilot, request 3", "2 Nov 2026", SHA),)
    known = {"kind": kind, "of": of, "sections": KINDS[kind].sections, "provenance": provenance}
    return replace(sample.empty(), **known, **facts)  # type: ignore[arg-type] # by their names


def _votes() -> tuple[VoteFacts, ...]:
    return (
        VoteFacts(
            person="Sven Lindqvist",
            roles=("executive_sponsor", "risk_owner"),
            decision="conditional",
            at=DECIDED,
            note="Small, watched, and reversible.",
            conditions=2,
            counts=True,
            brief_sha256=BRIEFS[0],
            brief_holds=True,
        ),
        VoteFacts(
            person="Ruth Keller",
            roles=("independent_reviewer",),
            decision="approve",
            at=DECIDED,
            note="",
            conditions=0,
            counts=False,
            brief_sha256=BRIEFS[1],
            brief_holds=True,
        ),
    )


def _conditions() -> tuple[ConditionFacts, ...]:
    told = ConditionFacts(
        text="Tell the works council before the first chat.",
        gate="Widen the pilot",
        request=3,
        by="Sven Lindqvist",
        due_on=date(2026, 11, 12),
        state="fulfilled",
        blocks="",
        fulfilled_by="Ines Albrecht",
        fulfilled_at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
        fulfilled_note="Told on Monday; their two questions are answered.",
        evidence="Minutes of the council",
    )
    late = replace(
        told,
        text="Read fifty answers by hand.",
        due_on=date(2026, 11, 20),
        state="overdue",
        blocks="Enter service",
        fulfilled_by="",
        fulfilled_at=None,
        fulfilled_note="",
        evidence="",
    )
    return told, late


def _frozen() -> dict[str, object]:
    rests_on = (FrozenLine("Owner", "Tomasz Wieczorek"), FrozenLine("Failing answers read", "14 of 14"))
    return {
        "approvers": (
            FrozenLine("Executive sponsor", "Sven Lindqvist"),
            FrozenLine("Independent reviewer", "Ruth Keller"),
            FrozenLine("Security reviewer", "Olga Fischer, Jonas Feld"),
        ),
        "criteria": (
            FrozenCriterion(
                "P2.4", "Failing answers were read", True, "met", "Met", "Tomasz Wieczorek", None, "f1a9" * 16, rests_on
            ),
            FrozenCriterion(
                "P2.8",
                "The supplier was reviewed",
                False,
                "waived",
                "Waived",
                "Marta Nowak",
                date(2027, 1, 15),
                "f2a9" * 16,
                (),
            ),
        ),
        "evidence": (FrozenEvidence("Table of sources", 1, "e1de" * 16, ("P2.4", "P2.6")),),
        "waivers": (
            FrozenWaiver(
                "P2.8",
                "The supplier was reviewed",
                "The review is booked for December.",
                date(2027, 1, 15),
                "Priya Raman",
                "Marta Nowak",
            ),
        ),
        "runs": (FrozenRun(12, "Release 4, starter suite", "release 4", "184 compliant", "a1b1" * 16, "a2b2" * 16),),
        "ground": (FrozenLine("Releases in use", "release 3"), FrozenLine("Specification", "2025-10-27, pinned")),
        "price": FrozenPrice(
            "The chance of loss is 51.0 %, within what was accepted",
            "Support desk, version 3, e6dd278a1100",
            "Support desk, version 4, 77b0b1aa0011",
            "9 of 600, Release 4",
            0.562,
            0.51,
        ),
    }
