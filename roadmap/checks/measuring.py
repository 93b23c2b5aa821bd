"""Checks on cases, runs, releases and known violations."""

from collections.abc import Sequence

from django.urls import reverse

from evaluations.models import Run
from roadmap.checks.facts import Facts
from roadmap.checks.harm import open_findings
from roadmap.checks.people import BUILDING
from roadmap.checks.results import CheckResult, Fact
from ui.sentences import dated, listed, sentence

FEWEST_CASES = 3
FEWEST_UNDER_STRICT = 5
STRICT = frozenset({"root", "system", "platform"})
KINDS = {
    "should_do": sentence("should do"),
    "should_not_do": sentence("should not do"),
    "borderline": sentence("borderline"),
}
ADVERSARIAL = frozenset({"adversarial", "attack", "injection", "jailbreak"})
FAIRNESS, PRIVACY = "fairness", "privacy"
NOT_DEPLOYED = sentence("Say on a release since when it is deployed.")


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
            thin.append(_thin(entry.section.title, total, wanted, missing if total else ()))
    enough = sentence("%(part)s of %(whole)s", part=len(in_force) - len(thin), whole=len(in_force))
    told = [Fact(sentence("Principles in force with enough cases"), enough, url)]
    if not in_force:
        return CheckResult(told, [sentence("Adopt or tighten the principles that the cases are to cover.")])
    return CheckResult(told, [sentence("Write cases for %(principles)s.", principles=listed(thin, 4))] if thin else [])


def _thin(title: str, total: int, wanted: int, missing: Sequence[str]) -> str:
    if not missing:
        return sentence("%(principle)s (%(part)s of %(whole)s)", principle=title, part=total, whole=wanted)
    return sentence(
        "%(principle)s (%(part)s of %(whole)s, none of %(kinds)s)",
        principle=title,
        part=total,
        whole=wanted,
        kinds=_either(missing),
    )


def _either(kinds: Sequence[str]) -> str:
    return kinds[0] if len(kinds) == 1 else sentence("%(one)s or %(other)s", one=kinds[0], other=_either(kinds[1:]))


def runs_can_be_repeated(facts: Facts) -> CheckResult:
    """P2.3, in part: what every counted run of ours asked, and of what, is written down with its hash."""
    executed = [run for run in facts.runs if run.source == Run.Source.EXECUTED]
    url = reverse("evaluations:index", args=[facts.project.path])
    incomplete = [run for run in executed if _holes(run)]
    whole = len(executed) - len(incomplete)
    said = sentence("%(part)s of %(whole)s", part=whole, whole=len(executed))
    told = [Fact(sentence("Runs with a whole manifest"), said, url, passing=True)]
    if not executed:
        return CheckResult(
            told, [sentence("Run a suite here; recorded results cannot be repeated from what is stored.")]
        )
    return CheckResult(
        told, [sentence("“%(run)s” lacks %(parts)s.", run=run.name, parts=_all(_holes(run))) for run in incomplete[:3]]
    )


