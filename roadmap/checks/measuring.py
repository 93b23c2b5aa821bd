"""Checks on cases, runs, releases and known violations."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format

from evaluations.models import Run
from roadmap.checks.facts import Facts
from roadmap.checks.harm import open_findings
from roadmap.checks.people import BUILDING
from roadmap.checks.results import CheckResult, Fact, listed

FEWEST_CASES = 3
FEWEST_UNDER_STRICT = 5
STRICT = frozenset({"root", "system", "platform"})
KINDS = {"should_do": "should do", "should_not_do": "should not do", "borderline": "borderline"}
ADVERSARIAL = frozenset({"adversarial", "attack", "injection", "jailbreak"})
FAIRNESS, PRIVACY = "fairness", "privacy"


def cases_cover_principles(facts: Facts) -> CheckResult:
    """P2.2: each principle in force has one case of each kind, 3 in all, and 5 where it is root or system."""
    url = reverse("evaluations:index", args=[facts.project.path])
    in_force = facts.spec.in_force if facts.spec else ()
    thin = []
    for entry in in_force:
        found = facts.cases.get(entry.section.identifier, {})
        wanted = FEWEST_UNDER_STRICT if entry.section.authority in STRICT else FEWEST_CASES
        missing = [words for kind, words in KINDS.items() if not found.get(kind)]
        total = sum(found.values())
        if missing or total < wanted:
            lacking = f", none of {' or '.join(missing)}" if missing and total else ""
            thin.append(f"{entry.section.title} ({total} of {wanted}{lacking})")
    told = [Fact("Principles in force with enough cases", f"{len(in_force) - len(thin)} of {len(in_force)}", url)]
    if not in_force:
        return CheckResult(told, ["Adopt or tighten the principles that the cases are to cover."])
    return CheckResult(told, [f"Write cases for {listed(thin, 4)}."] if thin else [])


def runs_can_be_repeated(facts: Facts) -> CheckResult:
    """P2.3, in part: what every counted run of ours asked, and of what, is written down with its hash."""
    executed = [run for run in facts.runs if run.source == Run.Source.EXECUTED]
    url = reverse("evaluations:index", args=[facts.project.path])
    incomplete = [run for run in executed if _holes(run)]
    whole = len(executed) - len(incomplete)
    told = [Fact("Runs with a whole manifest", f"{whole} of {len(executed)}", url, passing=True)]
    if not executed:
        return CheckResult(told, ["Run a suite here; recorded results cannot be repeated from what is stored."])
    return CheckResult(told, [f"“{run.name}” lacks {' and '.join(_holes(run))}." for run in incomplete[:3]])


def _holes(run: Run) -> list[str]:
    release = run.release_record
    held = {
        "its settings": bool(run.settings and run.settings_sha256),
        "the hash of its cases": bool(run.suite_sha256),
        "a description of its release": release is not None and release.is_described,
    }
    return [what for what, is_there in held.items() if not is_there]


def attacked_on_purpose(facts: Facts) -> CheckResult:
    """P2.5, in part: adversarial cases were asked by somebody who does not build, and no high finding is open."""
    attacks = [run for run in facts.runs if ADVERSARIAL & facts.tags_of(run)]
    by_others = [run for run in attacks if not facts.holds(run.created_by_id, *BUILDING)]
    findings = open_findings(facts)
    told = [*_latest(facts, "Latest run with adversarial cases", attacks[:1]), *findings.facts]
    if not attacks:
        tags = ", ".join(sorted(ADVERSARIAL))
        return CheckResult(told, [f"Run a suite with cases that carry one of the tags {tags}.", *findings.obstacles])
    told += _latest(facts, "Latest of them by somebody who does not build", by_others[:1])
    missing = [] if by_others else ["Have somebody run it who holds no building responsibility."]
    return CheckResult(told, [*missing, *findings.obstacles])


def fairness_and_privacy(facts: Facts) -> CheckResult:
    """P2.6, in part: cases with both tags were asked in runs that count."""
    told: list[Fact] = []
    obstacles: list[str] = []
    for tag in (FAIRNESS, PRIVACY):
        runs = [run for run in facts.runs if tag in facts.tags_of(run)]
        told += _latest(facts, f"Latest run with cases tagged “{tag}”", runs[:1])
        obstacles += [] if runs else [f"Run a suite with cases tagged “{tag}”."]
    return CheckResult(told, obstacles)


def no_failure_lost(facts: Facts) -> CheckResult:
    """P3.1, in part: no regression is open, and no known gap is past its day."""
    url = reverse("explorer:known_violation_list", args=[facts.project.path])
    regressions = [mark.principle for mark in facts.marks if mark.until is None]
    overdue = [mark.principle for mark in facts.marks if mark.until is not None and mark.until < facts.day]
    told = [
        Fact("Open regressions", listed(regressions) or "none", url),
        Fact("Known gaps past their day", listed(overdue) or "none", url),
    ]
    obstacles = [f"Mend and close the regressions in {listed(regressions)}."] if regressions else []
    obstacles += [f"Close or decide again the known gaps in {listed(overdue)}."] if overdue else []
    return CheckResult(told, obstacles)


def reproduced_by_an_outsider(facts: Facts) -> CheckResult:
    """P4.7, in part: a run was repeated by somebody who holds nothing in the project but the independent review."""
    roles = {held.role for held in facts.responsibilities} - {"independent_reviewer"}
    repeated = [
        run for run in facts.runs if run.repeats_id and run.created_by_id and not facts.holds(run.created_by_id, *roles)
    ]
    told = _latest(facts, "Latest run repeated by an outsider", repeated[:1])
    return CheckResult(told, [] if repeated else ["Have somebody without a part in the project repeat one run."])


def model_in_use_was_evaluated(facts: Facts) -> CheckResult:
    """P4.9, in part: each release that is deployed has a counted run."""
    in_use = facts.in_use
    measured = {run.release_record_id for run in facts.runs}
    missing = [release for release in in_use if release.pk not in measured]
    url = reverse("evaluations:release_list", args=[facts.project.path])
    told = [
        Fact("In use", listed([release.name for release in in_use]) or "no release is marked as deployed", url),
        Fact("In use and never evaluated", listed([release.name for release in missing]) or "none", url),
    ]
    if not in_use:
        return CheckResult(told, ["Say on a release since when it is deployed."])
    return CheckResult(told, [f"Evaluate {listed([release.name for release in missing])}."] if missing else [])


def _latest(facts: Facts, label: str, runs: Sequence[Run]) -> list[Fact]:
    if not runs:
        return [Fact(label, "none", passing=True)]
    run = runs[0]
    finished = date_format(run.finished_at, "j M Y") if run.finished_at else ""
    value = f"“{run.name}”, {finished}{', at the simulated assistant' if run.simulated else ''}"
    return [Fact(label, value, reverse("evaluations:run_detail", args=[facts.project.path, run.pk]), passing=True)]
