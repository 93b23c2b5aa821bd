"""The table of correlations: each in words, with what it is judgement of, and those that may be added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from calculator.form_page.boxes import Fold, TextBox, text_box
from calculator.side_by_side import lower_first, path_label
from calculator.typed.document import CORRELATIONS, Reading
from calculator.typed.texts import OF_A_USE_CASE, TypedPair, TypedScenario
from calculator.typed.usual_pairs import is_usual, uncertain_references, usual_pairs

UNIT = "−1 to 1"


@dataclass(frozen=True)
class PairBox:
    """A correlation in words. `remark` says that it is judgement, or that it has no effect now."""

    key: str
    a: str
    b: str
    words: str
    rho: TextBox
    remark: str


@dataclass(frozen=True)
class PairsBox:
    """All of them; `choices` are the inputs that may be paired, `missing` counts the usual pairs that are not there."""

    rows: list[PairBox]
    said: list[str]
    choices: list[tuple[str, str]]
    missing: int
    open: bool
    a: str
    b: str
    rho: TextBox

    @property
    def fold(self) -> Fold:
        count = len(self.rows)
        words = f"{count} correlation{'' if count == 1 else 's'}" if count else "no correlations"
        return Fold("pairs", self.open, words, len(self.said) + sum(len(pair.rho.said) for pair in self.rows))


def pairs_box(typed: TypedScenario, reading: Reading) -> PairsBox:
    uncertain = uncertain_references(typed)
    known = {frozenset((pair.a, pair.b)) for pair in typed.pairs}
    return PairsBox(
        rows=[_pair_box(typed, pair, reading, uncertain) for pair in typed.pairs],
        said=list(reading.faults.get(CORRELATIONS, ())),
        choices=sorted(((one, reference_words(one, typed)) for one in uncertain), key=lambda choice: choice[1]),
        missing=sum(frozenset((a, b)) not in known for a, b, _ in usual_pairs(typed)),
        open=typed.unfolds("pairs"),
        a=typed.add_a,
        b=typed.add_b,
        rho=text_box("add_rho", "ρ", typed.add_rho, reading, unit=UNIT),
    )


def reference_words(given: str, typed: TypedScenario) -> str:
    """An input as people call it, led by its use case; what is no input of the form stays as it was given."""
    key, _, rest = given[1:].partition(".")
    use_case, field = typed.find(key), OF_A_USE_CASE.get(rest.removeprefix("adoption."))
    if not given.startswith("#"):
        return path_label(given)
    if use_case is None or field is None:
        return given
    return f"{use_case.title}: {lower_first(field.label)}"


def _pair_box(typed: TypedScenario, pair: TypedPair, reading: Reading, uncertain: Collection[str]) -> PairBox:
    certain = [end for end in (pair.a, pair.b) if end not in uncertain]
    remark = "judgement" if is_usual(pair) else "yours"
    if certain:
        remark = f"no effect: {reference_words(certain[0], typed)} is one number"
    return PairBox(
        key=pair.key,
        a=pair.a,
        b=pair.b,
        words=f"{reference_words(pair.a, typed)} with {reference_words(pair.b, typed)}",
        rho=text_box(f"c{pair.key}-rho", "ρ", pair.rho, reading, unit=UNIT),
        remark=remark,
    )
