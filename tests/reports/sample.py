"""A full dossier in our own words: 59 principles, 36 criteria, a simulated run, two pilots and two scenarios."""

from dataclasses import replace
from datetime import UTC, date, datetime

from evaluations.statistics import estimate
from reports.dossier import (
    Compliance,
    CriterionFacts,
    Dossier,
    Fan,
    InputFacts,
    LevelCount,
    Making,
    OutcomeCount,
    PhaseFacts,
    PilotFacts,
    PrincipleFacts,
    ProjectFacts,
    Provenance,
    ResultFacts,
    RunFacts,
    ScenarioFacts,
    Simulation,
    SpecFacts,
)
from reports.kinds import KINDS
from tests.reports.sections import decided, measured
from tests.reports.texts import PHASES, SECTIONS

AT = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)

OWNERS = ("Ines Albrecht", "Tomasz Wieczorek", "Priya Raman", "")
NOTES = {
    "P2.4": "One of fourteen failing answers, a promised refund in chat 7, has not been looked at by a person.",
    "P1.5": "The pinned version has a successor: one principle added, five reworded.",
}
REASONS = {"P1.8": "The review is booked with the supplier for the second week of December; waived until then."}

INPUTS = (
    InputFacts("use_cases.chat.tasks_per_month", 240000.0, "", ()),
    InputFacts("use_cases.chat.minutes_per_task", 11.1, "pert", (("min", 9.0), ("mode", 11.0), ("max", 14.0))),
    InputFacts("use_cases.chat.applicable_share", 0.65, "pert", (("min", 0.5), ("mode", 0.65), ("max", 0.8))),
    InputFacts("use_cases.chat.time_saved_share", 0.1355, "pert", (("min", 0.0), ("mode", 0.13), ("max", 0.3))),
    InputFacts("use_cases.chat.verify_minutes", 0.34, "pert", (("min", 0.1), ("mode", 0.3), ("max", 0.8))),
    InputFacts("use_cases.chat.violation_rate", 0.0153, "beta_counts", (("k", 9.0), ("n", 600.0))),
    InputFacts("use_cases.chat.cost_per_violation", 12.0, "lognormal", (("p50", 12.0), ("p90", 45.0))),
    InputFacts("use_cases.chat.hourly_cost", 34.0, "", ()),
    InputFacts("use_cases.chat.realisation", 0.594, "pert", (("min", 0.3), ("mode", 0.6), ("max", 0.85))),
    InputFacts("use_cases.chat.adoption.plateau", 0.594, "pert", (("min", 0.3), ("mode", 0.6), ("max", 0.85))),
    InputFacts("programme.seats", 400.0, "", ()),
    InputFacts("programme.licence_per_seat_month", 20.0, "", ()),
    InputFacts("programme.integration_one_off", 131000.0, "pert", (("min", 8e4), ("mode", 1.2e5), ("max", 2.4e5))),
    InputFacts("programme.governance_fte", 0.856, "pert", (("min", 0.5), ("mode", 0.8), ("max", 1.5))),
    InputFacts("discount_rate_annual", 0.1, "", ()),
)


def compliance(numerator: int, denominator: int) -> Compliance:
    """A rate with its interval, or an empty one."""
    if not denominator:
        return Compliance(0, 0, None, None, None, small=True)
    found = estimate(numerator, denominator)
    return Compliance(numerator, denominator, found.rate, found.low, found.high, found.small)


def dossier() -> Dossier:
    """The dossier of a project in phase 2, with everything in it."""
    principles = tuple(_principles())
    levels = ("root", "system", "developer", "user", "guideline")
    tally = tuple(LevelCount(level, sum(p.level == level for p in principles)) for level in levels)
    return Dossier(
        kind="dossier",
        of=None,
        sections=KINDS["dossier"].sections,
        project=ProjectFacts(
            "meridian/support-assistant",
            "Support assistant",
            "Meridian Insurance",
            "Answers customers of the household policy in chat and mail, drafts replies for the claims desk, and "
            "hands over to a person whenever money or health is decided.",
        ),
        making=Making(AT, "Ines Albrecht", "0.1.0", 214, "be5c" * 16),
        spec=SpecFacts("2025-10-27", "imported", date(2025, 10, 27), "4f2d" * 16, tally),
        principles=principles,
        run=_run(),
        pilots=(
            PilotFacts(
                3,
                "Chat traffic, October sample",
                "release 4",
                date(2026, 10, 1),
                date(2026, 10, 31),
                "Every twentieth conversation of the household desk, read by two people",
                "Priya Raman",
                compliance(591, 600),
            ),
            PilotFacts(
                4,
                "Mail traffic, one day",
                "release 4",
                date(2026, 11, 2),
                date(2026, 11, 2),
                "All replies of the day",
                "Priya Raman",
                compliance(396, 400),
            ),
        ),
        scenarios=(_support(), _contracts()),
        phases=tuple(_phases()),
        **decided.facts(),
        **measured.facts(principles, _results()),
        gate=None,
        frameworks=(),
        portfolio=None,
        provenance=(
            Provenance("Specification", "2025-10-27", "imported", "4f2d" * 16),
            Provenance("Run", "no. 12, Release 4 against the starter suite", "finished 23 Nov 2026", "9c01" * 16),
            Provenance("Scenario", "no. 5, Support desk", "version 3, model 1", "a7e4" * 16),
            Provenance("Scenario", "no. 6, Contracts", "version 1, model 1", "77b0" * 16),
            *measured.PROVENANCE,
            Provenance("Criteria", "roadmap template", "2026.11", ""),
        ),
        phrases=(),
    )


