"""Monte Carlo: draws of the uncertain inputs, and what the scenario comes to in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from calculator.cashflow import fixed_cost_month, one_off_cost
from calculator.correlations import cholesky_factor
from calculator.distributions import SMALLEST_U, Draws, normal_scores
from calculator.returns import PAYBACK_TOLERANCE
from calculator.scenario import Scenario, UseCase
from calculator.vector_form import Inputs, PerTask, adoption_shape, discount, per_task

CHUNK_CELLS = 400_000  # draws × months held at once
FAN_DRAWS = 20_000
FAN_MONTHS = 61
FAN_LEVELS = (5, 25, 50, 75, 95)


@dataclass(frozen=True)
class Outcomes:
    """What each draw comes to, one number per draw. `payback` is ∞ where it never comes; `pv_programme` is discounted
    programme cost, `value_of_alignment` 0 without a target. `cumulative` holds a column for each month of the fan."""

    npv: Draws
    net_benefit: Draws
    net_hours: Draws
    hours_year1: Draws
    gross_benefit: Draws
    gross_year1: Draws
    violation_cost: Draws
    pv_programme: Draws
    payback: Draws
    value_of_alignment: Draws
    cumulative: Draws

    @property
    def count(self) -> int:
        return len(self.npv)

    @property
    def probability_of_loss(self) -> float:
        """P(NPV < 0)."""
        return float(np.mean(self.npv < 0))

    def fan(self) -> list[list[float]]:
        """Percentiles 5, 25, 50, 75 and 95 of the cumulative flow, one list per level."""
        levels: list[list[float]] = np.percentile(self.cumulative, FAN_LEVELS, axis=0).tolist()
        return levels


def simulate(scenario: Scenario) -> Outcomes:
    """Draws the uncertain inputs and evaluates the scenario in every draw; the seed decides all of it."""
    certain = {path: np.asarray(value) for path, value in scenario.base().items() if path not in scenario.uncertain}
    parts, for_the_fan = [], FAN_DRAWS
    with np.errstate(all="ignore"):
        for rows, drawn in draw_inputs(scenario):
            part = evaluate(scenario, {**certain, **drawn}, rows)
            parts.append(replace(part, cumulative=part.cumulative[:for_the_fan]))
            for_the_fan = max(0, for_the_fan - rows)
    return Outcomes(
        **{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Outcomes)}
    )


def draw_inputs(scenario: Scenario) -> Iterator[tuple[int, dict[str, Draws]]]:
    """Chunks of draws as (rows, values by path).

    Uniforms come row by row from one generator, so the chunks join to `default_rng(seed).random((n, d))` with the
    uncertain paths sorted as columns.
    """
    uncertain = scenario.uncertain
    factor = cholesky_factor(list(uncertain), scenario.correlations)
    generator = np.random.default_rng(scenario.seed)
    size = max(1, CHUNK_CELLS // (scenario.horizon_months + len(uncertain)))
    for start in range(0, scenario.draws, size):
        rows = min(size, scenario.draws - start)
        uniforms = generator.random((rows, len(uncertain))).clip(SMALLEST_U, 1 - SMALLEST_U)
        scores = normal_scores(uniforms)
        if factor is not None:
            scores = scores @ factor.T
        columns = np.ascontiguousarray(scores.T)
        yield rows, {path: given.draws(z) for (path, given), z in zip(uncertain.items(), columns, strict=True)}


def fan_months(horizon: int) -> list[int]:
    """The months that the fan shows: all of them, or about sixty spread over a long horizon."""
    return sorted({round(month) for month in np.linspace(0, horizon, min(horizon + 1, FAN_MONTHS))})


@dataclass(frozen=True)
class Contribution:
    """What one use case adds to the outcomes of each draw."""

    monthly: Draws  # money per month, shape (n, months) or a shape that spreads to it
    net_hours: Draws
    hours_year1: Draws
    gross_benefit: Draws
    gross_year1: Draws
    violation_cost: Draws
    tokens_pv: Draws
    value_of_alignment: Draws


def evaluate(scenario: Scenario, values: Inputs, rows: int) -> Outcomes:
    """The scenario's outcomes for `rows` values of its inputs."""
    discounted = discount(values, scenario.horizon_months)
    added = [_contribution(scenario, use_case, values, discounted) for use_case in scenario.use_cases]
    one_off = np.zeros(rows) + one_off_cost(values)
    fixed = np.zeros(rows) + fixed_cost_month(values)

    def total(name: str) -> Draws:
        return np.asarray(sum((getattr(one, name) for one in added), np.zeros(rows)))

    flows = np.empty((rows, scenario.horizon_months + 1))
    flows[:, 0], flows[:, 1:] = 0.0 - one_off, -fixed[:, None]
    for one in added:
        flows[:, 1:] += one.monthly
    cumulative = np.cumsum(flows, axis=1)
    return Outcomes(
        npv=(flows[:, 1:] * discounted).sum(-1) - one_off,
        net_benefit=cumulative[:, -1],
        net_hours=total("net_hours"),
        hours_year1=total("hours_year1"),
        gross_benefit=total("gross_benefit"),
        gross_year1=total("gross_year1"),
        violation_cost=total("violation_cost"),
        pv_programme=one_off + fixed * discounted.sum(-1) + total("tokens_pv"),
        payback=_payback(flows, cumulative),
        value_of_alignment=total("value_of_alignment"),
        cumulative=cumulative[:, fan_months(scenario.horizon_months)],
    )


