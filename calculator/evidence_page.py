"""What the evidence page shows: findings, defaults with the findings behind them, and what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calculator.conversion import TimeSaved, time_saved
from calculator.evidence import SAYING_NO_FIRST, Study, defaults, studies
from calculator.quick import in_words
from ui.formats import percent

WORK = {
    "all": "Office work of all kinds",
    "science": "Research",
    "rework": "Rework",
    "verification": "Checking",
    "violations": "Violations",
    "incidents": "Incidents",
    "governance": "Governance",
    "hourly_cost": "Cost of an hour",
}
RESULTS = {
    "loss": "A loss",
    "none": "No gain",
    "mixed": "Mixed",
    "gain": "A gain",
    "cost": "A cost or a rate",
    "withdrawn": "Withdrawn",
}
EFFECTS = ("loss", "none", "mixed", "gain")
NO_GAIN = ("loss", "none")


@dataclass(frozen=True)
class Default:
    """One default: its value, what it rests on, and the findings it was drawn from or stands beside."""

    key: str
    what: str
    value: str
    basis: str
    rows: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"default-{self.key}"


@dataclass(frozen=True)
class Finding:
    """One study as a row."""

    study: Study
    saved: TimeSaved | None
    used_by: list[Default]

    @property
    def result(self) -> str:
        return RESULTS[self.study.direction]

    @property
    def work(self) -> str:
        return works()[self.study.work]

    @property
    def published_interval(self) -> str:
        return f"{self.study.low} to {self.study.high}" if self.study.low else ""

    @property
    def saved_words(self) -> str:
        return " to ".join(percent(value, 0) for value in self.saved.effect) if self.saved else ""

    @property
    def saved_interval(self) -> str:
        if self.saved is None or self.saved.interval is None:
            return ""
        low, high = self.saved.interval
        return f"{percent(low, 0)} to {percent(high, 0)}"

    @property
    def is_verified(self) -> bool:
        return self.study.seen == "yes"


def works() -> dict[str, str]:
    """Every kind of work that a study is of, by its key: those with a default first."""
    kinds = {kind.key: kind.label for kind in defaults().kinds.values()}
    return {**kinds, **WORK}


def all_defaults() -> list[Default]:
    """Everything that the forms put in by themselves, in the order of the forms."""
    shipped = defaults()
    ours = "our judgement, drawn from the findings named"
    found = [
        Default(kind.key, f"Time saved: {_within(kind.label)}", in_words(kind.time_saved), ours, kind.rows)
        for kind in shipped.kinds.values()
    ]
    check = shipped.reality_check
    ninety = shipped.month_half + shipped.ramp_months
    return [
        *found,
        Default(
            "plateau",
            "People’s hours that reach the assistant at the plateau",
            in_words(shipped.plateau),
            "our judgement; few studies, and they differ widely",
            ("S21", "S22", "S23", "S36"),
        ),
        Default(
            "way",
            "Way to the plateau",
            f"half after {shipped.month_half:g} months, {percent(0.9, 0)} after {ninety:g}",
            "our judgement; one published curve",
            ("S36",),
        ),
        Default(
            "realisation",
            "Freed time that becomes value",
            in_words(shipped.realisation),
            "our judgement; no good evidence exists, and these two found no output that grew with the time saved",
            ("S17", "S20"),
        ),
        Default(
            "reality",
            "Reality check: net hours per seat and week",
            f"{check.low} to {check.high} h; red above {check.too_good} h",
            "read off surveys of whole countries",
            ("S17", "S18"),
        ),
    ]


def _within(label: str) -> str:
    """A label within a sentence; an abbreviation stays."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def findings(work: str = "", result: str = "") -> list[Finding]:
    """The findings about a kind of work and with a result, those of no gain or a loss first; empty means all.

    A kind of work with a default takes in the findings that the default was drawn from.
    """
    shipped, listed = defaults().kinds.get(work), all_defaults()
    rows = shipped.rows if shipped else ()
    chosen = [
        study
        for study in studies().values()
        if (not work or study.work == work or study.id in rows) and (not result or study.direction == result)
    ]
    chosen.sort(key=lambda study: (SAYING_NO_FIRST.index(study.direction), study.id))
    return [Finding(study, time_saved(study), [one for one in listed if study.id in one.rows]) for study in chosen]


def evidence_finding(shown: Sequence[Finding]) -> str:
    """How many of the findings about effects found no gain or a loss."""
    effects = [one for one in shown if one.study.direction in EFFECTS]
    against = [one for one in effects if one.study.direction in NO_GAIN]
    if not effects:
        return f"{len(shown)} findings, none of them about an effect"
    return f"{len(against)} of {len(effects)} findings about an effect report a loss or no gain"


NOT_KNOWN = (
    (
        "What becomes of freed time",
        "No study follows it into money. Where pay, hours or output were looked at, they did not move with the time "
        "that people said they saved. The share that becomes value is our judgement, and it scales the whole benefit.",
    ),
    (
        "What a violation costs",
        "Single cases and surveys of executives are no price for one answer. There is no default: you commit to a "
        "number, and the result says how much hangs on it.",
    ),
    (
        "How often your assistant violates",
        "Published rates come from tests that were made to be difficult. Measure it on a sample of your own "
        "conversations and link that.",
    ),
    (
        "Whether a gain lasts",
        "Most trials take hours or weeks, on tasks that were chosen for them. One curve of adoption over a year was "
        "found, and it falls after its peak.",
    ),
    (
        "What your sector gains",
        "No study supports a figure for a sector. The defaults are by kind of work and are ours: wider than any one "
        "interval, and moved towards what field studies found.",
    ),
    (
        "Who pays for the studies",
        "Several were made by vendors about their own tools, or rest on what people said about themselves. The remarks "
        "say which. Figures that were recalled and not seen, and a withdrawn study, are listed and used for nothing.",
    ),
)
