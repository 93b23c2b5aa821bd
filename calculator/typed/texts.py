"""What was typed into the full form, as text, and the names under which a page holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from calculator.fields import (
    ADOPTION_FIELDS,
    ADOPTION_KINDS,
    DISCOUNT_RATE,
    MAX_USE_CASES,
    PROGRAMME_FIELDS,
    USE_CASE_FIELDS,
    Field,
)
from calculator.quantities import KINDS

POINT = "point"
LOGISTIC = "logistic"
OF_A_USE_CASE = {one.name: one for one in (*USE_CASE_FIELDS, *ADOPTION_FIELDS)}
SHARED = {one.name: one for one in (DISCOUNT_RATE, *PROGRAMME_FIELDS)}
TEXTS = ("name", "currency", "horizon", "draws", "seed", "open", "note", "add_a", "add_b", "add_rho")
USE_CASE_TEXTS = ("name", "start", "target", "work", "measured")
PARAMETERS = tuple(dict.fromkeys(name for kind in KINDS.values() for name in (*kind.required, *kind.optional)))
MOST_PAIRS = 5_000
OWNER = re.compile(r"u[0-9]+")
KEY = re.compile(r"[1-9][0-9]{0,5}")
RUN = re.compile(r"[1-9][0-9]{0,17}")

Pairs = list[tuple[str, str]]  # name and text, as a form posts them


@dataclass(frozen=True)
class TypedQuantity:
    """One input: its kind, the kind that the page showed when it was typed, and a text for each parameter.

    Texts of kinds that were left are kept, so that going back to a kind brings its numbers back.
    """

    kind: str = POINT
    texts: Mapping[str, str] = field(default_factory=dict)
    drawn: str = POINT

    @property
    def asked(self) -> tuple[str, ...]:
        """The parameters of its kind."""
        kind = KINDS[self.kind]
        return (*kind.required, *kind.optional)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed for its kind."""
        return not any(self.texts.get(name, "").strip() for name in self.asked)


EMPTY = TypedQuantity()


@dataclass(frozen=True)
class TypedUseCase:
    """One use case. The key stays when its name or place changes; `work` is the kind of work its defaults are of,
    `measured` the run that its violation rate was taken from."""

    key: str
    name: str = ""
    start: str = ""
    curve: str = LOGISTIC
    target: str = ""
    work: str = ""
    work_drawn: str = ""
    measured: str = ""
    quantities: Mapping[str, TypedQuantity] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name.strip() or "Use case without a name"

    def get(self, name: str) -> TypedQuantity:
        return self.quantities.get(name, EMPTY)

    def put(self, **quantities: TypedQuantity) -> TypedUseCase:
        return replace(self, quantities={**self.quantities, **quantities})

    def fields(self) -> list[Field]:
        """What is asked of it; a curve that is there at once asks for its plateau alone."""
        return [*USE_CASE_FIELDS, *(one for one in ADOPTION_FIELDS if one.name in ADOPTION_KINDS[self.curve])]


@dataclass(frozen=True)
class TypedPair:
    """A correlation between two inputs, each written as :func:`reference` does."""

    key: str
    a: str
    b: str
    rho: str


@dataclass(frozen=True)
class TypedScenario:
    """Everything in the form. `open` holds the ids of the parts that are unfolded, apart by spaces, `add_…` the
    correlation that somebody is about to add."""

    name: str = ""
    currency: str = "EUR"
    horizon: str = ""
    draws: str = ""
    seed: str = ""
    open: str = ""
    note: str = ""
    add_a: str = ""
    add_b: str = ""
    add_rho: str = ""
    use_cases: tuple[TypedUseCase, ...] = ()
    shared: Mapping[str, TypedQuantity] = field(default_factory=dict)
    pairs: tuple[TypedPair, ...] = ()

    def get(self, name: str) -> TypedQuantity:
        return self.shared.get(name, EMPTY)

    def unfolds(self, part: str) -> bool:
        return part in self.open.split()

    @property
    def unfolded_owner(self) -> str:
        """The page's name of the use case that is open; empty where none is."""
        return next((part for part in self.open.split() if OWNER.fullmatch(part)), "")

    def with_use_case_unfolded(self, key: str) -> TypedScenario:
        """One use case is open at a time."""
        others = [part for part in self.open.split() if not OWNER.fullmatch(part)]
        return replace(self, open=" ".join([*others, owner_name(key)]))

    def find(self, key: str) -> TypedUseCase | None:
        return next((one for one in self.use_cases if one.key == key), None)

    def map(self, change: Mapping[str, TypedUseCase]) -> TypedScenario:
        """The same with some use cases replaced, by key."""
        return replace(self, use_cases=tuple(change.get(one.key, one) for one in self.use_cases))

    def chosen(self) -> list[tuple[TypedUseCase, int]]:
        """The use cases whose violation rate was taken from a measurement, each with its run."""
        return [(one, int(one.measured)) for one in self.use_cases if RUN.fullmatch(one.measured)]


