"""Up to four versions side by side: their figures, their inputs, and why each differs from the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from calculator.explained import CannotBeExplained, Explanation, explain, rounded
from calculator.faults import ScenarioRefused
from calculator.figures import WEEKS
from calculator.findings import change_words, hours_range, loss_state, payback_words, whole_percent
from calculator.scenario import read_scenario
from calculator.side_by_side import Line, belongs_to, lower_first, side_by_side
from ui.formats import MINUS, money, number

FEWEST, MOST = 2, 4
REFERENCE = re.compile(r"([1-9][0-9]{0,17})(?:\.([1-9][0-9]{0,8}))?")
NOTHING = "–"


@dataclass(frozen=True)
class Side:
    """One version in the comparison: its letter, its name, in full and as it fits into a chart, and what was saved."""

    letter: str
    title: str
    short: str
    currency: str
    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    headline: Mapping[str, Any]
    model_version: str

    @property
    def label(self) -> str:
        return f"{self.letter} “{self.title}”"

    @property
    def npv(self) -> Mapping[str, float] | None:
        """P5, P50 and P95 of the net present value, where the cost is known and something is uncertain."""
        return self.headline["range"] if self.headline["priced"] else None


@dataclass(frozen=True)
class FigureRow:
    """One figure across the sides; a state is an outcome's name, empty where the figure is neither good nor bad."""

    label: str
    cells: tuple[tuple[str, str], ...]  # words and state


@dataclass(frozen=True)
class PartRow:
    """One part of a difference: what differs, its words on both sides, and the amount, exact and in whole units."""

    label: str
    first: str
    second: str
    amount: int
    words: str


@dataclass(frozen=True)
class Difference:
    """Why one side differs from the first: the parts that add up to the difference, or the reason why there are none.

    `silent` names the inputs that differ and leave the base as it is: they move the range alone.
    """

    first: Side
    second: Side
    parts: tuple[PartRow, ...] = ()
    silent: tuple[str, ...] = ()
    before: float = 0.0
    after: float = 0.0
    method: str = ""
    refused: str = ""

    @property
    def total(self) -> int:
        return sum(part.amount for part in self.parts)

    @property
    def total_words(self) -> str:
        return signed(self.total)


def read_references(given: Sequence[str]) -> list[tuple[int, int | None]] | None:
    """Scenario and version of each `12` or `12.3`, without repetitions; None where one is written otherwise."""
    found = [REFERENCE.fullmatch(one) for one in given]
    if not all(found):
        return None
    pairs = [(int(one[1]), int(one[2]) if one[2] else None) for one in found if one is not None]
    return list(dict.fromkeys(pairs))


def figure_rows(sides: Sequence[Side]) -> list[FigureRow]:
    """The headline figures, row by row; a figure that no side has is left out."""
    rows = [FigureRow(label, tuple(cell(side) for side in sides)) for label, cell in FIGURES]
    return [row for row in rows if any(words != NOTHING for words, _ in row.cells)]


@dataclass(frozen=True)
class InputLines:
    """The inputs of all sides: those that differ, those of use cases that not every side has, and those that agree."""

    differing: list[Line]
    partial: list[Line]
    same: list[Line]
    absent: list[str]  # the use cases that not every side has


def input_lines(sides: Sequence[Side]) -> InputLines:
    names = [[one["id"] for one in side.inputs.get("use_cases", [])] for side in sides]
    absent = [name for name in dict.fromkeys(chain.from_iterable(names)) if not all(name in ids for ids in names)]
    lines = side_by_side([side.inputs for side in sides])
    partial = [line for line in lines if belongs_to(line, absent)]
    rest = [line for line in lines if not belongs_to(line, absent)]
    return InputLines(
        differing=[line for line in rest if line.differs],
        partial=partial,
        same=[line for line in rest if not line.differs],
        absent=absent,
    )


def difference(first: Side, second: Side) -> Difference:
    """The second side's base NPV less the first's, split over the inputs that differ."""
    unpriced = [side for side in (first, second) if not side.headline["priced"]]
    if unpriced:
        reason = f"What the programme of {unpriced[0].label} costs is not known, so there is nothing to subtract."
        return Difference(first, second, refused=reason)
    try:
        one, other = (read_scenario(dict(side.inputs)) for side in (first, second))
        found = explain(one, other)
    except CannotBeExplained as reason:
        return Difference(first, second, refused=str(reason))
    except ScenarioRefused as reason:
        return Difference(first, second, refused=f"The model of today refuses one of the two. {reason}")
    return _explained(first, second, found, _silent(first, second, found))


def _explained(first: Side, second: Side, found: Explanation, silent: tuple[str, ...]) -> Difference:
    lines = {line.path: line for line in side_by_side([first.inputs, second.inputs])}
    amounts = rounded([part.amount for part in found.parts])
    parts = tuple(
        PartRow(*_part_words(part.key, lines, first, second), amount, signed(amount))
        for part, amount in zip(found.parts, amounts, strict=True)
    )
    return Difference(first, second, parts, silent, found.before, found.after, found.method)


def _part_words(key: str, lines: Mapping[str, Line], first: Side, second: Side) -> tuple[str, str, str]:
    """Label and both values of a part."""
    path = f"{key}.kind" if key.endswith(".adoption") and f"{key}.kind" in lines else key
    if path in lines:
        one, other = (NOTHING if entry is None else entry.words for entry in lines[path].entries)
        return lines[path].full_label, one, other
    name = key.partition(".")[2]
    there = any(use_case["id"] == name for use_case in first.inputs.get("use_cases", []))
    return f"Use case {name}", "there" if there else NOTHING, NOTHING if there else "there"


