"""Checks on the business case: the frozen baseline, the measured rate, what it costs at size, and what came of it."""

from django.urls import reverse

from calculator.models import ScenarioVersion
from evaluations.models import Run
from roadmap.checks.facts import Facts, Money
from roadmap.checks.results import CheckResult, Fact
from ui.sentences import dated, joined, listed, plural, sentence, shared

NO_BASELINE = sentence("Freeze a version of a scenario as the baseline.")


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
    obstacles: list[str] = []
    told.append(Fact(sentence("Measured violation rate"), rates_of(money) or sentence("none is linked"), url))
    if not money.links:
        obstacles.append(sentence("Link a violation rate that was measured on a sample of real conversations."))
    obstacles += [joined([one.staleness.why, one.staleness.todo], " ") for one in money.stale]
    limit, now = _loss(money.baseline.version), _loss(money.scenario.current)
    told += [
        Fact(sentence("Chance of loss accepted with the baseline"), _share(limit), url),
        Fact(sentence("Chance of loss as measured"), _share(now), url),
    ]
    if limit is None or now is None:
        obstacles.append(
            sentence("Give the programme's costs and ranges, so that there is a chance of loss to compare.")
        )
    elif now > limit:
        obstacles.append(
            sentence(
                "The chance of loss is %(measured)s; the baseline accepts %(accepted)s.",
                measured=_share(now),
                accepted=_share(limit),
            )
        )
    return CheckResult(told, obstacles)


def costed_after_the_pilot(facts: Facts) -> CheckResult:
    """P3.5, in part: the scenario was saved again after the first pilot or run ended."""
    ended = [run.finished_at for run in facts.runs if run.finished_at and run.source != Run.Source.REPORTED]
    first, latest = (min(ended) if ended else None), facts.money.latest
    saved = dated(latest.current.saved_at) if latest else sentence("no scenario")
    url = reverse("calculator:scenario_detail", args=[facts.project.path, latest.pk]) if latest else ""
    told = [
        Fact(sentence("First measurement ended"), dated(first) if first else sentence("none yet")),
        Fact(sentence("Scenario saved last"), saved, url, passing=True),
    ]
    done = latest is not None and first is not None and latest.current.saved_at >= first
    return CheckResult(told, [] if done else [sentence("Save the cost scenario again with what the pilot showed.")])


def actuals_entered(facts: Facts) -> CheckResult:
    """P3.6, in part: actuals stand beside the scenario that was frozen."""
    money = facts.money
    told = [_baseline(facts)]
    if money.scenario is None:
        return CheckResult(told, [NO_BASELINE])
    url = reverse("calculator:actuals", args=[facts.project.path, money.scenario.pk])
    months = [month for month in money.months if month]
    entered = plural(len(months), "for %(count)s month", "for %(count)s months") if months else sentence("none")
    told.append(Fact(sentence("Actuals entered"), entered, url, passing=True))
    wanted = sentence("Enter actuals for “%(scenario)s”.", scenario=money.scenario.name)
    return CheckResult(told, [] if months else [wanted])


def rates_of(money: Money) -> str:
    """The measured rates that the scenario of the baseline uses; empty where it uses none."""
    return listed(
        [
            sentence("%(part)s of %(whole)s, %(run)s", part=link.violations, whole=link.counted, run=link.run.name)
            for link in money.links
        ]
    )


def version_said(version: ScenarioVersion) -> str:
    """A version of a scenario as it calls itself."""
    return sentence("%(name)s, version %(version)s", name=version.scenario.name, version=version.number)


def _baseline(facts: Facts) -> Fact:
    baseline = facts.money.baseline
    if baseline is None:
        none, url = sentence("none is frozen"), reverse("calculator:index", args=[facts.project.path])
        return Fact(sentence("Baseline"), none, url)
    version = baseline.version
    words = sentence(
        "%(version)s, frozen %(day)s, %(sha256)s",
        version=version_said(version),
        day=dated(baseline.frozen_at),
        sha256=version.content_sha256[:8],
    )
    return Fact(sentence("Baseline"), words, reverse("calculator:baseline", args=[facts.project.path]))


def _loss(version: ScenarioVersion) -> float | None:
    loss = version.headline.get("loss")
    return float(loss) if loss is not None else None


def _share(value: float | None) -> str:
    return sentence("not known") if value is None else shared(value)
