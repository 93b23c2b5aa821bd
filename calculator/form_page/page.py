"""The whole form as the page shows it: what the programme costs, how it is computed, and every use case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator.fields import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    DISCOUNT_RATE,
    MAX_DRAWS,
    MAX_HORIZON,
    MAX_USE_CASES,
)
from calculator.form_page.boxes import Fold, Group, QuantityBox, TextBox, quantity_box, text_box
from calculator.form_page.measured import MeasuredNote
from calculator.form_page.pairs import PairsBox, pairs_box
from calculator.form_page.use_cases import UseCaseBox, use_case_box
from calculator.preview import Preview
from calculator.typed.document import CORRELATIONS, WHOLE, Reading
from calculator.typed.texts import SHARED, TypedScenario, owner_name, quantity_name
from ui.formats import money, number, percent

ONE_OFF, MONTHLY = "Paid once, before the first month", "Paid every month"
PROGRAMME = (
    (
        ONE_OFF,
        ("integration_one_off", "training_hours_per_seat", "training_hourly_cost", "training_fixed", "other_one_off"),
    ),
    (
        MONTHLY,
        (
            "seats",
            "licence_per_seat_month",
            "price_per_million_tokens",
            "maintenance_month",
            "governance_fte",
            "governance_fte_annual_cost",
            "evaluation_month",
            "other_month",
        ),
    ),
)
NOTHING_GIVEN = "nothing given yet"
TIME = ("horizon", "currency", "draws", "seed")


@dataclass(frozen=True)
class Listed:
    """One thing to put right, for the list at the head of the page."""

    id: str
    where: str
    said: str


@dataclass(frozen=True)
class FormPage:
    """Everything that the form's template needs."""

    use_cases: list[UseCaseBox]
    programme: list[Group]
    discount: QuantityBox
    horizon: TextBox
    currency: TextBox
    draws: TextBox
    seed: TextBox
    pairs: PairsBox
    whole: list[str]
    computed: Fold

    @property
    def may_add(self) -> bool:
        return len(self.use_cases) < MAX_USE_CASES

    @property
    def time(self) -> list[TextBox]:
        return [self.horizon, self.currency, self.draws, self.seed]

    def quantities(self) -> Iterator[QuantityBox]:
        """Every input that has a distribution or may have one."""
        for use_case in self.use_cases:
            yield from use_case.boxes
        for group in self.programme:
            yield from group.boxes
        yield self.discount

    def folds(self) -> list[Fold]:
        """The parts below the use cases, as far as their words change while somebody types."""
        programme = [Fold(group.id, group.open, group.words, group.wrong) for group in self.programme]
        return [*programme, self.pairs.fold, self.computed]

    def wrong(self) -> list[Listed]:
        """Everything that is wrong, in the order of the page."""
        found = [Listed("use-cases", "The whole", said) for said in self.whole]
        for use_case in self.use_cases:
            found += [
                Listed(text.id, f"{use_case.title}: {text.label}", said)
                for text in use_case.texts
                for said in text.said
            ]
            found += [Listed(f"{use_case.id}-curve", f"{use_case.title}: curve", said) for said in use_case.curve_said]
            found += [
                _listed(box, f"{use_case.title}: {box.label}", said) for box in use_case.boxes for said in box.said
            ]
        shared = [*(box for group in self.programme for box in group.boxes), self.discount]
        found += [_listed(box, box.label, said) for box in shared for said in box.said]
        found += [Listed(text.id, text.label, said) for text in self.time for said in text.said]
        found += [Listed(pair.rho.id, pair.words, said) for pair in self.pairs.rows for said in pair.rho.said]
        return [*found, *(Listed("pairs", "Correlations", said) for said in self.pairs.said)]


