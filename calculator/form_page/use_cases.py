"""A use case on the page: folded its title and what it comes to, unfolded all of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from calculator.faults import ScenarioRefused
from calculator.fields import ADOPTION_KINDS
from calculator.form_page.boxes import Group, QuantityBox, TextBox, quantity_box, text_box
from calculator.form_page.measured import MEASURED_FIELD, MeasuredNote
from calculator.picture_numbers import adoption_bands
from calculator.scenario import read_scenario
from calculator.shapes import Curve, curve_of
from calculator.typed.conversion import holds_a_default
from calculator.typed.document import Reading
from calculator.typed.texts import OF_A_USE_CASE, TypedScenario, TypedUseCase, owner_name, quantity_name
from ui.formats import money, number, percent

GROUPS = (
    ("The work today", ("tasks_per_month", "minutes_per_task", "hourly_cost")),
    (
        "With the assistant",
        ("applicable_share", "time_saved_share", "verify_minutes", "realisation", "tokens_per_task"),
    ),
    (
        "Violations",
        ("violation_rate", "escape_share", "rework_minutes", "cost_per_violation", "baseline_violation_rate"),
    ),
    ("Adoption", ("plateau", "month_half", "ramp_months")),
)
START_HELP = "Nothing happens before this month; month 1 is the first."
TARGET_HELP = "What the alignment work shall reach: with it the result says what that is worth."
CURVE_DRAWS = 500


@dataclass(frozen=True)
class UseCaseBox:
    """`own_time_saved` says that the time saved is nobody's default, so that another kind of work leaves it alone."""

    key: str
    id: str
    title: str
    summary: str
    open: bool
    first: bool
    last: bool
    name: TextBox
    start: TextBox
    target: TextBox
    work: str
    work_drawn: str
    measured: str
    own_time_saved: bool
    curve: str
    curve_said: list[str]
    groups: list[Group]
    reading: Reading

    @property
    def texts(self) -> list[TextBox]:
        return [self.name, self.start, self.target]

    @property
    def boxes(self) -> list[QuantityBox]:
        return [box for group in self.groups for box in group.boxes]

    @property
    def wrong(self) -> int:
        """How many things in it have to be put right."""
        said = [*(one.said for one in self.texts), *(box.said for box in self.boxes), self.curve_said]
        return sum(len(one) for one in said)

    @cached_property
    def picture(self) -> Curve | None:
        """Its adoption, whatever is wrong elsewhere; None where it cannot be drawn."""
        if any(self.reading.is_wrong(f"{self.id}-{name}") for name in ("start", *ADOPTION_KINDS[self.curve])):
            return None
        given = self.reading.use_cases[self.key]
        alone = {"id": "one", "start_month": given.get("start_month", 1), "adoption": given["adoption"]}
        document = {
            "horizon_months": self.reading.document["horizon_months"],
            "use_cases": [alone],
            "monte_carlo": {"n": CURVE_DRAWS},
        }
        try:
            band = adoption_bands(read_scenario(document))[0]
        except ScenarioRefused:
            return None
        last, end = band["months"][-1], band["p50"][-1]
        return curve_of(band, f"{percent(end, 0)} of the tasks it can take on in month {last}")


def use_case_box(
    typed: TypedScenario,
    one: TypedUseCase,
    reading: Reading,
    base: Mapping[str, Any] | None,
    note: MeasuredNote | None,
    *,
    first: bool,
    last: bool,
) -> UseCaseBox:
    """The box of one use case; `base` is the deterministic result, where there is one, `note` says what its violation
    rate was taken from."""
    owner, asked = owner_name(one.key), {field.name for field in one.fields()}
    notes = {MEASURED_FIELD: note or MeasuredNote(one.key)}
    return UseCaseBox(
        key=one.key,
        id=owner,
        title=one.title,
        summary=_summary(one, reading, base, typed.currency),
        open=typed.unfolds(owner),
        first=first,
        last=last,
        name=text_box(f"{owner}-name", "Name", one.name, reading),
        start=text_box(
            f"{owner}-start", "Starts in month", one.start, reading, unit="month", placeholder="1", help=START_HELP
        ),
        target=text_box(
            f"{owner}-target",
            "Target violation rate",
            one.target,
            reading,
            unit="1/assisted task",
            placeholder="none",
            help=TARGET_HELP,
        ),
        work=one.work,
        work_drawn=one.work_drawn,
        measured=one.measured,
        own_time_saved=not holds_a_default(one),
        curve=one.curve,
        curve_said=list(reading.faults.get(f"{owner}-curve", ())),
        groups=[
            Group(
                title,
                [
                    quantity_box(owner, OF_A_USE_CASE[name], one.get(name), reading, typed.currency, notes.get(name))
                    for name in names
                    if name in asked
                ],
            )
            for title, names in GROUPS
        ],
        reading=reading,
    )


def unpriced(typed: TypedScenario) -> list[str]:
    """The use cases whose violations are counted and have no price."""
    return [
        one.title
        for one in typed.use_cases
        if one.get("cost_per_violation").empty and not one.get("violation_rate").empty
    ]


def _summary(one: TypedUseCase, reading: Reading, base: Mapping[str, Any] | None, currency: str) -> str:
    """Its volume, and the net hours and their value over the horizon at base."""
    volume = reading.quantities.get(quantity_name(owner_name(one.key), "tasks_per_month"))
    middle = volume if volume is None or isinstance(volume, float) else volume.quantile(0.5)
    words = [f"{number(middle)} tasks a month" if middle else "no tasks yet"]
    found = base["per_use_case"].get(one.name.strip()) if base else None
    if found and middle:
        words += [f"{number(found['net_hours'])} h", money(found["labour_value"], currency)]
    return " · ".join(words)
