"""Makes the scenario of the format out of what was typed, and brings every fault back to the field it stands in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator.correlations import RHO
from calculator.faults import Fault, ScenarioRefused
from calculator.fields import (
    ADOPTION_FIELDS,
    DISCOUNT_RATE,
    MAX_DRAWS,
    MAX_HORIZON,
    MAX_SEED,
    MAX_START,
    PROGRAMME_FIELDS,
    Field,
)
from calculator.number_text import NumberRefused, read_number_text
from calculator.quantities import KINDS, PARAMETER_RANGES, Faults, Quantity, read_number, read_quantity
from calculator.results import MOST_WORK
from calculator.scenario import RATE, Scenario, is_identifier, read_scenario
from calculator.typed.texts import (
    OF_A_USE_CASE,
    POINT,
    SHARED,
    TypedQuantity,
    TypedScenario,
    TypedUseCase,
    owner_name,
    quantity_name,
)

WHOLE, CORRELATIONS = "whole", "correlations"
TOP = {"horizon_months": "horizon", "monte_carlo.n": "draws", "monte_carlo.seed": "seed", "currency": "currency"}
IN_A_USE_CASE = {"id": "name", "start_month": "start", "adoption.kind": "curve"}
NAME_WANTED = "A name of 1 to 64 characters without dots is needed, another one for each use case."
HORIZON = f"a whole number from 1 to {MAX_HORIZON:,}"
START = f"a whole number from 1 to {MAX_START:,}"
DRAWS = f"a whole number from 2 to {MAX_DRAWS:,}"
SEED = f"a whole number from 0 to {MAX_SEED:,}"
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
ADOPTION = {one.name for one in ADOPTION_FIELDS}


@dataclass(frozen=True)
class Reading:
    """The typed scenario in the format, what is wrong with it, and each input that could be read on its own.

    `faults` holds sentences by the page's name of the field they belong to, `WHOLE` where they belong to none;
    `scenario` is None where there are any. `quantities`, and `values` as the format has them, are by the page's name
    too; `use_cases` holds the format's objects by key.
    """

    document: dict[str, Any]
    faults: Mapping[str, list[str]]
    scenario: Scenario | None
    quantities: Mapping[str, Quantity]
    values: Mapping[str, Any]
    use_cases: Mapping[str, dict[str, Any]]
    places: Places

    def with_faults(self, refused: ScenarioRefused) -> Reading:
        """The same with what a later check refused."""
        found = {name: list(said) for name, said in self.faults.items()}
        for fault in refused.faults:
            found.setdefault(self.places.name_of(fault), []).append(sentence(fault))
        return replace(self, faults=found, scenario=None)

    def is_wrong(self, name: str) -> bool:
        """Whether anything is wrong with a field, or with a parameter of it."""
        return any(place == name or place.startswith(f"{name}-") for place in self.faults)


def read_typed(typed: TypedScenario) -> Reading:
    """Reads everything, and says everything that is wrong at once."""
    return _Reader(typed).reading()


def sentence(fault: Fault) -> str:
    """What is wrong and what is allowed, for people who see the field."""
    if fault.field.endswith("].id"):
        return NAME_WANTED
    return f"{fault.message} Allowed: {spaced(fault.allowed)}."


def spaced(allowed: str) -> str:
    """A range as the page writes numbers: a comma between thousands is what the fields refuse."""
    return THOUSANDS.sub("\u202f", allowed)


@dataclass(frozen=True)
class Places:
    """The page's names for paths of the format."""

    keys: tuple[str, ...]  # of the use cases, in their order
    ids: Mapping[str, str]  # a use case's id → its key
    pairs: tuple[str, ...]  # keys of the correlations, in their order

    def name_of(self, fault: Fault) -> str:
        path = fault.field
        if path in TOP:
            return TOP[path]
        if found := re.fullmatch(r"use_cases\[(\d+)\]\.?(.*)", path):
            return _inside(owner_name(self.keys[int(found[1])]), found[2])
        if found := re.fullmatch(r"correlations\[(\d+)\].*", path):
            return f"c{self.pairs[int(found[1])]}-rho"
        head, _, rest = path.partition(".")
        if head in ("use_cases", "alignment_target") and rest:
            name, _, field = rest.partition(".")
            return _inside(owner_name(self.ids[name]), field) if field else f"{owner_name(self.ids[name])}-target"
        if head == "programme" and rest:
            return _inside("s", rest)
        return _inside("s", path) if head == DISCOUNT_RATE.name else path if path == CORRELATIONS else WHOLE


def _inside(owner: str, field: str) -> str:
    """`u1-realisation-min` for `realisation.min` of a use case."""
    name = IN_A_USE_CASE.get(field) or field.removeprefix("adoption.").replace(".", "-")
    return f"{owner}-{name}" if name else owner