def form_page(
    typed: TypedScenario, reading: Reading, found: Preview | None, notes: Mapping[str, MeasuredNote]
) -> FormPage:
    """What the page shows of this form; `found` is its answer, where it has one, and `notes` what its violation rates
    were taken from, by use case."""
    base: Mapping[str, Any] | None = found.answer["base"] if found else None
    last = len(typed.use_cases) - 1
    discount = quantity_box("s", DISCOUNT_RATE, typed.get(DISCOUNT_RATE.name), reading, typed.currency)
    time = _time(typed, reading)
    pairs = pairs_box(typed, reading)
    return FormPage(
        use_cases=[
            use_case_box(typed, one, reading, base, notes.get(one.key), first=place == 0, last=place == last)
            for place, one in enumerate(typed.use_cases)
        ],
        programme=_programme(typed, reading, base),
        discount=discount,
        **time,
        pairs=pairs,
        whole=[*reading.faults.get(WHOLE, ()), *reading.faults.get("use_cases", ())],
        computed=Fold(
            "computed",
            typed.unfolds("computed"),
            _time_words(typed, reading),
            len(discount.said) + sum(len(one.said) for one in time.values()),
        ),
    )


def _programme(typed: TypedScenario, reading: Reading, base: Mapping[str, Any] | None) -> list[Group]:
    return [
        Group(
            title,
            [quantity_box("s", SHARED[name], typed.get(name), reading, typed.currency) for name in names],
            NOTHING_GIVEN if all(typed.get(name).empty for name in names) else _sum(title, base, typed.currency),
            id=f"programme-{place}",
            open=typed.unfolds(f"programme-{place}"),
        )
        for place, (title, names) in enumerate(PROGRAMME, start=1)
    ]


def _time(typed: TypedScenario, reading: Reading) -> dict[str, TextBox]:
    """The fields that say how it is computed, by their names."""
    horizon = f"1 to {MAX_HORIZON} months."
    draws = f"How often the uncertain inputs are drawn: 2 to {number(MAX_DRAWS)}, fewer where the scenario is large."
    seed = "The same seed gives the same numbers every time."
    return {
        "horizon": text_box("horizon", "Horizon", typed.horizon, reading, unit="months", help=horizon),
        "currency": text_box("currency", "Currency", typed.currency, reading),
        "draws": text_box(
            "draws", "Draws", typed.draws, reading, unit="draws", placeholder=str(DEFAULT_DRAWS), help=draws
        ),
        "seed": text_box(
            "seed", "Seed", typed.seed, reading, unit="a whole number", placeholder=str(DEFAULT_SEED), help=seed
        ),
    }


def _time_words(typed: TypedScenario, reading: Reading) -> str:
    rate = reading.quantities.get(f"s-{DISCOUNT_RATE.name}", 0.0)
    middle = rate if isinstance(rate, float) else rate.quantile(0.5)
    months = reading.document["horizon_months"]
    return f"{months} months · {percent(middle)} a year · {typed.currency}"


def with_the_wrong_unfolded(typed: TypedScenario, reading: Reading) -> TypedScenario:
    """The form with every part open in which something has to be put right; of the use cases the first."""
    wrong = next((one.key for one in typed.use_cases if reading.is_wrong(owner_name(one.key))), None)
    found = typed if wrong is None else typed.with_use_case_unfolded(wrong)
    parts = [f"programme-{place}" for place, (_, names) in enumerate(PROGRAMME, start=1) if _any_wrong(reading, names)]
    if _any_wrong(reading, (DISCOUNT_RATE.name,)) or any(name in reading.faults for name in TIME):
        parts.append("computed")
    if CORRELATIONS in reading.faults or any(reading.is_wrong(f"c{pair.key}") for pair in typed.pairs):
        parts.append("pairs")
    return replace(found, open=" ".join(dict.fromkeys([*found.open.split(), *parts])))


def _any_wrong(reading: Reading, names: Iterable[str]) -> bool:
    return any(reading.is_wrong(quantity_name("s", name)) for name in names)


def _sum(title: str, base: Mapping[str, Any] | None, currency: str) -> str:
    """What the amounts of a group come to, all inputs at their medians."""
    if base is None:
        return ""
    if title == ONE_OFF:
        return f"{money(base['one_off_cost'], currency)} in all"
    return f"{money(base['fixed_cost_month'], currency)} a month and tokens"


def _listed(box: QuantityBox, where: str, said: str) -> Listed:
    """Led to the first field that is marked, or to the kind."""
    wrong = next((one.id for one in box.parameters if one.wrong), f"{box.id}-dist")
    return Listed(wrong, where, said)