def _all(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else sentence("%(one)s and %(other)s", one=parts[0], other=_all(parts[1:]))


def _holes(run: Run) -> list[str]:
    release = run.release_record
    held = {
        sentence("its settings"): bool(run.settings and run.settings_sha256),
        sentence("the hash of its cases"): bool(run.suite_sha256),
        sentence("a description of its release"): release is not None and release.is_described,
    }
    return [what for what, is_there in held.items() if not is_there]


def attacked_on_purpose(facts: Facts) -> CheckResult:
    """P2.5, in part: adversarial cases were asked by somebody who does not build, and no high finding is open."""
    attacks = [run for run in facts.runs if ADVERSARIAL & facts.tags_of(run)]
    by_others = [run for run in attacks if not facts.holds(run.created_by_id, *BUILDING)]
    findings = open_findings(facts)
    told = [*_latest(facts, sentence("Latest run with adversarial cases"), attacks[:1]), *findings.facts]
    if not attacks:
        tags = ", ".join(sorted(ADVERSARIAL))
        wanted = sentence("Run a suite with cases that carry one of the tags %(tags)s.", tags=tags)
        return CheckResult(told, [wanted, *findings.obstacles])
    told += _latest(facts, sentence("Latest of them by somebody who does not build"), by_others[:1])
    missing = [] if by_others else [sentence("Have somebody run it who holds no building responsibility.")]
    return CheckResult(told, [*missing, *findings.obstacles])


def fairness_and_privacy(facts: Facts) -> CheckResult:
    """P2.6, in part: cases with both tags were asked in runs that count."""
    told: list[Fact] = []
    obstacles: list[str] = []
    for tag in (FAIRNESS, PRIVACY):
        runs = [run for run in facts.runs if tag in facts.tags_of(run)]
        told += _latest(facts, sentence("Latest run with cases tagged “%(tag)s”", tag=tag), runs[:1])
        obstacles += [] if runs else [sentence("Run a suite with cases tagged “%(tag)s”.", tag=tag)]
    return CheckResult(told, obstacles)


def no_failure_lost(facts: Facts) -> CheckResult:
    """P3.1, in part: no regression is open, and no known gap is past its day."""
    url = reverse("explorer:known_violation_list", args=[facts.project.path])
    regressions = [mark.principle for mark in facts.marks if mark.until is None]
    overdue = [mark.principle for mark in facts.marks if mark.until is not None and mark.until < facts.day]
    told = [
        Fact(sentence("Open regressions"), listed(regressions) or sentence("none"), url),
        Fact(sentence("Known gaps past their day"), listed(overdue) or sentence("none"), url),
    ]
    obstacles = []
    if regressions:
        obstacles.append(sentence("Mend and close the regressions in %(principles)s.", principles=listed(regressions)))
    if overdue:
        obstacles.append(
            sentence("Close or decide again the known gaps in %(principles)s.", principles=listed(overdue))
        )
    return CheckResult(told, obstacles)


def reproduced_by_an_outsider(facts: Facts) -> CheckResult:
    """P4.7, in part: a run was repeated by somebody who holds nothing in the project but the independent review."""
    roles = {held.role for held in facts.responsibilities} - {"independent_reviewer"}
    repeated = [
        run for run in facts.runs if run.repeats_id and run.created_by_id and not facts.holds(run.created_by_id, *roles)
    ]
    told = _latest(facts, sentence("Latest run repeated by an outsider"), repeated[:1])
    wanted = sentence("Have somebody without a part in the project repeat one run.")
    return CheckResult(told, [] if repeated else [wanted])


def model_in_use_was_evaluated(facts: Facts) -> CheckResult:
    """P4.9, in part: each release that is deployed has a counted run."""
    in_use = facts.in_use
    measured = {run.release_record_id for run in facts.runs}
    missing = [release.name for release in in_use if release.pk not in measured]
    url = reverse("evaluations:release_list", args=[facts.project.path])
    told = [
        released(facts, url),
        Fact(sentence("In use and never evaluated"), listed(missing) or sentence("none"), url),
    ]
    if not in_use:
        return CheckResult(told, [NOT_DEPLOYED])
    return CheckResult(told, [sentence("Evaluate %(releases)s.", releases=listed(missing))] if missing else [])


def released(facts: Facts, url: str) -> Fact:
    """Which releases are deployed on the day."""
    names = listed([release.name for release in facts.in_use])
    return Fact(sentence("In use"), names or sentence("no release is marked as deployed"), url)


def _latest(facts: Facts, label: str, runs: Sequence[Run]) -> list[Fact]:
    if not runs:
        return [Fact(label, sentence("none"), passing=True)]
    run = runs[0]
    finished = dated(run.finished_at) if run.finished_at else ""
    if run.simulated:
        value = sentence("“%(run)s”, %(day)s, at the simulated assistant", run=run.name, day=finished)
    else:
        value = sentence("“%(run)s”, %(day)s", run=run.name, day=finished)
    return [Fact(label, value, reverse("evaluations:run_detail", args=[facts.project.path, run.pk]), passing=True)]