def _contribution(scenario: Scenario, use_case: UseCase, values: Inputs, discounted: Draws) -> Contribution:
    tasks, shape = per_task(use_case, values), adoption_shape(use_case, values, scenario.horizon_months)
    in_all, in_year1 = tasks.volume * shape.sum(-1), tasks.volume * shape[..., :12].sum(-1)
    months_pv = (shape * discounted).sum(-1)
    return Contribution(
        monthly=tasks.value[..., None] * shape,
        net_hours=in_all * tasks.hours,
        hours_year1=in_year1 * tasks.hours,
        gross_benefit=in_all * tasks.labour,
        gross_year1=in_year1 * tasks.labour,
        violation_cost=in_all * tasks.violations_cost,
        tokens_pv=tasks.volume * tasks.tokens_cost * months_pv,
        value_of_alignment=_gain_at_target(scenario, use_case, values, tasks) * months_pv,
    )


def _gain_at_target(scenario: Scenario, use_case: UseCase, values: Inputs, measured: PerTask) -> Draws:
    """Money per month at the plateau that the target violation rate brings over the measured one."""
    target = (scenario.alignment_target or {}).get(use_case.id)
    if target is None:
        return np.zeros(())
    reached = per_task(use_case, {**values, f"{use_case.path}.violation_rate": np.asarray(target)})
    return reached.value - measured.value


def _payback(flows: Draws, cumulative: Draws) -> Draws:
    """The month after the last one whose cumulative flow is below zero; ∞ where that is the last of all."""
    zero = PAYBACK_TOLERANCE * np.maximum(1.0, np.abs(flows).max(axis=1, keepdims=True))
    below = cumulative < -zero
    columns = below.shape[1]
    after = np.where(below.any(axis=1), columns - np.argmax(below[:, ::-1], axis=1), 0)
    return np.where(after < columns, after, np.inf)


def monte_carlo(scenario: Scenario, outcomes: Outcomes) -> Mapping[str, object]:
    """The simulation in the words of the scenario format's answer."""
    count, loss = outcomes.count, outcomes.probability_of_loss
    answer: dict[str, object] = {
        "n": count,
        "seed": scenario.seed,
        "uncertain_inputs": list(scenario.uncertain),
        "npv": {
            **spread(outcomes.npv),
            "standard_error_of_mean": float(np.std(outcomes.npv, ddof=1) / np.sqrt(count)),
        },
        **{
            name: spread(getattr(outcomes, name))
            for name in ("net_benefit", "net_hours", "hours_year1", "gross_benefit", "violation_cost")
        },
        "roi": _roi(outcomes),
        "payback": payback_percentiles(outcomes.payback),
        "probability_of_loss": loss,
        "probability_of_loss_se": float(np.sqrt(loss * (1 - loss) / count)),
    }
    if scenario.alignment_target is not None:
        gain = outcomes.value_of_alignment
        positive = {"probability_positive": float(np.mean(gain > 0))}
        answer["value_of_alignment"] = {"mean": float(gain.mean()), **percentiles(gain), **positive}
    return answer


def percentiles(values: Draws) -> dict[str, float]:
    """P5, P50 and P95, linear between draws."""
    low, middle, high = np.percentile(values, (5, 50, 95))
    return {"p5": float(low), "p50": float(middle), "p95": float(high)}


def spread(values: Draws) -> dict[str, float]:
    """Mean, standard deviation and percentiles."""
    return {"mean": float(values.mean()), "sd": float(values.std(ddof=1)), **percentiles(values)}


def payback_percentiles(months: Draws) -> dict[str, float | None]:
    """Percentiles by inverted CDF, None where that share of the draws never pays back."""
    found = np.percentile(months, (5, 50, 95), method="inverted_cdf")
    values = [float(month) if np.isfinite(month) else None for month in found]
    return {"p5": values[0], "p50": values[1], "p95": values[2], "share_never": float(np.mean(np.isinf(months)))}


def _roi(outcomes: Outcomes) -> Mapping[str, float | None]:
    if (outcomes.pv_programme == 0).any():
        return {"p5": None, "p50": None, "p95": None}
    return percentiles(outcomes.npv / outcomes.pv_programme)
