"""The row of figures at the head of a scenario: value, range, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calculator.findings import hours_range, loss_state, money_range, payback_words, reality, whole_percent
from ui.formats import money, number, percent

WEEKS = 52
MEAN_APART = 0.01  # of the width P5–P95: from here on the mean is told beside the middle


@dataclass(frozen=True)
class Figure:
    """One figure. `state` is an outcome's name where the figure is good, doubtful or bad news."""

    value: str
    label: str
    fine: str
    state: str = ""


def figures_of(
    answer: Mapping[str, Any], headline: Mapping[str, Any], gross_year1: Mapping[str, float] | None, currency: str
) -> list[Figure]:
    """The figures of a saved scenario; money against cost only where the cost is known."""
    simulated, base = answer.get("monte_carlo"), answer["base"]
    if simulated is None:
        found = _certain(base, currency, priced=headline["priced"])
    else:
        found = _priced(simulated, base, currency) if headline["priced"] else []
        alignment = simulated.get("value_of_alignment")
        if alignment:
            found.append(_alignment(alignment, answer["value_of_alignment"], currency))
        if gross_year1 and not headline["priced"]:
            label, fine = (
                "of freed time in the first year",
                f"middle {money(gross_year1['p50'], currency)}, before any cost",
            )
            found.append(Figure(money_range(gross_year1, currency), label, fine))
        middle = number(simulated["hours_year1"]["p50"])
        found.append(Figure(hours_range(simulated["hours_year1"]), "net hours in the first year", f"middle {middle}"))
    check = _reality(answer)
    return [*found, check] if check else found


def _priced(simulated: Mapping[str, Any], base: Mapping[str, Any], currency: str) -> list[Figure]:
    npv, payback = simulated["npv"], simulated["payback"]
    apart = abs(npv["mean"] - npv["p50"]) > MEAN_APART * (npv["p95"] - npv["p5"])
    mean = f" · mean {money(npv['mean'], currency)}" if apart else ""
    loss, error = simulated["probability_of_loss"], simulated["probability_of_loss_se"]
    never, base_payback = whole_percent(payback["share_never"]), payback_words({"p50": base["payback_month"]})
    return [
        Figure(
            money(npv["p50"], currency),
            f"net present value, {money_range(npv, currency)}",
            f"P50, P5–P95 of {number(simulated['n'])} draws{mean} · base {money(base['npv'], currency)}",
        ),
        Figure(whole_percent(loss), "chance of loss", f"± {percent(error)} simulation error", loss_state(loss)),
        Figure(
            "never" if payback["p50"] is None else f"month {payback['p50']:.0f}",
            "paid back, P50",
            f"{never} of the draws never are · base {base_payback}",
        ),
    ]


def _alignment(drawn: Mapping[str, Any], base: Mapping[str, Any], currency: str) -> Figure:
    return Figure(
        money(drawn["p50"], currency),
        f"worth of reaching the target, {money_range(drawn, currency)}",
        f"P50, P5–P95 · base {money(base['value'], currency)} · {number(base['violations_avoided'])} violations fewer",
    )


def _certain(base: Mapping[str, Any], currency: str, *, priced: bool) -> list[Figure]:
    month = base["payback_month"]
    hours = Figure(
        number(base["net_hours_saved"]), "net hours over the horizon", f"worth {money(base['gross_benefit'], currency)}"
    )
    if not priced:
        return [hours]
    return [
        Figure(money(base["npv"], currency), "net present value", "nothing in it is uncertain, so it has no range"),
        Figure(
            "never" if month is None else f"month {month}",
            "paid back",
            f"programme {money(base['programme_cost'], currency)}",
        ),
        hours,
    ]


def _reality(answer: Mapping[str, Any]) -> Figure | None:
    seats = answer["base_inputs"]["programme.seats"]
    if seats <= 0:
        return None
    hours = answer["base"]["run_rate_hours_per_year"] / WEEKS / seats
    state, words = reality(hours)
    return Figure(f"{number(hours, 1)} h", "net per seat and week, base, last month", words, state)
