"""Opens a scenario of the format in the full form: every number as text, every default left empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.evidence import as_distribution, defaults
from calculator.fields import ADOPTION_FIELDS, USE_CASE_FIELDS
from calculator.number_text import number_text
from calculator.typed.texts import (
    LOGISTIC,
    SHARED,
    TypedPair,
    TypedQuantity,
    TypedScenario,
    TypedUseCase,
    owner_name,
    reference,
)

Document = Mapping[str, Any]


def open_scenario(document: Document, measured: Mapping[str, int] | None = None) -> TypedScenario:
    """The form's texts for a valid scenario; posting them unchanged gives the scenario back. `measured` holds the runs
    that violation rates were taken from, by use case."""
    drawn, programme = document.get("monte_carlo", {}), document.get("programme", {})
    targets = document.get("alignment_target", {})
    use_cases = tuple(
        _use_case(str(place), one, targets, measured or {})
        for place, one in enumerate(document.get("use_cases", []), start=1)
    )
    references = {
        f"use_cases.{use_case.name}.{name}": reference(use_case.key, name.removeprefix("adoption."))
        for use_case in use_cases
        for name in (
            *(field.name for field in USE_CASE_FIELDS),
            *(f"adoption.{field.name}" for field in ADOPTION_FIELDS),
        )
    }
    return TypedScenario(
        name=str(document.get("name", "")),
        currency=str(document.get("currency", "EUR")),
        horizon=_text(document.get("horizon_months")),
        draws=_text(drawn.get("n")),
        seed=_text(drawn.get("seed")),
        open=owner_name(use_cases[0].key) if len(use_cases) == 1 else "",
        use_cases=use_cases,
        shared={name: quantity_of(given[name]) for name in SHARED for given in (programme, document) if name in given},
        pairs=tuple(
            TypedPair(
                key=str(place),
                a=references.get(pair["a"], pair["a"]),
                b=references.get(pair["b"], pair["b"]),
                rho=_text(pair["rho"]),
            )
            for place, pair in enumerate(document.get("correlations", []), start=1)
        ),
    )


def work_of(value: Any) -> str:
    """The kind of work whose default this time saved is; empty where it is nobody's."""
    return next((key for key, kind in defaults().kinds.items() if value == as_distribution(kind.time_saved)), "")


def _use_case(key: str, given: Document, targets: Document, measured: Mapping[str, int]) -> TypedUseCase:
    adoption = given.get("adoption", {})
    work = work_of(given.get("time_saved_share"))
    return TypedUseCase(
        key=key,
        name=given["id"],
        start=_text(given.get("start_month")),
        curve=adoption.get("kind", LOGISTIC),
        target=_text(targets.get(given["id"])),
        work=work,
        work_drawn=work,
        measured=str(measured.get(given["id"], "")),
        quantities={
            **{one.name: quantity_of(given[one.name]) for one in USE_CASE_FIELDS if one.name in given},
            **{one.name: quantity_of(adoption[one.name]) for one in ADOPTION_FIELDS if one.name in adoption},
        },
    )


def quantity_of(value: Any) -> TypedQuantity:
    """A number or a distribution of the format as texts."""
    if not isinstance(value, Mapping):
        return TypedQuantity(texts={"value": number_text(value)})
    kind = value["dist"]
    texts = {name: number_text(number) for name, number in value.items() if name != "dist"}
    return TypedQuantity(kind, texts, drawn=kind)


def _text(value: float | None) -> str:
    return "" if value is None else number_text(value)
