"""A portfolio in our own words: five projects, one in each step of its way, with everything that a portfolio tells."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.dossier import Dossier, Making, ProjectFacts, Provenance, bare
from reports.facts.portfolio import (
    PortfolioFacts,
    PortfolioGate,
    PortfolioIncident,
    PortfolioProject,
    PortfolioRange,
    PortfolioRun,
    PortfolioStep,
    PortfolioVotes,
    PortfolioWaiver,
)
from reports.kinds import KINDS, PORTFOLIO
from tests.reports.sample import compliance

AT = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)
PHASES = (
    ("Strategy & spec alignment", "Approve pilot"),
    ("Pilot & evaluation", "Approve wider use"),
    ("Refinement & scaling", "Approve production scale"),
    ("Governance & monitoring", "Periodic renewal"),
)


def portfolio() -> Dossier:
    """Five projects: voting, waiting for words, to be asked for, at rest, and without a roadmap."""
    return bare(
        kind=PORTFOLIO,
        of=None,
        sections=KINDS[PORTFOLIO].sections,
        project=ProjectFacts("meridian", "Meridian Insurance", "Meridian Insurance", ""),
        making=Making(AT, "Ines Albrecht", "0.1.0", 214, "be5c" * 16),
        portfolio=PortfolioFacts(30, (_support(), _claims(), _contracts(), _archive(), _first())),
        provenance=(
            Provenance("Run", "Support assistant: no. 12, Release 4", "finished 23 Nov 2026", "9c01" * 16),
            Provenance("Scenario", "Support assistant: no. 5, Support desk", "version 3, model 1", "a7e4" * 16),
        ),
    )


def empty() -> Dossier:
    """An organisation without a project."""
    return replace(portfolio(), portfolio=PortfolioFacts(30, ()), provenance=())


def gates(*states: str) -> tuple[PortfolioGate, ...]:
    """The gates in these states, approved ones until days of their own."""
    return tuple(
        PortfolioGate(
            number,
            PHASES[number - 1][1],
            state,
            date(2027, number, 14) if state == "approved" else date(2026, 10, number) if state == "lapsed" else None,
        )
        for number, state in enumerate(states, start=1)
    )


def step(what: str, **given: object) -> PortfolioStep:
    """What has to happen next, with nothing besides but what is given."""
    nothing: dict[str, object] = {"codes": (), "people": ()}
    return PortfolioStep(what, **(nothing | given))  # type: ignore[arg-type] # by their names


def _support() -> PortfolioProject:
    run = PortfolioRun(12, "Release 4 against the starter suite", "release 4", True, False, AT, compliance(184, 198))
    worth = PortfolioRange(
        5, "Support desk", 3, "EUR", True, True, 38562.62, -1128867.15, -104668.66, 1202332.72, 0.5604
    )
    incident = PortfolioIncident(
        7, "A refund was promised", "high", "open", date(2026, 11, 2), "Priya Raman", date(2026, 11, 20), True
    )
    waiver = PortfolioWaiver(3, "Review of the supplier", date(2026, 12, 8), 14, "Ines Albrecht", "Tomasz Wieczorek")
    return PortfolioProject(
        identifier="meridian/support",
        name="Support assistant",
        phase=2,
        phase_name=PHASES[1][0],
        planned_on=date(2026, 11, 30),
        baseline_on=date(2026, 10, 31),
        late=False,
        asked=(PortfolioVotes(2, True, 1, 3, ("Tomasz Wieczorek",), ("independent_reviewer",)),),
        step=step("vote"),
        run=run,
        money=worth,
        gates=gates("approved", "asked", "closed", "closed"),
        incidents=(incident,),
        waivers=(waiver,),
    )


def _claims() -> PortfolioProject:
    run = PortfolioRun(9, "Claims, first week", "", False, True, AT, compliance(6, 7))
    worth = PortfolioRange(8, "First look", 1, "GBP", False, False, 65154.3, 15534.1, 189073.1, 481935.1, None)
    incident = PortfolioIncident(9, "Told the wrong deadline", "low", "in_hand", date(2026, 11, 9), "", None, False)
    return PortfolioProject(
        identifier="meridian/claims",
        name="Claims drafts",
        phase=1,
        phase_name=PHASES[0][0],
        planned_on=date(2026, 11, 3),
        baseline_on=date(2026, 11, 3),
        late=True,
        asked=(PortfolioVotes(3, False, 0, 2, ("Marta Okafor",), ()),),
        step=step("confirm", codes=("P1.1", "P1.2", "P1.4", "P1.5", "P1.8"), people=("Jonas Feld", "")),
        run=run,
        money=worth,
        gates=gates("lapsed", "closed", "closed", "closed"),
        incidents=(incident,),
        waivers=(),
    )


def _contracts() -> PortfolioProject:
    worth = PortfolioRange(6, "Contracts", 1, "USD", False, True, 212400.0, None, None, None, None)
    return replace(
        _claims(),
        identifier="meridian/contracts",
        name="Contract review",
        late=False,
        planned_on=None,
        baseline_on=None,
        asked=(),
        step=step("ask", people=("Marta Okafor",)),
        run=None,
        money=worth,
        incidents=(),
        gates=gates("closed", "closed", "closed", "closed"),
    )


def _archive() -> PortfolioProject:
    worth = PortfolioRange(4, "Archive search", 2, "EUR", False, False, 4100.0, None, None, None, None)
    run = PortfolioRun(3, "Archive pilot", "release 9", False, False, AT, compliance(0, 0))
    waiver = PortfolioWaiver(4, "Drill in the archive", date(2026, 11, 24), 0, "Jonas Feld", "Ines Albrecht")
    return replace(
        _claims(),
        identifier="meridian/archive",
        name="Archive search",
        phase=4,
        phase_name=PHASES[3][0],
        late=False,
        asked=(),
        step=step("nothing"),
        run=run,
        money=worth,
        incidents=(),
        waivers=(waiver,),
        gates=gates("approved", "approved", "approved", "approved"),
    )


def _first() -> PortfolioProject:
    return replace(
        _contracts(),
        identifier="meridian/first",
        name="First steps",
        phase=None,
        phase_name="",
        step=step("start"),
        money=None,
        gates=(),
    )