def _silent(first: Side, second: Side, found: Explanation) -> tuple[str, ...]:
    """Inputs that differ and have no part: other draws, or another width around the same middle."""
    keys = {part.key for part in found.parts}
    whole = [key.removeprefix("use_cases.") for key in keys if key.startswith("use_cases.") and key.count(".") == 1]
    lines = [line for line in side_by_side([first.inputs, second.inputs]) if line.differs]
    return tuple(
        line.full_label
        for line in lines
        if line.path not in keys and not belongs_to(line, whole) and not _is_bent(line.path, keys)
    )


def _is_bent(path: str, keys: set[str]) -> bool:
    """Whether an input is part of an adoption curve that is one group."""
    curve = path.rpartition(".")[0]
    return curve.endswith(".adoption") and curve in keys and not path.endswith(".plateau")


def signed(amount: int) -> str:
    """A whole amount with its sign and thin spaces: a finance partner adds them up."""
    text = number(amount)
    return text if text.startswith(MINUS) or not amount else f"+{text}"


def _drawn(side: Side) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = side.results["answer"].get("monte_carlo")
    return found


def _npv(level: str) -> Callable[[Side], tuple[str, str]]:
    return lambda side: (money(side.npv[level], side.currency) if side.npv else NOTHING, "")


def _base_npv(side: Side) -> tuple[str, str]:
    return money(side.headline["base"], side.currency) if side.headline["priced"] else NOTHING, ""


def _loss(side: Side) -> tuple[str, str]:
    loss = side.headline["loss"]
    return (NOTHING, "") if loss is None else (whole_percent(loss), loss_state(loss))


def _payback(side: Side) -> tuple[str, str]:
    if not side.headline["priced"]:
        return NOTHING, ""
    drawn, base = _drawn(side), side.results["answer"]["base"]
    return payback_words(drawn["payback"] if drawn else {"p50": base["payback_month"]}), ""


def _hours(side: Side) -> tuple[str, str]:
    drawn = _drawn(side)
    return hours_range(drawn["hours_year1"]) if drawn else NOTHING, ""


def _base_hours(side: Side) -> tuple[str, str]:
    return number(side.results["answer"]["base"]["net_hours_saved"]), ""


def _gross(side: Side) -> tuple[str, str]:
    return money(side.results["answer"]["base"]["gross_benefit"], side.currency), ""


def _programme(side: Side) -> tuple[str, str]:
    base = side.results["answer"]["base"]
    return money(base["programme_cost"], side.currency) if side.headline["priced"] else NOTHING, ""


def _horizon(side: Side) -> tuple[str, str]:
    return f"{side.inputs['horizon_months']:g} months", ""


def _per_seat(side: Side) -> tuple[str, str]:
    answer = side.results["answer"]
    seats = answer["base_inputs"]["programme.seats"]
    if seats <= 0:
        return NOTHING, ""
    return f"{number(answer['base']['run_rate_hours_per_year'] / WEEKS / seats, 1)} h", ""


FIGURES: tuple[tuple[str, Callable[[Side], tuple[str, str]]], ...] = (
    ("Net present value, P5", _npv("p5")),
    ("Net present value, P50", _npv("p50")),
    ("Net present value, P95", _npv("p95")),
    ("Chance of loss", _loss),
    ("Paid back, P50", _payback),
    ("Net hours in the first year, P5–P95", _hours),
    ("Net per seat and week, base, last month", _per_seat),
    ("Net hours over the horizon, base", _base_hours),
    ("Gross benefit, base", _gross),
    ("Programme, base", _programme),
    ("Net present value, base", _base_npv),
    ("Horizon", _horizon),
)


def comparison_finding(sides: Sequence[Side]) -> str:
    """The title: two by the difference of their middles, more by the one that is ahead."""
    if len({side.currency for side in sides}) > 1:
        return f"{len(sides)} scenarios in different currencies"
    if len({side.inputs["horizon_months"] for side in sides}) > 1:
        return f"{len(sides)} scenarios over different horizons"
    if not all(side.headline["priced"] for side in sides):
        return f"{len(sides)} scenarios, not all with known costs"
    middles = [_middle(side) for side in sides]
    if len(sides) == 2:
        step = middles[1] - middles[0]
        if not step:
            return "B is worth as much as A in the middle"
        more = "more" if step > 0 else "less"
        return f"B is worth {money(abs(step), sides[0].currency)} {more} than A in the middle"
    best = max(range(len(sides)), key=lambda at: middles[at])
    return f"{sides[best].label} is ahead in the middle, with {money(middles[best], sides[best].currency)}"


def _middle(side: Side) -> float:
    return float(side.npv["p50"] if side.npv else side.headline["base"])


def difference_finding(found: Difference) -> str:
    """The title of one difference: how much, and the input that counts most in it."""
    first, second = found.first.letter, found.second.letter
    if not any(part.amount for part in found.parts):
        return f"{second} and {first} are the same at base"
    step = change_words(found.after - found.before, found.first.currency)
    most = max(found.parts, key=lambda part: abs(part.amount))
    return f"From {first} to {second}: {step} at base; what counts most is {_quiet(most.label)}"


def _quiet(label: str) -> str:
    """A label within a sentence: use cases keep the spelling of their names."""
    owner, colon, rest = label.partition(": ")
    return f"{owner}{colon}{rest}" if colon else lower_first(label)
