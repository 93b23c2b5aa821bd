"""The answer to a scenario as plain lines, for people at a terminal."""

from __future__ import annotations

from typing import Any

from calculator.figures import figures_of
from calculator.findings import input_label, return_words, scenario_finding
from calculator.results import headline
from calculator.scenario import Scenario
from ui.formats import money

BARS_TOLD = 5


def in_words(scenario: Scenario, answer: dict[str, Any]) -> str:
    """Finding, figures, what decides most, and the base line."""
    currency, base = scenario.currency, answer["base"]
    numbers = headline({"answer": answer, "gross_year1": None}, priced=True)
    names = {one.id: one.id for one in scenario.use_cases}
    lines = [scenario_finding(scenario.name, numbers, currency), ""]
    lines += [f"{one.value}  {one.label} ({one.fine})" for one in figures_of(answer, numbers, None, currency)]
    bars = answer["tornado"]["bars"][:BARS_TOLD]
    if bars:
        lines += ["", "What moves the NPV most, from P10 to P90 with all else at base:"]
        lines += [f"  {money(bar['swing'], currency)}  {input_label(bar['input'], names)}" for bar in bars]
    rate = f"; {return_words(base)}" if return_words(base) else ""
    lines += [
        "",
        f"Base, over {scenario.horizon_months} months: gross {money(base['gross_benefit'], currency)}"
        f" − violations {money(base['violation_cost'], currency)} − programme {money(base['programme_cost'], currency)}"
        f" = net {money(base['net_benefit'], currency)}; NPV {money(base['npv'], currency)}{rate}.",
    ]
    return "\n".join(lines)
