"""One input on the page: its fields, its unit, its picture, what is wrong with it, and what there is to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from calculator.evidence import Study, defaults, studies
from calculator.fields import MONEY, Field
from calculator.form_page.measured import MeasuredNote
from calculator.meanings import MEANINGS, Meaning
from calculator.number_text import number_text
from calculator.quantities import Quantity
from calculator.shapes import Shape, shape_of
from calculator.sources import source_of
from calculator.tables import figure_words
from calculator.typed.conversion import NO_DEFAULT
from calculator.typed.document import Reading, spaced
from calculator.typed.opening import work_of
from calculator.typed.texts import PARAMETERS, POINT, TypedQuantity, quantity_name

KIND_NAMES = {
    POINT: "one number",
    "pert": "PERT",
    "triangular": "triangular",
    "uniform": "uniform",
    "beta": "beta",
    "beta_counts": "measured",
    "lognormal": "lognormal",
    "normal": "normal",
}
KIND_MEANINGS = {
    "pert": "PERT: an expert’s minimum, most likely value (mode) and maximum; λ is the weight of the mode.",
    "triangular": "Triangular: straight lines from the minimum up to the mode and down to the maximum.",
    "uniform": "Uniform: every value between the two is as likely as any other.",
    "beta": "Beta: a share between 0 and 1 with two shape parameters.",
    "beta_counts": "Measured: k found among n looked at, with the error that such a count has; never 0.",
    "lognormal": "Lognormal: a median, a value that nine in ten stay below, and a cap above which nothing is drawn.",
    "normal": "Normal: an effect and its standard deviation, as a study reports them; not clipped.",
}
SHARES_ALONE = ("beta", "beta_counts")
LAMBDA = "λ"
PARAMETER_NAMES = {"value": "", "k": "k found", "n": "of n", "lambda": LAMBDA, "p50": "P50", "p90": "P90", "sd": "SD"}
OPTIONAL = {"lambda": "4", "max": "none"}
ROWS_OF = {"month_half": ("S36",), "ramp_months": ("S36",)}


@dataclass(frozen=True)
class ParameterBox:
    """One text field."""

    id: str
    label: str
    text: str
    placeholder: str
    wrong: bool


@dataclass(frozen=True)
class QuantityBox:
    """An input. `kept` are texts of kinds that were left, carried along unseen; `source` says in a few words where the
    value comes from."""

    id: str
    label: str
    unit: str
    kind: str
    kinds: list[tuple[str, str]]
    parameters: list[ParameterBox]
    kept: list[tuple[str, str]]
    said: list[str]
    quantity: Quantity | None
    source: str
    meaning: Meaning
    kind_meaning: str
    allowed: str
    default: str
    studies: list[Study]
    measured: MeasuredNote | None = None

    @property
    def main(self) -> list[ParameterBox]:
        """What is asked in the row itself; λ is for few and stands under what there is to know."""
        return [one for one in self.parameters if one.label != LAMBDA]

    @property
    def aside(self) -> list[ParameterBox]:
        return [one for one in self.parameters if one.label == LAMBDA]

    @cached_property
    def shape(self) -> Shape | None:
        """The picture of a distribution; drawn only where it is shown."""
        return None if self.quantity is None or isinstance(self.quantity, float) else shape_of(self.quantity)


@dataclass(frozen=True)
class TextBox:
    """A field that is no quantity: a name, a month, a target."""

    id: str
    label: str
    text: str
    unit: str = ""
    placeholder: str = ""
    help: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fold:
    """A part that folds away: what it says when it is folded."""

    id: str
    open: bool
    words: str
    wrong: int


@dataclass(frozen=True)
class Group:
    """Inputs under one heading. One that folds has an id, and words for when it is folded."""

    title: str
    boxes: list[QuantityBox]
    words: str = ""
    id: str = ""
    open: bool = False

    @property
    def wrong(self) -> int:
        """How many things in it have to be put right."""
        return sum(len(box.said) for box in self.boxes)


def quantity_box(
    owner: str,
    field: Field,
    typed: TypedQuantity,
    reading: Reading,
    currency: str,
    measured: MeasuredNote | None = None,
) -> QuantityBox:
    """The box of one input of a use case, or of the programme; `measured` where a measurement may give it."""
    name = quantity_name(owner, field.name)
    return QuantityBox(
        id=name,
        label=field.label,
        unit=field.unit.replace(MONEY, currency or "money"),
        kind=typed.kind,
        kinds=[(kind, label) for kind, label in KIND_NAMES.items() if _offered(kind, field, typed)],
        parameters=_parameters(name, field, typed, reading),
        kept=[(f"{name}-{one}", text) for one, text in typed.texts.items() if one not in typed.asked],
        said=_said(name, typed, reading),
        quantity=reading.quantities.get(name),
        source=_source(field, typed, reading.values.get(name)),
        meaning=MEANINGS[field.name],
        kind_meaning=KIND_MEANINGS.get(typed.kind, ""),
        allowed=spaced(field.allowed),
        default="" if field.name == NO_DEFAULT else figure_words(field.default),
        studies=_studies(field.name, reading.values.get(name)),
        measured=measured,
    )


def text_box(name: str, label: str, text: str, reading: Reading, **more: Any) -> TextBox:
    return TextBox(name, label, text, said=tuple(reading.faults.get(name, ())), **more)


def _offered(kind: str, field: Field, typed: TypedQuantity) -> bool:
    return kind == typed.kind or kind not in SHARES_ALONE or field.high <= 1


def _parameters(name: str, field: Field, typed: TypedQuantity, reading: Reading) -> list[ParameterBox]:
    whole = any(place in reading.faults for place in (name, f"{name}-dist"))
    return [
        ParameterBox(
            id=f"{name}-{one}",
            label=PARAMETER_NAMES.get(one, one),
            text=typed.texts.get(one, ""),
            placeholder=_placeholder(one, field, typed),
            wrong=whole or f"{name}-{one}" in reading.faults,
        )
        for one in typed.asked
    ]


def _placeholder(parameter: str, field: Field, typed: TypedQuantity) -> str:
    if parameter == "value":
        return "none" if field.name == NO_DEFAULT else number_text(field.default)
    return OPTIONAL.get(parameter, "") if (typed.kind, parameter) in {("pert", "lambda"), ("lognormal", "max")} else ""


def _said(name: str, typed: TypedQuantity, reading: Reading) -> list[str]:
    """What is wrong, each sentence led by the parameter that it is about where there are several."""
    found = [*reading.faults.get(name, ()), *reading.faults.get(f"{name}-dist", ())]
    for one in PARAMETERS:
        label = PARAMETER_NAMES.get(one, one)
        for sentence in reading.faults.get(f"{name}-{one}", ()):
            named = typed.kind == POINT or sentence.startswith(f"{one} ") or f"needs {one}." in sentence
            found.append(sentence if named else f"{label}: {sentence}")
    return found


def _source(field: Field, typed: TypedQuantity, value: Any) -> str:
    if not typed.empty or typed.kind != POINT:
        return "" if value is None else source_of(field.name, value, default=False)
    source = source_of(field.name, None, default=True)
    if field.name == NO_DEFAULT:
        return source
    judgement = "; judgement" if field.name in ROWS_OF else ""
    return f"{source}, {figure_words(field.default)}{judgement}"


def _studies(name: str, value: Any) -> list[Study]:
    """The rows of evidence behind a default, where it stands in the field."""
    if name == "time_saved_share":
        work = work_of(value)
        return defaults().kinds[work].studies if work else []
    return [studies()[row] for row in ROWS_OF.get(name, ())]
