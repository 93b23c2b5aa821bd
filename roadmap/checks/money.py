"""Checks on the business case: the frozen baseline, the measured rate, what it costs at size, and what came of it."""

from django.urls import reverse
from django.utils.formats import date_format

from calculator.models import ScenarioVersion
from evaluations.models import Run
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact, counted, listed

NO_BASELINE = "Freeze a version of a scenario as the baseline."


def baseline_frozen(facts: Facts) -> CheckResult:
    """P1.4, in part: a version of a scenario is frozen as the baseline."""
    return CheckResult([_baseline(facts)], [] if facts.money.baseline else [NO_BASELINE])


def recomputed_as_measured(facts: Facts) -> CheckResult:
    """P2.10: the scenario of the baseline uses a measured rate that holds, and its chance of loss is no greater.

    The limit is the chance of loss of the baseline itself: what was accepted in phase 1.
    """
    money = facts.money
    told = [_baseline(facts)]
    if money.baseline is None or money.scenario is None:
        return CheckResult(told, [NO_BASELINE])
    url = reverse("calculator:scenario_detail", args=[facts.project.path, money.scenario.pk])
    obstacles = []
    rates = [f"{link.violations} of {link.counted}, {link.run.name}" for link in money.links]
    told.append(Fact("Measured violation rate", listed(rates) or "none is linked", url))
    if not money.links:
        obstacles.append("Link a violation rate that was measured on a sample of real conversations.")
    obstacles += [f"{one.staleness.why} {one.staleness.todo}" for one in money.stale]
    limit, now = _loss(money.baseline.version), _loss(money.scenario.current)
    told += [
        Fact("Chance of loss accepted with the baseline", _share(limit), url),
        Fact("Chance of loss as measured", _share(now), url),
    ]
    if limit is None or now is None:
        obstacles.append("Give the programme's costs and ranges, so that there is a chance of loss to compare.")
    elif now > limit:
        obstacles.append(f"The chance of loss is {_share(now)}; the baseline accepts {_share(limit)}.")
    return CheckResult(told, obstacles)


def costed_after_the_pilot(facts: Facts) -> CheckResult:
    """P3.5, in part: the scenario was saved again after the first pilot or run ended."""
    ended = [run.finished_at for run in facts.runs if run.finished_at and run.source != Run.Source.REPORTED]
    first, latest = (min(ended) if ended else None), facts.money.latest
    saved = date_format(latest.current.saved_at, "j M Y") if latest else "no scenario"
    url = reverse("calculator:scenario_detail", args=[facts.project.path, latest.pk]) if latest else ""
    told = [
        Fact("First measurement ended", date_format(first, "j M Y") if first else "none yet"),
        Fact("Scenario saved last", saved, url, passing=True),
    ]
    done = latest is not None and first is not None and latest.current.saved_at >= first
    return CheckResult(told, [] if done else ["Save the cost scenario again with what the pilot showed."])


def actuals_entered(facts: Facts) -> CheckResult:
    """P3.6, in part: actuals stand beside the scenario that was frozen."""
    money = facts.money
    told = [_baseline(facts)]
    if money.scenario is None:
        return CheckResult(told, [NO_BASELINE])
    url = reverse("calculator:actuals", args=[facts.project.path, money.scenario.pk])
    months = [month for month in money.months if month]
    entered = f"for {counted(len(months), 'month')}" if months else "none"
    told.append(Fact("Actuals entered", entered, url, passing=True))
    return CheckResult(told, [] if months else [f"Enter actuals for “{money.scenario.name}”."])


def _baseline(facts: Facts) -> Fact:
    baseline = facts.money.baseline
    if baseline is None:
        return Fact("Baseline", "none is frozen", reverse("calculator:index", args=[facts.project.path]))
    version = baseline.version
    words = f"{version}, frozen {date_format(baseline.frozen_at, 'j M Y')}, {version.content_sha256[:8]}"
    return Fact("Baseline", words, reverse("calculator:baseline", args=[facts.project.path]))


def _loss(version: ScenarioVersion) -> float | None:
    loss = version.headline.get("loss")
    return float(loss) if loss is not None else None


def _share(value: float | None) -> str:
    return "not known" if value is None else f"{value:.1%}"
