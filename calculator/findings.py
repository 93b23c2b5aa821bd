"""What the numbers say, in sentences: titles of pages and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculator.evidence import defaults
from calculator.fields import field_of
from calculator.quick import QuickAnswer
from ui.formats import MINUS, NARROW, money, number, percent

Range = Mapping[str, float]


def whole_percent(share: float) -> str:
    """A share without digits that it cannot bear, and never rounded into certainty: 99.6 % is “over 99 %”."""
    if 0 < share < 0.005:
        return f"under 1{NARROW}%"
    if 0.995 < share < 1:
        return f"over 99{NARROW}%"
    return percent(share, 0)


def money_range(found: Range, currency: str) -> str:
    """P5 to P95."""
    return f"{money(found['p5'], currency)} to {money(found['p95'], currency)}"


def hours_range(found: Range) -> str:
    return f"{number(_rounded(found['p5']))} to {number(_rounded(found['p95']))}"


def _rounded(value: float) -> float:
    """To three figures: a range of a factor of ten bears no more."""
    return float(f"{value:.3g}")


def quick_finding(found: QuickAnswer) -> str:
    """The answer of the quick form in one line."""
    hours, money_words = hours_range(found.hours_year1), money_range(found.gross_year1, found.inputs.currency)
    if found.probability_of_loss is None:
        return f"{hours} hours in the first year, worth {money_words}"
    return loss_sentence("This", found.probability_of_loss)


def loss_sentence(name: str, loss: float) -> str:
    """A business case by its chance of loss."""
    if loss >= 0.5:
        return f"{name} loses money in {whole_percent(loss)} of the draws"
    return f"{name} is worth its cost in {whole_percent(1 - loss)} of the draws"


def loss_state(loss: float) -> str:
    """The outcome whose colour and shape a chance of loss wears."""
    return "violation" if loss >= 0.5 else "partial" if loss >= 0.1 else "compliant"


def return_words(base: Mapping[str, Any]) -> str:
    """The rate of return, kept quiet where a year of it would be absurd: under a year, or above 1,000 %."""
    rate, months = base["irr_annual"], len(base["cash_flow"]) - 1
    if rate is None or months < 12 or rate > 10:
        return ""
    return f"rate of return {percent(rate, 0)} a year"


def scenario_finding(name: str, headline: Mapping[str, Any], currency: str) -> str:
    """The title of a saved scenario."""
    found, base = headline["range"], headline["base"]
    if not headline["priced"]:
        if found is None:
            return f"{name} frees time worth {money(base, currency)}, if every number in it is exact"
        return f"{name} is worth {money_range(found, currency)} of freed time in the first year"
    if headline["loss"] is not None:
        return loss_sentence(name, headline["loss"])
    verb = "comes to" if base >= 0 else "loses"
    return f"{name} {verb} {money(abs(base), currency)}, if every number in it is exact"


def fan_finding(levels: Sequence[Sequence[float]], months: Sequence[int], currency: str, *, net: bool) -> str:
    """The title of the fan: where the middle draw ends, or when it is paid back for good."""
    middle, horizon = levels[2], months[-1]
    if not net:
        return f"By month {horizon} half of the draws have freed time worth more than {money(middle[-1], currency)}"
    below = [month for month, value in zip(months, middle, strict=True) if value < 0]
    if not below:
        return "The middle of the draws is never below zero"
    if below[-1] == horizon:
        missing = money(-middle[-1], currency)
        return f"After {horizon} months the middle of the draws still lacks {missing}"
    back = next(month for month in months if month > below[-1])
    return f"The middle of the draws is above zero from month {back}"


def tornado_finding(bars: Sequence[Mapping[str, Any]], currency: str, names: Mapping[str, str]) -> str:
    """The title of the tornado: the input that decides, and over how much money."""
    if not bars:
        return "Nothing in it is uncertain"
    first = bars[0]
    if not first["swing"]:
        return "Nothing that is uncertain moves the NPV"
    return f"{input_label(first['input'], names)} moves the NPV most, by {money(first['swing'], currency)}"


def input_label(path: str, names: Mapping[str, str]) -> str:
    """An input as people call it, led by its use case where the scenario has several."""
    label, owner = field_of(path).label, path.split(".")[1] if path.startswith("use_cases.") else ""
    return f"{names.get(owner, owner)}: {label[0].lower()}{label[1:]}" if owner and len(names) > 1 else label


def payback_words(found: Mapping[str, float | None]) -> str:
    """P50 of the payback, in words."""
    return f"month {found['p50']:.0f}" if found["p50"] is not None else "never"


def reality(hours: float) -> tuple[str, str]:
    """Net hours per seat and week against what field studies report: (state, sentence)."""
    check = defaults().reality_check
    field = f"field studies report {check.low}–{check.high} h"
    if hours > check.too_good:
        return "violation", f"More than twice what {field}: hard to believe"
    if hours > check.high:
        return "partial", f"More than what {field}"
    if hours >= check.low:
        return "compliant", f"Within what {field}"
    return "", f"Less than what {field}"


def change_words(value: float, currency: str) -> str:
    """An amount with its sign: +€3.2 k or −€1.0 k."""
    text = money(value, currency)
    return text if text.startswith(MINUS) else f"+{text}"


def headline_words(headline: Mapping[str, Any], currency: str) -> dict[str, str]:
    """The numbers of a list row: `short` for the loop, `middle`, `range`, `loss` and `what` they are of."""
    found, base = headline["range"], headline["base"]
    priced, loss = headline["priced"], headline["loss"]
    middle = money(found["p50"] if found else base, currency)
    suffix = "" if priced else ", year 1"
    return {
        "short": f"P50 {middle}{suffix}" if found else f"{middle}, no range",
        "middle": middle,
        "range": money_range(found, currency) if found else "nothing is uncertain",
        "loss": whole_percent(loss) if loss is not None else "–",
        "what": "net present value" if priced else "gross value, first year" if found else "gross value",
    }


def list_finding(scenarios: Sequence[Any]) -> str:
    """The title of the list: how many scenarios, and how many of them rather lose than gain."""
    if not scenarios:
        return "What is an aligned assistant worth here?"
    losing = [one for one in scenarios if one.headline["priced"] and (one.headline["loss"] or 0) >= 0.5]
    if len(scenarios) == 1:
        return scenario_finding(scenarios[0].name, scenarios[0].headline, scenarios[0].currency)
    if len(losing) == len(scenarios):
        every = "Both scenarios" if len(losing) == 2 else f"All {len(losing)} scenarios"
        return f"{every} are more likely to lose money than not"
    count = str(len(losing)) if losing else "none"
    return f"{len(scenarios)} scenarios, {count} of them more likely to lose money than not"
