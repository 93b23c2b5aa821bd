"""Monte Carlo: draws of the uncertain inputs, and what the scenario comes to in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from calculator.cashflow import inputs_under
from calculator.correlations import cholesky_factor
from calculator.distributions import SMALLEST_U, Draws, normal_scores
from calculator.returns import PAYBACK_TOLERANCE
from calculator.scenario import Scenario, UseCase
from calculator.vector_form import PRICE, Flows, Inputs, PerTask, cash_flows, over_months, per_task

DRAWN_CELLS = 400_000  # draws × uncertain inputs made at once
EVALUATED_CELLS = 80_000  # draws × months evaluated at once: what a processor keeps close
SERIAL_PRODUCT = 250_000  # multiplications of matrices that BLAS does without threads, which cost more at this size
FAN_DRAWS = 20_000
FAN_MONTHS = 61
FAN_LEVELS = (5, 25, 50, 75, 95)
TOTALS = (
    *("net_hours", "hours_year1", "gross_benefit", "gross_year1", "violation_cost", "tokens_cost", "tokens_pv"),
    "value_of_alignment",
)


@dataclass(frozen=True)
class Outcomes:
    """What each draw comes to, one number per draw. `payback` is ∞ where it never comes; `pv_programme` is discounted
    programme cost, `fixed` its part per month, `value_of_alignment` 0 without a target. `cumulative` holds a row for
    each month of the fan, and is empty where no fan was asked for."""

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
    one_off: Draws
    fixed: Draws
    tokens_cost: Draws
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
        levels: list[list[float]] = quantiles(np.sort(self.cumulative), FAN_LEVELS).T.tolist()
        return levels


def simulate(scenario: Scenario, *, fan: bool = False) -> Outcomes:
    """Draws the uncertain inputs and evaluates the scenario in every draw; the seed decides all of it."""
    certain = {path: np.asarray(value) for path, value in scenario.base().items() if path not in scenario.uncertain}
    step, parts, for_the_fan = max(1, EVALUATED_CELLS // (scenario.horizon_months + 1)), [], FAN_DRAWS if fan else 0
    with np.errstate(all="ignore"):
        for rows, drawn in draw_inputs(scenario):
            for start in range(0, rows, step):
                some = {path: values[start : start + step] for path, values in drawn.items()}
                parts.append(evaluate(scenario, {**certain, **some}, min(step, rows - start), for_the_fan))
                for_the_fan = max(0, for_the_fan - parts[-1].count)
    names = [one.name for one in fields(Outcomes)]
    return Outcomes(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})


def draw_inputs(scenario: Scenario) -> Iterator[tuple[int, dict[str, Draws]]]:
    """Chunks of draws as (rows, values by path).

    Uniforms come row by row from one generator, so the chunks join to `default_rng(seed).random((n, d))` with the
    uncertain paths sorted as columns.
    """
    uncertain = scenario.uncertain
    factor = cholesky_factor(list(uncertain), scenario.correlations)
    generator = np.random.default_rng(scenario.seed)
    size = max(1, DRAWN_CELLS // len(uncertain))
    for start in range(0, scenario.draws, size):
        rows = min(size, scenario.draws - start)
        uniforms = generator.random((rows, len(uncertain))).clip(SMALLEST_U, 1 - SMALLEST_U)
        scores = normal_scores(uniforms)
        if factor is not None:
            _correlate(scores, factor)
        columns = np.ascontiguousarray(scores.T)
        yield rows, {path: given.draws(z) for (path, given), z in zip(uncertain.items(), columns, strict=True)}


def _correlate(scores: Draws, factor: Draws) -> None:
    """Scores times Lᵀ in place, in blocks so small that no thread is started for them."""
    size = max(256, SERIAL_PRODUCT // factor.size)
    for start in range(0, len(scores), size):
        scores[start : start + size] = scores[start : start + size] @ factor.T


def fan_months(horizon: int) -> list[int]:
    """The months that the fan shows: all of them, or about sixty spread over a long horizon."""
    return sorted({round(month) for month in np.linspace(0, horizon, min(horizon + 1, FAN_MONTHS))})


def _of_the_fan(cumulative: Draws) -> Draws:
    months = fan_months(len(cumulative) - 1)
    return cumulative[months] if len(months) < len(cumulative) or not cumulative.size else cumulative


def evaluate(scenario: Scenario, values: Inputs, rows: int, for_the_fan: int = 0) -> Outcomes:
    """The scenario's outcomes for `rows` values of its inputs, with the cumulative flow of the first `for_the_fan`."""
    flows = cash_flows(scenario, values, rows)
    cumulative = _running_total(flows.monthly)
    totals = _totals(scenario, values, flows)
    tokens_pv = totals.pop("tokens_pv")
    return Outcomes(
        npv=flows.npv,
        net_benefit=cumulative[-1].copy(),  # a view of it would keep all months of all draws in memory
        pv_programme=flows.one_off + flows.fixed * flows.discount.sum(0) + tokens_pv,
        payback=_payback(flows.monthly, cumulative),
        one_off=flows.one_off,
        fixed=flows.fixed,
        cumulative=_of_the_fan(cumulative[:, :for_the_fan]),
        **totals,
    )


