"""All pictures of a saved scenario, out of what was stored with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.pictures.adoption import adoption
from calculator.pictures.alignment import alignment
from calculator.pictures.fan import cumulative, fan
from calculator.pictures.frame import Picture
from calculator.pictures.histogram import histogram
from calculator.pictures.tornado import tornado
from calculator.pictures.waterfall import waterfall


def scenario_pictures(
    results: Mapping[str, Any], currency: str, names: Mapping[str, str], *, priced: bool
) -> dict[str, Picture]:
    """By name, those that there is something to draw for.

    What compares money with cost waits until the cost is known. Results stored before a picture existed do not hold its
    numbers: the picture is left out.
    """
    answer, stored, levels = results["answer"], results.get("pictures", {}), results["fan"]
    simulated = answer.get("monte_carlo")
    found: dict[str, Picture | None] = {
        "fan": fan(
            levels["months"],
            levels["levels"],
            currency,
            net=priced,
            payback=simulated["payback"] if simulated and priced else None,
        )
        if levels
        else cumulative(answer["base"]["cumulative"], currency),
        "adoption": adoption(stored.get("adoption", []), names),
    }
    if priced:
        found["waterfall"] = waterfall(answer, stored.get("means"), currency)
        if answer["tornado"]["bars"]:
            found["tornado"] = tornado(answer["tornado"], currency, names)
        if simulated and stored.get("histogram"):
            found["histogram"] = histogram(stored["histogram"], simulated, currency)
        if simulated and stored.get("alignment"):
            found["alignment"] = alignment(stored["alignment"], simulated["value_of_alignment"], currency)
    return {name: picture for name, picture in found.items() if picture is not None}