class _Reader:
    def __init__(self, typed: TypedScenario) -> None:
        self._typed = typed
        self._faults: dict[str, list[str]] = defaultdict(list)
        self._values: dict[str, Any] = {}
        self._quantities: dict[str, Quantity] = {}
        self._ids: dict[str, str] = {}
        for one in typed.use_cases:
            self._ids.setdefault(one.name.strip(), one.key)
        self._names = {key: name for name, key in self._ids.items() if is_identifier(name)}

    def reading(self) -> Reading:
        pairs = {pair.key: one for pair in self._typed.pairs if (one := self._pair(pair.key, pair.a, pair.b, pair.rho))}
        use_cases = {one.key: self._use_case(one) for one in self._typed.use_cases}
        document = self._document(list(use_cases.values()), list(pairs.values()))
        read = Reading(
            document=document,
            faults=dict(self._faults),
            scenario=None,
            quantities=self._quantities,
            values=self._values,
            use_cases=use_cases,
            places=Places(tuple(use_cases), self._ids, tuple(pairs)),
        )
        try:
            scenario = read_scenario(document, most_work=MOST_WORK)
        except ScenarioRefused as refused:
            return read.with_faults(refused)
        return read if self._faults else replace(read, scenario=scenario)

    def _document(self, use_cases: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> dict[str, Any]:
        """The format's object; what is empty is left out, and so is what cannot be read and is a fault already."""
        typed = self._typed
        shared = {name: value for name in SHARED if (value := self._quantity("s", name, typed.get(name))) is not None}
        drawn = {"n": self._number("draws", typed.draws, DRAWS), "seed": self._number("seed", typed.seed, SEED)}
        horizon = self._number("horizon", typed.horizon, HORIZON)
        if horizon is None and not self._faults.get("horizon"):
            self._faults["horizon"].append(f"The horizon is needed. Allowed: {HORIZON}.")
        optional = {
            "correlations": pairs,
            "alignment_target": self._targets(),
            "monte_carlo": {name: value for name, value in drawn.items() if value is not None},
        }
        return {
            "currency": typed.currency,
            "horizon_months": 1 if horizon is None else horizon,
            **{name: value for name, value in shared.items() if name == DISCOUNT_RATE.name},
            "use_cases": use_cases,
            "programme": {one.name: shared[one.name] for one in PROGRAMME_FIELDS if one.name in shared},
            **{name: value for name, value in optional.items() if value},
        }

    def _use_case(self, typed: TypedUseCase) -> dict[str, Any]:
        owner = owner_name(typed.key)
        found: dict[str, Any] = {"id": typed.name.strip()}
        adoption: dict[str, Any] = {"kind": typed.curve}
        start = self._number(f"{owner}-start", typed.start, START)
        if start is not None:
            found["start_month"] = start
        for field in typed.fields():
            value = self._quantity(owner, field.name, typed.get(field.name))
            if value is not None:
                (adoption if field.name in ADOPTION else found)[field.name] = value
        return {**found, "adoption": adoption}

    def _targets(self) -> dict[str, float]:
        found = {}
        for one in self._typed.use_cases:
            rate = self._number(f"{owner_name(one.key)}-target", one.target, RATE.allowed)
            name = self._names.get(one.key)
            if rate is not None and name is not None:
                found[name] = rate
        return found

    def _pair(self, key: str, a: str, b: str, rho: str) -> dict[str, Any] | None:
        """The correlation, or None where its number cannot be read or a use case in it has no name yet."""
        paths, number = [self._path(a), self._path(b)], self._number(f"c{key}-rho", rho, RHO.allowed)
        if None in paths or (number is None and rho.strip()):
            return None
        return {"a": paths[0], "b": paths[1], **({} if number is None else {"rho": number})}

    def _path(self, given: str) -> str | None:
        if not given.startswith("#"):
            return given
        key, _, name = given[1:].partition(".")
        return f"use_cases.{self._names[key]}.{name}" if key in self._names else None

    def _number(self, name: str, text: str, allowed: str) -> float | None:
        """The number in the text; None where it is empty, and where it is none, which is a fault."""
        if not text.strip():
            return None
        try:
            return read_number_text(text)
        except NumberRefused as refused:
            self._faults[name].append(f"{str(refused).rstrip('.')}. Allowed: {spaced(allowed)}.")
            return None

    def _quantity(self, owner: str, field_name: str, typed: TypedQuantity) -> Any:
        """The input as the format has it, None where it is empty or cannot be read."""
        name, field = quantity_name(owner, field_name), _field(owner, field_name)
        numbers = {
            one: self._number(f"{name}-{one}", typed.texts.get(one, ""), PARAMETER_RANGES.get(one, field).allowed)
            for one in typed.asked
        }
        given = {one: number for one, number in numbers.items() if number is not None}
        if any(f"{name}-{one}" in self._faults for one in typed.asked):
            self._check_the_others(name, field, typed, given)
            return None
        if typed.kind == POINT:
            value: Any = given.get("value")
        else:
            value = {"dist": typed.kind, **given}
        if value is not None:
            self._values[name] = value
            quantity = read_quantity(name, value, field, Faults())
            if quantity is not None:
                self._quantities[name] = quantity
        return value

    def _check_the_others(self, name: str, field: Field, typed: TypedQuantity, given: Mapping[str, float]) -> None:
        """Beside a text that is no number the other parameters are held against their ranges all the same."""
        faults = Faults()
        for one in KINDS[typed.kind].required:
            place, limits = f"{name}-{one}", PARAMETER_RANGES.get(one, field)
            if one in given:
                read_number(place, given[one], limits, faults)
            elif place not in self._faults:
                faults.add(place, None, limits.allowed, f"{typed.kind} needs {one}.")
        for fault in faults.found:
            self._faults[fault.field].append(sentence(fault))


def _field(owner: str, name: str) -> Field:
    return SHARED[name] if owner == "s" else OF_A_USE_CASE[name]
