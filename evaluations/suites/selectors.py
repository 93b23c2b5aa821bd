"""Reads of suites: their cases by principle with their shares of the mix, and what a traffic sample has had masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from evaluations.graders import SpecRefused, in_words
from evaluations.models import Case, Suite
from evaluations.principles import Principle, named, principles_for
from evaluations.traffic_samples import KINDS
from workspaces.models import Project


@dataclass(frozen=True)
class Placed:
    """A case as far as its place in the suite goes."""

    pk: int
    principle: str
    weight: float
    kind: str
    tags: list[str]
    checked: bool


@dataclass(frozen=True)
class Mix:
    """The cases of a suite in the order of the document, and what their weights come to.

    ``shares`` is each principle's part of all weights: what it would count in a rate weighted to production.
    """

    cases: list[Placed]
    shares: Mapping[str, float]
    weighted: bool
    principles: list[Principle]
    tags: list[str]
    kinds: list[tuple[str, int]]
    checked: int

    @property
    def unchecked(self) -> int:
        return len(self.cases) - self.checked

    def fits(self, case: Placed, *, principle: str, tag: str) -> bool:
        return (not principle or case.principle == principle) and (not tag or tag in case.tags)


@dataclass(frozen=True)
class Group:
    """The cases of one principle on a page, each with what its rules demand."""

    principle: Principle
    share: float
    entries: list[tuple[Case, list[tuple[str, str]]]]


def mix_of(suite: Suite, project: Project) -> Mix:
    """All cases of a suite without their texts, in one query beside those for the principles."""
    known = principles_for(project)
    order = {identifier: place for place, identifier in enumerate(known)}
    rows = Case.objects.filter(suite=suite).order_by("position")
    cases = [
        Placed(key, principle, weight, kind, tags, checked_at is not None)
        for key, principle, weight, kind, tags, checked_at in rows.values_list(
            "pk", "principle", "weight", "kind", "tags", "checked_at"
        )
    ]
    cases.sort(key=lambda case: (order.get(case.principle, len(order)), case.principle))
    weights: dict[str, float] = {}
    for case in cases:
        weights[case.principle] = weights.get(case.principle, 0.0) + case.weight
    total = sum(weights.values())
    return Mix(
        cases=cases,
        shares={identifier: weight / total for identifier, weight in weights.items()},
        weighted=any(case.weight != 1 for case in cases),
        principles=[named(known, identifier) for identifier in weights],
        tags=sorted({tag for case in cases for tag in case.tags}),
        kinds=[(str(label), count) for kind, label in Case.Kind.choices if (count := _count(cases, kind))],
        checked=sum(case.checked for case in cases),
    )


def _count(cases: Sequence[Placed], kind: str) -> int:
    return sum(case.kind == kind for case in cases)


def groups_of(project: Project, mix: Mix, keys: Sequence[int]) -> list[Group]:
    """The cases with these keys, in their order, by principle."""
    stored = Case.objects.in_bulk(keys)
    cases = [stored[key] for key in keys if key in stored]
    return [
        Group(
            named(principles_for(project), identifier),
            mix.shares.get(identifier, 0.0),
            [(case, demands_of(case)) for case in group],
        )
        for identifier, group in groupby(cases, key=lambda case: case.principle)
    ]


def demands_of(case: Case) -> list[tuple[str, str]]:
    """What the rules of a case ask; empty where it has none, or none that can be used."""
    try:
        return in_words(case.graders, case.expected)
    except SpecRefused:
        return []


def newer_version_of(suite: Suite) -> Suite | None:
    """The newest version of the suite, None where this is it."""
    newer = Suite.objects.filter(project=suite.project_id, name=suite.name, version__gt=suite.version)
    return newer.order_by("-version").first()


def masked_in(suite: Suite) -> list[tuple[str, int]]:
    """What was masked when the conversations came in, by kind in words; a sample has it from what it was drawn from."""
    return masked_words(suite.recipe.get("masked", {}))


def masked_words(masked: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(words, masked[kind]) for kind, words in KINDS.items() if masked.get(kind)]


def weights_of(suite: Suite) -> dict[int, float]:
    """Each case's weight by its primary key: what a rate weighted to the production mix multiplies with."""
    return dict(Case.objects.filter(suite=suite).values_list("pk", "weight"))
