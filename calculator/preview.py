"""The answer while somebody types: the whole model, with as many draws as a request may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator.estimate import answer
from calculator.results import headline
from calculator.scenario import Scenario, warnings_about
from calculator.simulation import fan_months, percentiles, simulate

MOST_PREVIEW_WORK = 4_000_000  # draws × (months × use cases + uncertain inputs): well under 100 ms
FEWEST_DRAWS = 500


@dataclass(frozen=True)
class Preview:
    """What the panel beside the form shows. `draws` were made of the `asked` ones that the saved version takes."""

    scenario: Scenario
    answer: Mapping[str, Any]
    headline: Mapping[str, Any]
    gross_year1: Mapping[str, float] | None
    fan: tuple[list[int], list[list[float]]] | None
    warnings: list[str]
    draws: int
    asked: int

    @property
    def simulated(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.answer.get("monte_carlo")
        return found


def preview(scenario: Scenario, *, priced: bool) -> Preview:
    """Computes the scenario; raises ScenarioRefused where its numbers are so large that the result is not finite."""
    draws = draws_for(scenario)
    fewer = replace(scenario, draws=draws)
    outcomes = simulate(fewer, fan=True) if scenario.uncertain else None
    found = answer(fewer, outcomes)
    gross_year1 = percentiles(outcomes.gross_year1) if outcomes else None
    return Preview(
        scenario=scenario,
        answer=found,
        headline=headline({"answer": found, "gross_year1": gross_year1}, priced=priced),
        gross_year1=gross_year1,
        fan=(fan_months(scenario.horizon_months), outcomes.fan()) if outcomes else None,
        warnings=warnings_about(scenario),
        draws=draws,
        asked=scenario.draws,
    )


def draws_for(scenario: Scenario) -> int:
    """The scenario's own number of draws, or what of it can be made while somebody waits."""
    per_draw = len(scenario.use_cases) * scenario.horizon_months + len(scenario.uncertain)
    return min(scenario.draws, max(FEWEST_DRAWS, MOST_PREVIEW_WORK // max(1, per_draw)))
