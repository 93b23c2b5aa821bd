"""Compares a report with the last one of its kind, from the facts of both; plain Python, no Django."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from reports.differences import differences
from reports.dossier import Dossier, ScenarioFacts, read_dossier
from reports.errors import UnreadableFacts
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
from workspaces.canonical import sha256_of

Entry = TypeVar("Entry")
Key = TypeVar("Key")
# What is no fact about the project, or follows from the others.
ASIDE = ("making", "changes", "provenance", "kind", "of", "sections", "phrases")
# What is read for its section alone, and so says nothing in a report without it.
OF_SECTION = {
    "standing": "stances",
    "spec_map": "summary",
    "judging": "evaluation",
    "evidence": "evidence",
    "decisions": "decisions",
    "remarks": "decisions",
    "waivers": "waivers",
    "conditions": "conditions",
    "incidents": "incidents",
    "risks": "incidents",
    "risk_limit": "incidents",
}


def changes_since(identity: int, facts: Mapping[str, Any], finished_at: datetime, now: Dossier) -> ChangesFacts:
    """What `now` says otherwise than an earlier report.

    Args:
        identity: the number of the earlier report.
        facts: what it was made from, as it is stored.
        finished_at: when it was ready, for the case that its facts cannot be read.
    """
    try:
        then = read_dossier(facts)
    except UnreadableFacts:
        return ChangesFacts(_unread(identity, facts, finished_at), False, None, (), (), (), (), (), 0)
    earlier = EarlierReport(identity, then.making.at, then.making.by, _sha256(facts))
    return ChangesFacts(
        earlier=earlier,
        comparable=True,
        rate=_rate(then, now),
        criteria=_criteria(then, now),
        gates=_gates(then, now),
        incidents=_incidents(then, now),
        scenarios=_scenarios(then, now),
        stances=_stances(then, now),
        differing=len(differences(_told(then, now), _told(now, then))),
    )


def _unread(identity: int, facts: Mapping[str, Any], finished_at: datetime) -> EarlierReport:
    making = facts.get("making")
    by = str(making.get("by", "")) if isinstance(making, Mapping) else ""
    return EarlierReport(identity, finished_at, by, _sha256(facts))


def _sha256(facts: Mapping[str, Any]) -> str:
    return sha256_of({name: value for name, value in facts.items() if name != "making"})


def _told(report: Dossier, other: Dossier) -> dict[str, object]:
    """What the report says about the project, as far as both have it."""
    return {
        name: value
        for name, value in report.as_json().items()
        if name not in ASIDE and (name not in OF_SECTION or _both(report, other, OF_SECTION[name]))
    }


def _both(then: Dossier, now: Dossier, section: str) -> bool:
    """Whether both reports have the section: what it shows is not read for a report without it."""
    return section in then.sections and section in now.sections


def _pairs(
    before: Iterable[Entry], after: Iterable[Entry], key: Callable[[Entry], Key]
) -> list[tuple[Entry | None, Entry | None, Entry]]:
    """Each entry then and now, with the later of the two: those of now in their order, then what is gone."""
    old, new = {key(entry): entry for entry in before}, {key(entry): entry for entry in after}
    found: list[tuple[Entry | None, Entry | None, Entry]] = [(old.get(at), entry, entry) for at, entry in new.items()]
    return found + [(entry, None, entry) for at, entry in old.items() if at not in new]


def _rate(then: Dossier, now: Dossier) -> RateChange | None:
    before, after = then.run, now.run
    if (before and (before.identity, before.compliance)) == (after and (after.identity, after.compliance)):
        return None
    return RateChange(
        release_before=before.release if before else "",
        release_after=after.release if after else "",
        before=before.compliance if before else None,
        after=after.compliance if after else None,
    )


def _criteria(then: Dossier, now: Dossier) -> tuple[CriterionChange, ...]:
    old = [criterion for phase in then.phases for criterion in phase.criteria]
    new = [criterion for phase in now.phases for criterion in phase.criteria]
    pairs = _pairs(old, new, lambda one: one.code)
    found = [
        CriterionChange(one.code, one.title, before.status if before else "", after.status if after else "")
        for before, after, one in pairs
    ]
    return tuple(change for change in found if change.before != change.after)


def _gates(then: Dossier, now: Dossier) -> tuple[GateChange, ...]:
    pairs = _pairs(then.gate_states, now.gate_states, lambda one: one.number)
    found = [
        GateChange(one.number, one.name, before.state if before else "", after.state if after else "")
        for before, after, one in pairs
    ]
    return tuple(change for change in found if change.before != change.after)


def _incidents(then: Dossier, now: Dossier) -> tuple[IncidentChange, ...]:
    if not _both(then, now, "incidents"):
        return ()
    pairs = _pairs(then.incidents, now.incidents, lambda one: one.identity)
    found = [
        IncidentChange(
            one.identity, one.title, one.severity, before.status if before else "", after.status if after else ""
        )
        for before, after, one in pairs
    ]
    return tuple(change for change in found if change.before != change.after)


def _scenarios(then: Dossier, now: Dossier) -> tuple[ScenarioChange, ...]:
    found = [_scenario(*pair) for pair in _pairs(then.scenarios, now.scenarios, lambda one: one.identity)]
    return tuple(change for change in found if change.before != change.after)


def _scenario(before: ScenarioFacts | None, after: ScenarioFacts | None, one: ScenarioFacts) -> ScenarioChange:
    """The median where each of the two has been drawn, else the base case."""
    drawn = all(side.simulation is not None for side in (before, after) if side is not None)

    def worth(side: ScenarioFacts | None) -> float | None:
        if side is None:
            return None
        return side.simulation.p50 if drawn and side.simulation else side.base

    what = "median" if drawn else "base"
    return ScenarioChange(one.identity, one.name, one.currency, what, worth(before), worth(after))


def _stances(then: Dossier, now: Dossier) -> tuple[StanceChange, ...]:
    if not _both(then, now, "stances"):
        return ()
    old, new = (report.standing.stances if report.standing else () for report in (then, now))
    pairs = _pairs(old, new, lambda one: one.identifier)
    found = [
        StanceChange(one.identifier, one.title, before.state if before else "", after.state if after else "")
        for before, after, one in pairs
    ]
    return tuple(change for change in found if change.before != change.after)
