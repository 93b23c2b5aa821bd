"""The inputs of several scenarios side by side, input by input, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calculator.fields import (
    ADOPTION_FIELDS,
    ADOPTION_KINDS,
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    DISCOUNT_RATE,
    MONEY,
    PROGRAMME_FIELDS,
    USE_CASE_FIELDS,
    Field,
    field_of,
)
from calculator.tables import given_words

Document = Mapping[str, Any]

SEED = "monte_carlo.seed"
CORRELATED, BETWEEN = "correlations.", " ~ "
OVERALL = ""  # no use case has this id
ABSENT = "–"


@dataclass(frozen=True)
class Entry:
    """One input of one scenario: what was given, or the format's default where nothing was.

    `owner` is the use case that the input belongs to, empty for what belongs to none.
    """

    path: str
    owner: str
    label: str
    unit: str
    value: Any
    default: bool = False

    @property
    def words(self) -> str:
        written_out = isinstance(self.value, str) or self.path == SEED
        return str(self.value) if written_out else given_words(self.value)

    @property
    def full_label(self) -> str:
        """The label led by the use case that the input belongs to."""
        return f"{self.owner}: {lower_first(self.label)}" if self.owner else self.label


@dataclass(frozen=True)
class Line:
    """One input across several scenarios; an entry is None where a scenario lacks what the input belongs to."""

    path: str
    owner: str
    label: str
    unit: str
    entries: tuple[Entry | None, ...]

    @property
    def differs(self) -> bool:
        first = self.entries[0]
        return any(not _same(first, other) for other in self.entries[1:])

    @property
    def full_label(self) -> str:
        return next(entry.full_label for entry in self.entries if entry is not None)


@dataclass(frozen=True)
class Change:
    """What one version has otherwise than the one before, in words."""

    label: str
    before: str
    after: str
    unit: str = ""


def side_by_side(documents: Sequence[Document]) -> list[Line]:
    """Every input that one of the scenarios has, in the order of the format."""
    columns = [{entry.path: entry for entry in entries_of(document)} for document in documents]
    found: dict[str, Entry] = {}
    for column in columns:
        for path, entry in column.items():
            found.setdefault(path, entry)
    order = {path: place for place, path in enumerate(sorted(found, key=lambda path: _place(found[path], documents)))}
    return [
        Line(path, entry.owner, entry.label, entry.unit, tuple(column.get(path) for column in columns))
        for path, entry in sorted(found.items(), key=lambda item: order[item[0]])
    ]


def changes_between(before: Document, after: Document) -> list[Change]:
    """What differs, input by input; a use case that came or went is one change."""
    old, new = _ids(before), _ids(after)
    gone = [Change(f"Use case {name}", "there", "removed") for name in old if name not in new]
    come = [Change(f"Use case {name}", ABSENT, "added") for name in new if name not in old]
    apart = {*old} ^ {*new}
    lines = [line for line in side_by_side([before, after]) if line.differs and not belongs_to(line, apart)]
    return [*gone, *come, *(Change(line.full_label, *_two(line), line.unit) for line in lines)]


def entries_of(document: Document, *, unused: bool = False) -> Iterator[Entry]:
    """Every input of a scenario, those at their defaults included, in the order of the format.

    `unused` adds the parameters of an adoption curve that its kind does not read.
    """
    currency = document.get("currency", "EUR")
    if "name" in document:  # stored versions have none, forms and files do
        yield Entry("name", OVERALL, "Name", "", document["name"])
    yield Entry("currency", OVERALL, "Currency", "", currency, "currency" not in document)
    yield Entry("horizon_months", OVERALL, "Horizon", "months", document.get("horizon_months"))
    yield _entry(DISCOUNT_RATE.name, OVERALL, DISCOUNT_RATE, document, currency)
    for use_case in document.get("use_cases", []):
        yield from _use_case(use_case, currency, unused)
    programme = document.get("programme", {})
    for field in PROGRAMME_FIELDS:
        yield _entry(f"programme.{field.name}", OVERALL, field, programme, currency)
    for name, rate in document.get("alignment_target", {}).items():
        yield Entry(f"alignment_target.{name}", name, "Target violation rate", "1/assisted task", rate)
    for pair in document.get("correlations", []):
        a, b = sorted((pair["a"], pair["b"]))
        label = f"Correlation of {path_label(a)} with {path_label(b)}"
        yield Entry(f"{CORRELATED}{a}{BETWEEN}{b}", OVERALL, label, "−1 to 1", pair["rho"])
    drawn = document.get("monte_carlo", {})
    yield Entry("monte_carlo.n", OVERALL, "Draws", "draws", drawn.get("n", DEFAULT_DRAWS), "n" not in drawn)
    yield Entry(SEED, OVERALL, "Seed", "", drawn.get("seed", DEFAULT_SEED), "seed" not in drawn)


def _use_case(use_case: Document, currency: str, unused: bool) -> Iterator[Entry]:
    owner = use_case["id"]
    path = f"use_cases.{owner}"
    start = use_case.get("start_month", 1)
    yield Entry(f"{path}.start_month", owner, "Starts in month", "month", start, "start_month" not in use_case)
    for field in USE_CASE_FIELDS:
        yield _entry(f"{path}.{field.name}", owner, field, use_case, currency)
    adoption = use_case.get("adoption", {})
    kind = adoption.get("kind", "logistic")
    yield Entry(f"{path}.adoption.kind", owner, "Adoption curve", "", kind, "kind" not in adoption)
    for field in ADOPTION_FIELDS:
        if unused or field.name in ADOPTION_KINDS.get(kind, ()):
            yield _entry(f"{path}.adoption.{field.name}", owner, field, adoption, currency)


def _entry(path: str, owner: str, field: Field, given: Document, currency: str) -> Entry:
    unit = field.unit.replace(MONEY, currency)
    return Entry(path, owner, field.label, unit, given.get(field.name, field.default), field.name not in given)


def _place(entry: Entry, documents: Sequence[Document]) -> tuple[int, int, int]:
    """Where an input stands among all: currency and time, use cases in their order, programme, targets, draws."""
    names = list(dict.fromkeys(name for document in documents for name in _ids(document)))
    top = ("name", "currency", "horizon_months", DISCOUNT_RATE.name, "use_cases", "programme", "alignment_target")
    head = entry.path.partition(".")[0]
    owner = names.index(entry.owner) if entry.owner in names else 0
    return top.index(head) if head in top else len(top), owner, _rank(entry.path)


def _rank(path: str) -> int:
    last = path.rpartition(".")[2]
    order = (
        "start_month",
        *(field.name for field in USE_CASE_FIELDS),
        "kind",
        *(field.name for field in (*ADOPTION_FIELDS, *PROGRAMME_FIELDS)),
        "n",
        "seed",
    )
    return order.index(last) if last in order else -1


def _ids(document: Document) -> list[str]:
    return [one["id"] for one in document.get("use_cases", [])]


def belongs_to(line: Line, names: Collection[str]) -> bool:
    """Whether a line is about one of these use cases, as an input of it or as a correlation with one."""
    prefixes = tuple(f"use_cases.{name}." for name in names)
    ends = line.path.removeprefix(CORRELATED).split(BETWEEN) if line.path.startswith(CORRELATED) else ()
    return line.owner in names or any(end.startswith(prefixes) for end in ends)


def _two(line: Line) -> tuple[str, str]:
    before, after = (ABSENT if entry is None else entry.words for entry in line.entries)
    return before, after


def _same(one: Entry | None, other: Entry | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(_plain(one.value) == _plain(other.value))


def _plain(value: Any) -> Any:
    """A certain value as the number that it is."""
    return value["value"] if isinstance(value, dict) and value.get("dist") == "point" else value


def path_label(path: str) -> str:
    """The input at a path as people call it, led by its use case; a path of no input as it is."""
    try:
        label = field_of(path).label
    except KeyError:
        return path
    return f"{path.split('.')[1]}: {lower_first(label)}" if path.startswith("use_cases.") else lower_first(label)


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
