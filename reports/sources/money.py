"""The calculator's part: the saved scenarios with the answers that were computed when they were saved."""

from collections.abc import Iterable, Mapping
from typing import Any

from calculator.models import SavedScenario
from calculator.quantities import KINDS
from reports.dossier import Fan, InputFacts, Provenance, ScenarioFacts, Simulation

MOST_SCENARIOS = 8
PROGRAMME = "programme"


def scenario_facts(scenarios: Iterable[SavedScenario]) -> tuple[ScenarioFacts, ...]:
    """Scenarios that were read whole, in their order."""
    return tuple(_scenario(saved) for saved in scenarios)


def scenario_provenance(scenarios: tuple[ScenarioFacts, ...]) -> list[Provenance]:
    return [
        Provenance("Scenario", f"no. {s.identity}, {s.name}", f"version {s.version}, model {s.model_version}", s.sha256)
        for s in scenarios
    ]


def _scenario(saved: SavedScenario) -> ScenarioFacts:
    answer, headline = saved.results["answer"], saved.headline
    base, alignment, priced = answer["base"], answer.get("value_of_alignment"), bool(headline["priced"])
    return ScenarioFacts(
        identity=saved.pk,
        name=saved.name,
        version=saved.version,
        model_version=saved.model_version,
        currency=saved.currency,
        horizon_months=len(base["cumulative"]) - 1,
        saved_at=saved.current.saved_at,
        saved_by=saved.current.saved_by.name if saved.current.saved_by else "",
        priced=priced,
        base=headline["base"],
        payback_month=base["payback_month"] if priced else None,
        value_of_alignment=alignment["value"] if alignment and priced else None,
        simulation=_simulation(headline["range"], answer.get("monte_carlo"), priced=priced),
        fan=_fan(saved.results["fan"]),
        cumulative=tuple(base["cumulative"]),
        inputs=_inputs(answer["base_inputs"], saved.inputs),
        sha256=saved.current.content_sha256,
    )


def _simulation(
    spread: Mapping[str, float] | None, drawn: Mapping[str, Any] | None, *, priced: bool
) -> Simulation | None:
    if spread is None or drawn is None:
        return None
    return Simulation(
        p5=spread["p5"],
        p50=spread["p50"],
        p95=spread["p95"],
        mean=drawn["npv"]["mean"] if priced else None,
        probability_of_loss=drawn["probability_of_loss"] if priced else None,
        draws=drawn["n"],
        seed=drawn["seed"],
    )


def _fan(found: Mapping[str, Any] | None) -> Fan | None:
    if found is None:
        return None
    return Fan(tuple(found["months"]), tuple(tuple(level) for level in found["levels"]))


def _inputs(base: Mapping[str, float], given: Mapping[str, Any]) -> tuple[InputFacts, ...]:
    """The inputs that are not at zero, each with its distribution where the scenario gives one.

    The order is ours, for PostgreSQL keeps none of the JSON, and a report has to stand wherever it is held against.
    """
    stated = _stated(given)
    rows = []
    for path, value in sorted(base.items()):
        quantity = stated.get(path)
        spread = quantity if isinstance(quantity, Mapping) else {}
        if value == 0 and not spread:
            continue
        rows.append(InputFacts(path, value, str(spread.get("dist", "")), _parameters(spread)))
    return tuple(rows)


def _parameters(spread: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """In the order of the distribution."""
    kind = KINDS.get(str(spread.get("dist", "")))
    names = (*kind.required, *kind.optional) if kind else ()
    return tuple((name, float(spread[name])) for name in names if spread.get(name) is not None)


def _stated(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the scenario states, by path."""
    stated = {f"{PROGRAMME}.{name}": value for name, value in given.get(PROGRAMME, {}).items()}
    for use_case in given.get("use_cases", ()):
        place = f"use_cases.{use_case['id']}"
        stated |= {f"{place}.{name}": value for name, value in use_case.items()}
        stated |= {f"{place}.adoption.{name}": value for name, value in use_case.get("adoption", {}).items()}
    return stated
