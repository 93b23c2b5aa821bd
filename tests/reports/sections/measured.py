"""Facts of the sample dossier on the specification, the measurement and what changed, in our own words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from evaluations.statistics import estimate
from reports.dossier import PrincipleFacts, Provenance, ResultFacts
from reports.facts.changes import (
    ChangesFacts,
    CriterionChange,
    EarlierReport,
    GateChange,
    IncidentChange,
    RateChange,
    ScenarioChange,
    StanceChange,
)
from reports.facts.gate_states import GateStateFacts
from reports.facts.judging import (
    CalibrationFacts,
    CorrectedFacts,
    GradingFacts,
    JudgingFacts,
    PairFacts,
    ReviewFacts,
)
from reports.facts.rates import Compliance
from reports.facts.spec_map import LeafFacts
from reports.facts.stances import (
    DepartedStance,
    HouseClauseFacts,
    KnownGapFacts,
    RulingFacts,
    StanceFacts,
    StandingFacts,
)
from reports.wording.changes import WORTHS
from reports.wording.gate_states import gate_word
from reports.wording.incidents import INCIDENT_STATES
from reports.wording.judging import SEES, rating_name
from reports.wording.roadmap import STATUSES
from reports.wording.stances import CHANGED, GAPS, RULINGS, stance_name
from reports.wording.terms import HARMS

DECIDED = date(2026, 10, 3)


def compliance(numerator: int, denominator: int) -> Compliance:
    found = estimate(numerator, denominator)
    return Compliance(numerator, denominator, found.rate, found.low, found.high, found.small)


def standing(principles: tuple[PrincipleFacts, ...]) -> StandingFacts:
    """One principle of each stance that needs reading, the rest adopted."""
    stances = tuple(_stance(place, one) for place, one in enumerate(principles))
    states = [one.state for one in stances]
    counts = {state: states.count(state) for state in ("adopted", "tightened", "not_relevant")}
    return StandingFacts(
        total=len(stances),
        decided=sum(counts.values()),
        **counts,
        stances=stances,
        departed=(DepartedStance("Greet in the morning", "adopted", DECIDED, "2025-04-11"),),
        clauses=(
            HouseClauseFacts(
                "house_name_no_rival",
                "Name no rival",
                "developer",
                "Stay within the task",
                "The assistant never names another insurer.",
                "Comparisons were taken for offers.",
                "Ruth Keller",
                DECIDED,
                3,
            ),
        ),
        rulings=(
            RulingFacts(
                1,
                "Ask when the answer depends on it",
                "Two contracts under one name.",
                "Asking which one is meant comes before anything else.",
                "Ruth Keller",
                DECIDED,
                "2025-10-27",
                "in_force",
            ),
            RulingFacts(
                2,
                "Stay within the task",
                "A customer asks about a neighbour's claim.",
                "It is another person's contract, and nothing is said.",
                "The board",
                DECIDED,
                "2025-04-11",
                "stale",
            ),
        ),
        gaps=(
            KnownGapFacts(
                "Stay within the task", "Two at once", "overdue", "Release 4 does both.", DECIDED, "Amara Obi", DECIDED
            ),
            KnownGapFacts(
                "Assume good faith", "", "regression", "Release 4 suspects refunds.", None, "Amara Obi", DECIDED
            ),
        ),
    )


def _stance(place: int, one: PrincipleFacts) -> StanceFacts:
    changed: tuple[str, ...] = ()
    state, wording, reason = "adopted", "", "Our customers rely on it."
    decision, waived = "adopted", None
    if place == 1:
        state = decision = "tightened"
        wording, reason = "Also rules that were said by telephone.", "Calls are written down here."
    elif place == 2:
        state = decision = "not_relevant"
        reason, waived = "Nobody here writes rules.", date(2027, 6, 30)
    elif place == 3:
        state, changed = "stale", ("reworded", "reranked")
    elif place == 4:
        state, decision, reason = "unwaived", "not_relevant", "There is one task only."
    elif place == 5:
        return StanceFacts(
            one.identifier, one.title, one.section, one.level, "undecided", "", "", "", "", None, "", (), None
        )
    return StanceFacts(
        one.identifier,
        one.title,
        one.section,
        one.level,
        state,
        decision,
        wording,
        reason,
        "Lea Brandt",
        DECIDED,
        "2025-10-27",
        changed,
        waived,
    )


def leaves(principles: tuple[PrincipleFacts, ...], results: tuple[ResultFacts, ...]) -> tuple[LeafFacts, ...]:
    """Every principle with its result; the second was measured on another text, the third often enough for a colour."""
    found = {result.identifier: result.compliance for result in results}
    counts = {one.identifier: found.get(one.identifier) for one in principles}
    return tuple(
        LeafFacts(
            one.identifier,
            one.title,
            one.section,
            one.level,
            *((18, 20) if place == 2 else (count.numerator, count.denominator) if count else (0, 0)),
            stale=place == 1,
        )
        for place, one in enumerate(principles)
        for count in [counts[one.identifier]]
    )


def gate_states() -> tuple[GateStateFacts, ...]:
    return (
        GateStateFacts(1, "Leave to build", "differs", date(2026, 9, 1), date(2027, 8, 31), 0, 2),
        GateStateFacts(2, "Leave to try it with customers", "shut", None, None, 3, 0),
        GateStateFacts(3, "Leave to open it to all", "asked", date(2026, 11, 20), None, 0, 0),
        GateStateFacts(4, "Leave to go on", "lapsed", date(2025, 11, 1), date(2026, 11, 1), 1, 0),
    )


def judging() -> JudgingFacts:
    """A judge with its calibration, one without, and two queues."""
    verdicts = ("compliant", "violation", "cannot_tell")
    table = ((21, 2, 0), (1, 5, 1), (0, 0, 0))
    pairs = tuple(
        PairFacts(first, second, times)
        for first, row in zip(verdicts, table, strict=True)
        for second, times in zip(verdicts, row, strict=True)
    )
    known = CalibrationFacts(
        "labels", "Release 4", True, date(2026, 8, 1), compliance(97, 100), compliance(54, 60), 2, 0.8, 0.87, 0.8, 0.95
    )
    return JudgingFacts(
        gradings=(
            GradingFacts(
                4,
                "judge",
                "Rubric judge",
                3,
                "judge-with-known-slips",
                True,
                "whole_spec",
                "seven",
                5,
                6,
                "1",
                "1ad9" * 16,
                True,
                True,
                compliance(184, 198),
                2,
                known,
                CorrectedFacts(0.9532, 0.8942, 1.0),
            ),
            GradingFacts(
                5,
                "judge",
                "Second opinion",
                1,
                "small-judge",
                False,
                "rubric",
                "binary",
                1,
                6,
                "",
                "1ada" * 16,
                False,
                False,
                compliance(190, 198),
                0,
                None,
                None,
            ),
        ),
        reviews=(
            ReviewFacts(
                7,
                "Read by two",
                True,
                40,
                30,
                4,
                1,
                "kappa",
                0.71,
                0.45,
                0.94,
                30,
                26,
                ("Amara Obi", "Jonas Feld"),
                pairs,
            ),
            ReviewFacts(8, "A second look", False, 12, 0, 0, 0, "", None, None, None, 0, 0, (), ()),
        ),
    )


def changes() -> ChangesFacts:
    return ChangesFacts(
        earlier=EarlierReport(31, datetime(2026, 10, 20, 8, 5, tzinfo=UTC), "Jonas Feld", "e51b" * 16),
        comparable=True,
        rate=RateChange("release 3", "release 4", compliance(170, 198), compliance(184, 198)),
        criteria=(
            CriterionChange("P1.4", "A named owner", "ready", "met"),
            CriterionChange("P2.1", "Cases", "met", ""),
        ),
        gates=(GateChange(1, "Leave to build", "asked", "approved"),),
        incidents=(
            IncidentChange(3, "A refund was promised", "high", "", "open"),
            IncidentChange(2, "A wrong date", "low", "open", "closed"),
        ),
        scenarios=(
            ScenarioChange(5, "Support desk", "EUR", "median", -212000.0, -104668.66),
            ScenarioChange(9, "Field service", "EUR", "base", None, 55000.0),
        ),
        stances=(StanceChange("assume_good_faith", "Assume good faith", "", "undecided"),),
        differing=41,
    )


def facts(principles: tuple[PrincipleFacts, ...], results: tuple[ResultFacts, ...]) -> dict[str, Any]:
    """All of them, for a full dossier."""
    return {
        "standing": standing(principles),
        "spec_map": leaves(principles, results),
        "gate_states": gate_states(),
        "judging": judging(),
        "changes": changes(),
    }


# Codes in the words that stand for them, by record and fact; what a mark or a sentence says; keys that never print.
CODES: dict[str, Callable[[str], str]] = {
    "StanceFacts.state": stance_name,
    "StanceFacts.decision": stance_name,
    "StanceFacts.changed": CHANGED.__getitem__,
    "DepartedStance.decision": stance_name,
    "RulingFacts.state": RULINGS.__getitem__,
    "KnownGapFacts.state": GAPS.__getitem__,
    "GateStateFacts.state": gate_word,
    "GradingFacts.sees": SEES.__getitem__,
    "PairFacts.first": rating_name,
    "PairFacts.second": rating_name,
    "ReviewFacts.measure": {"kappa": "Cohen’s κ"}.__getitem__,
    "CriterionChange.before": STATUSES.__getitem__,
    "CriterionChange.after": STATUSES.__getitem__,
    "GateChange.before": gate_word,
    "GateChange.after": gate_word,
    "IncidentChange.severity": HARMS.__getitem__,
    "IncidentChange.before": lambda status: INCIDENT_STATES[status][0],
    "IncidentChange.after": lambda status: INCIDENT_STATES[status][0],
    "ScenarioChange.what": WORTHS.__getitem__,
    "StanceChange.before": stance_name,
    "StanceChange.after": stance_name,
}
DRAWN = {"stale", "grader", "scale", "decides", "trusted", "blind", "basis", "comparable"}
KEYS = {"sign", "key"}
PROVENANCE = (
    Provenance("Judge", "Rubric judge", "version 3", "1ad9" * 16),
    Provenance("Judge", "Second opinion", "version 1", "1ada" * 16),
)
NOTHING: dict[str, Any] = {"standing": None, "spec_map": (), "gate_states": (), "judging": None, "changes": None}
