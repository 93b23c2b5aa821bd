"""Which pieces of the page have to be drawn anew after a request, so that nobody's cursor is moved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from calculator.form_page.boxes import QuantityBox
from calculator.form_page.page import FormPage
from calculator.form_page.pairs import PairBox
from calculator.form_page.use_cases import UseCaseBox
from calculator.typed.texts import TypedScenario, owner_name, quantity_name

REDRAWN_WHOLE = {"currency"}  # it stands in the units
MOST_TOUCHED = 20_000  # characters


@dataclass(frozen=True)
class Pieces:
    """`all` stands for every input. Else `redrawn` are whole boxes, `touched` those whose picture and words change."""

    all: bool
    redrawn: list[QuantityBox]
    touched: list[QuantityBox]
    use_cases: list[UseCaseBox]
    works: list[UseCaseBox]
    curves: list[UseCaseBox]
    pairs: bool
    rows: list[PairBox]


def pieces_of(before: TypedScenario, page: FormPage, touched: str, *, structure: bool) -> Pieces:
    """`before` is what was posted, `touched` the names of the fields that were typed into, apart by spaces.

    `structure` says that a button was pressed, which may have changed anything.
    """
    names = set(touched[:MOST_TOUCHED].split())
    changed, works = _changed_kinds(before), _changed_works(before)
    time_saved = {quantity_name(owner, "time_saved_share") for owner in works}
    boxes = list(page.quantities())
    return Pieces(
        all=structure or not names or any(name in REDRAWN_WHOLE or name.endswith("-curve") for name in names),
        redrawn=[box for box in boxes if box.id in changed | time_saved],
        touched=[box for box in boxes if box.id not in changed | time_saved and _is_touched(box.id, names)],
        use_cases=[one for one in page.use_cases if _is_touched(one.id, names)],
        works=[
            one for one in page.use_cases if one.id in works or f"{one.id}-time_saved_share" in _without_last(names)
        ],
        curves=[one for one in page.use_cases if "horizon" in names or _is_touched(one.id, names)],
        pairs=bool(changed or works) or any(name.endswith("-name") for name in names),
        rows=[pair for pair in page.pairs.rows if pair.rho.id in names],
    )


def _changed_kinds(typed: TypedScenario) -> set[str]:
    found = {quantity_name("s", name) for name, one in typed.shared.items() if one.kind != one.drawn}
    for use_case in typed.use_cases:
        owner = owner_name(use_case.key)
        found |= {quantity_name(owner, name) for name, one in use_case.quantities.items() if one.kind != one.drawn}
    return found


def _changed_works(typed: TypedScenario) -> set[str]:
    return {owner_name(one.key) for one in typed.use_cases if one.work != one.work_drawn}


def _is_touched(prefix: str, names: Collection[str]) -> bool:
    return any(name.startswith(f"{prefix}-") for name in names)


def _without_last(names: Collection[str]) -> set[str]:
    return {name.rpartition("-")[0] for name in names}