def empty() -> Dossier:
    """A project on its first day: no specification, nothing measured, no scenario, no roadmap."""
    full = dossier()
    return replace(
        full,
        project=ProjectFacts("halden/first", "First steps", "Halden", ""),
        spec=None,
        principles=(),
        run=None,
        pilots=(),
        scenarios=(),
        phases=(),
        **decided.NOTHING,
        **measured.NOTHING,
        provenance=(),
    )


def _identifier(title: str) -> str:
    return title.lower().replace(" ", "_").replace("'", "").replace(",", "")


def _principles() -> list[PrincipleFacts]:
    return [
        PrincipleFacts(_identifier(title), title, section, level, asks)
        for section, rows in SECTIONS.items()
        for title, asks, level, _, _ in rows
    ]


def _results() -> tuple[ResultFacts, ...]:
    return tuple(
        ResultFacts(
            _identifier(title),
            title,
            level,
            compliance(compliant, scored),
            "compliant" if compliant == scored else "partial" if scored < 4 else "violation",
        )
        for rows in SECTIONS.values()
        for title, _, level, compliant, scored in rows
        if scored
    )


def _run() -> RunFacts:
    outcomes = (
        ("compliant", 184),
        ("partial", 4),
        ("violation", 10),
        ("no_answer", 1),
        ("unscored", 3),
        ("errored", 2),
    )
    return RunFacts(
        identity=12,
        name="Release 4 against the starter suite",
        release="release 4",
        suite="Starter suite, version 2",
        endpoint="Simulated assistant",
        source="executed",
        simulated=True,
        inconclusive=False,
        finished_at=datetime(2026, 11, 23, 16, 40, tzinfo=UTC),
        compliance=compliance(184, 198),
        outcomes=tuple(OutcomeCount(name, n) for name, n in outcomes),
        errored=2,
        unscored=3,
        no_answer=1,
        total=204,
        results=_results(),
    )


def _cumulative(start: float, monthly: float, months: int, ramp: int) -> tuple[float, ...]:
    flow, line = start, [start]
    for month in range(1, months + 1):
        flow += monthly * min(1.0, month / ramp) - 18546.0 * (1 if month < ramp else 0)
        line.append(round(flow, 2))
    return tuple(line)


def _fan(start: float, months: int, *ends: float) -> Fan:
    def line(end: float) -> tuple[float, ...]:
        return tuple(
            round(start * 1.3 + (end - start * 1.3) * (month / months) ** 1.4, 2) for month in range(months + 1)
        )

    return Fan(tuple(range(months + 1)), tuple(line(end) for end in ends))


def _support() -> ScenarioFacts:
    return ScenarioFacts(
        identity=5,
        name="Support desk",
        version=3,
        model_version="1",
        currency="EUR",
        horizon_months=36,
        saved_at=AT,
        saved_by="Jonas Feld",
        priced=True,
        base=38562.62,
        payback_month=30,
        value_of_alignment=169574.62,
        simulation=Simulation(-1128867.15, -104668.66, 1202332.72, -63076.19, 0.5604, 20000, 42),
        fan=_fan(-199609.63, 36, -1281416.71, -640000.0, -67670.51, 560000.0, 1479376.51),
        cumulative=_cumulative(-199609.63, 13400.0, 36, 9),
        inputs=INPUTS,
        sha256="a7e4" * 16,
    )


def _contracts() -> ScenarioFacts:
    return ScenarioFacts(
        identity=6,
        name="Contracts",
        version=1,
        model_version="1",
        currency="EUR",
        horizon_months=24,
        saved_at=AT,
        saved_by="Jonas Feld",
        priced=True,
        base=212400.0,
        payback_month=11,
        value_of_alignment=None,
        simulation=None,
        fan=None,
        cumulative=_cumulative(-65600.0, 26000.0, 24, 6),
        inputs=INPUTS[:6],
        sha256="77b0" * 16,
    )


def unpriced() -> ScenarioFacts:
    """A first look out of the quick form, before anybody knows what the programme costs."""
    return replace(
        _support(),
        name="First look",
        priced=False,
        base=1165154.33,
        payback_month=None,
        value_of_alignment=None,
        simulation=Simulation(15534.17, 189073.13, 481935.1, None, None, 20000, 42),
    )


def _phases() -> list[PhaseFacts]:
    made = []
    for number, (name, gate, rows) in enumerate(PHASES, start=1):
        criteria = []
        for position, (title, statement, status) in enumerate(rows, start=1):
            code = f"P{number}.{position}"
            due = date(2026, 11, 30) if number == 2 else date(2027, 2, 28) if number == 3 else None
            late = code == "P2.10"
            criteria.append(
                CriterionFacts(
                    code,
                    title,
                    statement,
                    status,
                    OWNERS[(number + position) % 4],
                    date(2026, 11, 20) if late else due,
                    overdue=late,
                    blocking=position not in (8, 9),
                    note=NOTES.get(code, ""),
                    reason=REASONS.get(code, ""),
                )
            )
        met = sum(c.status in ("met", "waived", "not_applicable") for c in criteria)
        done = ("met", "waived", "not_applicable", "stale")
        blocking = sum(c.blocking and c.status not in done for c in criteria)
        made.append(
            PhaseFacts(
                number,
                name,
                gate,
                met,
                len(criteria),
                blocking,
                sum(c.overdue for c in criteria),
                number == 2,
                tuple(criteria),
            )
        )
    return made