def owner_name(key: str) -> str:
    """The page's name for a use case; what belongs to none begins with `s`."""
    return f"u{key}"


def quantity_name(owner: str, name: str) -> str:
    return f"{owner}-{name}"


def next_key(keys: Iterable[str]) -> str:
    return str(max((int(key) for key in keys), default=0) + 1)


def reference(key: str, name: str) -> str:
    """An input of a use case as a correlation names it: by the key, so that the pair outlives a change of the name."""
    return f"#{key}.{name if name not in ADOPTION_KINDS[LOGISTIC] else f'adoption.{name}'}"


def read_pairs(pairs: Iterable[tuple[str, str]]) -> TypedScenario:
    """What a form posted. Names that it does not have are left out, of a name posted twice the last text counts."""
    texts: dict[str, str] = {}
    keys: dict[str, dict[str, None]] = {"use_case": {}, "pair": {}}
    for name, text in pairs:
        if name not in keys:
            texts[name] = text
        elif KEY.fullmatch(text):
            keys[name][text] = None
    use_cases = list(keys["use_case"])[: MAX_USE_CASES + 1]
    return TypedScenario(
        **{name: texts.get(name, "") for name in TEXTS},
        use_cases=tuple(_use_case(key, texts) for key in use_cases),
        shared={name: _quantity(quantity_name("s", name), texts) for name in SHARED},
        pairs=tuple(
            TypedPair(key, *(texts.get(f"c{key}-{part}", "") for part in ("a", "b", "rho")))
            for key in list(keys["pair"])[: MOST_PAIRS + 1]
        ),
    )


def write_pairs(typed: TypedScenario) -> Pairs:
    """What `read_pairs` reads as this scenario; texts that are empty are left out."""
    found = [(name, getattr(typed, name)) for name in TEXTS]
    for one in typed.use_cases:
        owner = owner_name(one.key)
        found.append(("use_case", one.key))
        found += [(f"{owner}-{name}", getattr(one, name)) for name in ("curve", *USE_CASE_TEXTS)]
        found.append((f"{owner}-work-drawn", one.work_drawn))
        for name, quantity in one.quantities.items():
            found += _quantity_pairs(quantity_name(owner, name), quantity)
    for name, quantity in typed.shared.items():
        found += _quantity_pairs(quantity_name("s", name), quantity)
    for pair in typed.pairs:
        found.append(("pair", pair.key))
        found += [(f"c{pair.key}-{part}", getattr(pair, part)) for part in ("a", "b", "rho")]
    return [(name, text) for name, text in found if text]


def _use_case(key: str, texts: Mapping[str, str]) -> TypedUseCase:
    owner = owner_name(key)
    curve = texts.get(f"{owner}-curve", LOGISTIC)
    return TypedUseCase(
        key=key,
        **{name: texts.get(f"{owner}-{name}", "") for name in USE_CASE_TEXTS},
        curve=curve if curve in ADOPTION_KINDS else LOGISTIC,
        work_drawn=texts.get(f"{owner}-work-drawn", ""),
        quantities={name: _quantity(quantity_name(owner, name), texts) for name in OF_A_USE_CASE},
    )


def _quantity(name: str, texts: Mapping[str, str]) -> TypedQuantity:
    kind, drawn = (texts.get(f"{name}-{what}", POINT) for what in ("dist", "drawn"))
    drawn = drawn if drawn in KINDS else POINT
    typed = {one: texts[f"{name}-{one}"] for one in PARAMETERS if texts.get(f"{name}-{one}")}
    return TypedQuantity(kind if kind in KINDS else drawn, typed, drawn)


def _quantity_pairs(name: str, typed: TypedQuantity) -> Pairs:
    kinds = [] if typed.kind == typed.drawn == POINT else [(f"{name}-dist", typed.kind), (f"{name}-drawn", typed.drawn)]
    return [*kinds, *((f"{name}-{one}", text) for one, text in typed.texts.items())]
