"""What becomes of an input's texts when another kind of distribution, or another kind of work, is chosen for it."""

from __future__ import annotations

from dataclasses import replace

from calculator.distributions import Z90
from calculator.evidence import as_distribution, defaults
from calculator.fields import Field
from calculator.number_text import NumberRefused, number_text, read_number_text
from calculator.quantities import Faults, Quantity, read_quantity
from calculator.typed.opening import quantity_of, work_of
from calculator.typed.texts import OF_A_USE_CASE, SHARED, TypedQuantity, TypedScenario, TypedUseCase

MIDDLES = ("value", "mode", "mean", "p50")
DIGITS = 4
WIDTH_Z = 3.0  # a normal or lognormal distribution becomes a range this many standard deviations wide
NO_DEFAULT = "cost_per_violation"


def settle(typed: TypedScenario) -> TypedScenario:
    """The scenario with every choice that was made since the page was drawn carried out."""
    return replace(
        typed,
        use_cases=tuple(_settled(one) for one in typed.use_cases),
        shared={name: converted(one, SHARED[name]) for name, one in typed.shared.items()},
    )


def changed_kinds(typed: TypedScenario) -> bool:
    """Whether `settle` has something to do."""
    quantities = [
        *typed.shared.values(),
        *(one for use_case in typed.use_cases for one in use_case.quantities.values()),
    ]
    return any(one.kind != one.drawn for one in quantities) or any(
        one.work != one.work_drawn for one in typed.use_cases
    )


def converted(typed: TypedQuantity, field: Field) -> TypedQuantity:
    """The input under its new kind: what its parameters can take from the old one stands in them, the rest is empty.

    A single number becomes a distribution without width, so the answer stays until the width is typed.
    """
    if typed.kind == typed.drawn:
        return typed
    texts = dict(typed.texts)
    for name, text in _proposed(replace(typed, kind=typed.drawn), typed, field).items():
        if name in typed.asked and not texts.get(name, "").strip():
            texts[name] = text
    return TypedQuantity(typed.kind, texts, drawn=typed.kind)


def with_defaults_of_work(typed: TypedUseCase) -> TypedUseCase:
    """The use case with the time saved that its kind of work stands for."""
    kind = defaults().kinds.get(typed.work)
    if kind is None:
        return replace(typed, work="", work_drawn="")
    saved = quantity_of(as_distribution(kind.time_saved))
    return replace(typed.put(time_saved_share=saved), work_drawn=typed.work)


def holds_a_default(typed: TypedUseCase) -> bool:
    """Whether its time saved is nobody's own number: empty, or the default of some kind of work."""
    saved = typed.get("time_saved_share")
    return saved.empty or bool(work_of(_as_typed(saved)))


def _settled(typed: TypedUseCase) -> TypedUseCase:
    quantities = {name: converted(one, OF_A_USE_CASE[name]) for name, one in typed.quantities.items()}
    typed = replace(typed, quantities=quantities)
    if typed.work == typed.work_drawn:
        return typed
    return with_defaults_of_work(typed) if holds_a_default(typed) else replace(typed, work_drawn=typed.work)


def _proposed(old: TypedQuantity, new: TypedQuantity, field: Field) -> dict[str, str]:
    """Texts for the parameters of any kind, out of what the input was."""
    quantity = _read(old, field)
    typed_middle = next((old.texts[name] for name in MIDDLES if name in old.asked and old.texts.get(name)), None)
    if quantity is None:
        return dict.fromkeys(MIDDLES, typed_middle) if typed_middle else {}
    if isinstance(quantity, float):
        middle = low = high = quantity
        deviation = 0.0
    else:
        middle, deviation = quantity.quantile(0.5), (quantity.quantile(0.9) - quantity.quantile(0.1)) / (2 * Z90)
        low, high = (_inside(field, middle + sign * WIDTH_Z * deviation) for sign in (-1, 1))
    found = {"min": low, "max": high, "sd": deviation, **dict.fromkeys(MIDDLES, middle)}
    if middle > 0:
        found["p90"] = max(middle, middle if isinstance(quantity, float) else quantity.quantile(0.9))
    else:
        del found["p50"]  # the median of a lognormal is above zero
    texts = {name: _short(value) for name, value in found.items()}
    if new.kind == "lognormal":
        del texts["max"]  # its cap is a decision and no width
    return texts | (dict.fromkeys(MIDDLES, typed_middle) if typed_middle else {})


def _read(typed: TypedQuantity, field: Field) -> Quantity | None:
    if typed.empty:
        return None if field.name == NO_DEFAULT else field.default
    return read_quantity("", _as_typed(typed), field, Faults())


def _as_typed(typed: TypedQuantity) -> object:
    """The value in the format, as far as its texts are numbers."""
    given: dict[str, object] = {}
    for name in typed.asked:
        try:
            given[name] = read_number_text(typed.texts.get(name, ""))
        except NumberRefused:
            continue
    return given.get("value") if typed.kind == "point" else {"dist": typed.kind, **given}


def _inside(field: Field, value: float) -> float:
    return min(max(value, field.low), field.high)


def _short(value: float) -> str:
    return number_text(float(f"{value:.{DIGITS}g}"))