def _totals(scenario: Scenario, values: Inputs, flows: Flows) -> dict[str, Draws]:
    """Hours and money by what they are, summed over the months and the use cases of each draw."""
    found = {name: np.zeros(len(flows.one_off)) for name in TOTALS}
    for use_case in scenario.use_cases:
        tasks, shape = flows.use_cases[use_case.id]
        in_all, in_year1 = tasks.volume * shape.sum(0), tasks.volume * shape[:12].sum(0)
        months_pv = over_months(shape, flows.discount)
        found["net_hours"] += in_all * tasks.hours
        found["hours_year1"] += in_year1 * tasks.hours
        found["gross_benefit"] += in_all * tasks.labour
        found["gross_year1"] += in_year1 * tasks.labour
        found["violation_cost"] += in_all * tasks.violations_cost
        found["tokens_cost"] += in_all * tasks.tokens_cost
        found["tokens_pv"] += tasks.volume * tasks.tokens_cost * months_pv
        found["value_of_alignment"] += _gain_at_target(scenario, use_case, values, tasks) * months_pv
    return found


def _gain_at_target(scenario: Scenario, use_case: UseCase, values: Inputs, measured: PerTask) -> Draws:
    """Money per month at the plateau that the target violation rate brings over the measured one."""
    target = (scenario.alignment_target or {}).get(use_case.id)
    if target is None:
        return np.zeros(())
    given = {**inputs_under(use_case.path, values), "violation_rate": np.asarray(target)}
    return per_task(given, values[PRICE]).value - measured.value


def _running_total(flows: Draws) -> Draws:
    """The cumulative flow; month by month, which is four times faster than numpy's own sum along the first axis."""
    found = flows.copy()
    for month in range(1, len(flows)):
        found[month] += found[month - 1]
    return found


def _payback(flows: Draws, cumulative: Draws) -> Draws:
    """The month after the last one whose cumulative flow is below zero; ∞ where that is the last of all."""
    zero = PAYBACK_TOLERANCE * np.maximum(1.0, np.maximum(flows.max(0), -flows.min(0)))
    numbered = np.arange(1, len(flows) + 1, dtype=np.int16)[:, None]
    after = ((cumulative < -zero) * numbered).max(0)
    return np.where(after < len(flows), after, np.inf)


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


def quantiles(ordered: Draws, levels: Sequence[float]) -> Draws:
    """Percentiles of values that are sorted along the last axis, linear between neighbours."""
    places = np.asarray(levels) / 100 * (ordered.shape[-1] - 1)
    below = places.astype(np.intp)
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, ordered.shape[-1] - 1)]
    return np.asarray(low + (high - low) * (places - below))


def percentiles(values: Draws) -> dict[str, float]:
    """P5, P50 and P95, linear between draws."""
    low, middle, high = quantiles(np.sort(values), (5, 50, 95)).tolist()
    return {"p5": low, "p50": middle, "p95": high}


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
