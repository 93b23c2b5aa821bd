"""Rows of the tables about actuals: months with what was entered, and what a file would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from calculator.actuals import ONE_OFF, PROGRAMME, Entry, Month, Place, Plan, Reality, calendar_month
from calculator.models import Actual
from ui.formats import number


@dataclass(frozen=True)
class ActualRow:
    """One row in force with what its hours and violations come to, None where they mean nothing."""

    title: str
    actual: Actual
    capacity: float | None = None
    violations_cost: float | None = None


@dataclass(frozen=True)
class MonthBlock:
    """A month: its rows, its totals, and which use cases still lack their numbers. Month 0 is what was paid once."""

    number: int
    when: date | None
    rows: list[ActualRow] = field(default_factory=list)
    total: Month | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        return self.total.missing if self.total else ()

    @property
    def span(self) -> int:
        return max(1, len(self.rows))


def month_blocks(plan: Plan, reality: Reality, rows: Sequence[Actual], first: date) -> list[MonthBlock]:
    """Every month from the first to the last that has something, gaps included."""
    totals = {month.number: month for month in reality.months}
    planned = {one.id: one for one in plan.use_cases}
    found: dict[int, list[ActualRow]] = {}
    for row in rows:
        one = planned.get(row.use_case)
        entry = Entry(row.month, row.use_case, row.cost, row.hours, row.volume, row.violations)
        money = (one.capacity(entry), one.violations_cost(entry)) if one else (None, None)
        found.setdefault(row.month, []).append(ActualRow(row.use_case or "Programme", row, *money))
    months = sorted({*totals, *found})
    return [
        MonthBlock(
            number=number,
            when=calendar_month(first, number) if number else None,
            rows=sorted(found.get(number, []), key=lambda row: row.actual.use_case == PROGRAMME),
            total=totals.get(number),
        )
        for number in months
    ]


@dataclass(frozen=True)
class PreviewRow:
    """One row of a file: what it says, what it does (new, corrects, as before), and what stood there."""

    when: str
    title: str
    numbers: list[str]
    does: str
    before: list[str]


def preview(plan: Plan, entries: Sequence[Entry], in_force: Mapping[Place, Actual], first: date) -> list[PreviewRow]:
    """What storing the entries would do, in the order of months and of the plan's use cases."""
    order = {name: at for at, name in enumerate([*(one.id for one in plan.use_cases), PROGRAMME])}
    return [
        _preview_row(entry, in_force.get(entry.place), first)
        for entry in sorted(entries, key=lambda entry: (entry.month, order[entry.use_case]))
    ]


def _preview_row(entry: Entry, row: Actual | None, first: date) -> PreviewRow:
    before = (row.hours, row.volume, row.violations, row.cost) if row else None
    does = "new" if before is None else "as before" if before == entry.numbers else "corrects"
    return PreviewRow(
        when="once" if entry.month == ONE_OFF else f"{calendar_month(first, entry.month):%b %Y}",
        title=entry.use_case or "Programme",
        numbers=[_figure(value) for value in entry.numbers],
        does=does,
        before=[_figure(value) for value in before] if before and does == "corrects" else [],
    )


def _figure(value: float | None) -> str:
    return "" if value is None else number(value, 0 if value == int(value) else 2)
