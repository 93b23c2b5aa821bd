"""Checks on what happens after approval: schedules and their readings, changes and who let them through, records."""

from datetime import timedelta

from django.urls import reverse

from evaluations.models import Release, Run, RunSchedule
from evaluations.schedules.selectors import ScheduleRow
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact, listed

INTERVAL = {
    RunSchedule.Every.DAY: timedelta(days=1),
    RunSchedule.Every.WEEK: timedelta(days=7),
    RunSchedule.Every.MONTH: timedelta(days=31),
}
NO_SCHEDULE = "Put a suite on a schedule."


def nothing_got_worse(facts: Facts) -> CheckResult:
    """P3.2: beside the approved release, on the same cases, no principle falls by more than the plan says matters."""
    found, margin = facts.candidate, _margin(facts)
    said = "no plan names it" if margin is None else _points(margin)
    told = [Fact("Fall that matters", said, reverse("evaluations:plan_list", args=[facts.project.path]))]
    obstacles = [] if margin is not None else ["Say in the test plan which fall of the rate matters."]
    if found is None:
        told.append(Fact("Candidate beside the approved release", "no pair of runs", passing=True))
        known = facts.approvals.latest is not None
        what = "Run its suite on the candidate." if known else "Approve a gate whose request names a release."
        return CheckResult(told, [*obstacles, what])
    fall, principle = found.worst
    url = reverse("evaluations:run_compare", args=[facts.project.path])
    told += [
        Fact(
            "Candidate beside the approved release",
            f"“{found.run.name}” beside “{found.approved.name}”",
            f"{url}?first={found.approved.pk}&second={found.run.pk}",
            passing=True,
        ),
        Fact(
            "Largest fall under one principle", f"{_points(fall)} in {principle}" if fall > 0 else "none", passing=True
        ),
    ]
    obstacles += found.obstacles
    if margin is not None and fall > margin:
        obstacles.append(f"Mend {principle}: it fell by {_points(fall)}, and {_points(margin)} matter.")
    return CheckResult(told, obstacles)


def changes_were_approved(facts: Facts) -> CheckResult:
    """P3.4, in part: each release in use was named in a gate request that others approved than whoever asked."""
    url = reverse("evaluations:release_list", args=[facts.project.path])
    past = [release.name for release in facts.in_use if release.pk not in facts.approvals.releases]
    told = [_in_use(facts, url), Fact("In use and named by no approved gate", listed(past) or "none", url)]
    if not facts.in_use:
        return CheckResult(told, ["Say on a release since when it is deployed."])
    return CheckResult(told, [f"Ask for the gate with {listed(past)}, or retire it."] if past else [])


def right_numbers_are_watched(facts: Facts) -> CheckResult:
    """P4.1, in part: each schedule in use has a mark or a baseline, somebody who set it up, and a recent reading."""
    url = reverse("evaluations:schedule_list", args=[facts.project.path])
    in_use = [row for row in facts.schedules if row.schedule.enabled]
    loose = [row.schedule.name for row in in_use if not (row.schedule.plan_id or row.schedule.baseline_id)]
    nobody = [row.schedule.name for row in in_use if row.schedule.created_by_id is None]
    old = [row.schedule.name for row in in_use if not _is_recent(facts, row)]
    told = [
        Fact("Watched on a schedule", listed([row.schedule.name for row in in_use]) or "nothing", url),
        Fact("With neither a mark nor a baseline", listed(loose) or "none", url),
        Fact("Without a reading in twice the interval", listed(old) or "none", url),
    ]
    obstacles = [] if in_use else [NO_SCHEDULE]
    obstacles += [f"Give {listed(loose)} a plan or a baseline."] if loose else []
    obstacles += [f"Make {listed(nobody)} anew: whoever set it up is gone."] if nobody else []
    obstacles += [f"Read {listed(old)} again: twice its interval has passed."] if old else []
    return CheckResult(told, obstacles)


def tested_again_on_time(facts: Facts) -> CheckResult:
    """P4.2: a schedule is in use, no alarm of one is open, and what is in use was asked, on the version in use."""
    url = reverse("evaluations:schedule_list", args=[facts.project.path])
    in_use = [row.schedule.name for row in facts.schedules if row.schedule.enabled]
    alarmed = [row.schedule.name for row in facts.schedules if row.alarms]
    unasked = [release.name for release in facts.in_use if not any(_asked(facts, release, run) for run in facts.runs)]
    told = [
        Fact("Schedules in use", listed(in_use) or "none", url),
        Fact("With open alarms", listed(alarmed) or "none", url),
        Fact("In use and not asked on the version in use", listed(unasked) or "none"),
    ]
    obstacles = [] if in_use else [NO_SCHEDULE]
    obstacles += [f"Look at the alarms of {listed(alarmed)}."] if alarmed else []
    obstacles += [f"Run a suite on {listed(unasked)}: it or the specification has changed since."] if unasked else []
    return CheckResult(told, obstacles)


def records_are_whole(facts: Facts) -> CheckResult:
    """P4.3, in part: the chain of the audit trail fits from its first entry to its last."""
    url = reverse("workspaces:activity", args=[facts.project.organisation.slug])
    broken = facts.trail.first_bad if facts.trail else None
    told = [Fact("Chain of the audit trail", "unbroken" if broken is None else f"broken at entry {broken}", url)]
    why = f"Find out what happened to entry {broken} of the audit trail: it does not fit the one before."
    return CheckResult(told, [] if broken is None else [why])


def _asked(facts: Facts, release: Release, run: Run) -> bool:
    """Whether the run asked this release, with the version in use where one is and the run says which it asked with."""
    with_version = run.settings.get("specification")
    label = facts.spec.label if facts.spec else ""
    return run.release_record_id == release.pk and (not with_version or not label or with_version == label)


def _is_recent(facts: Facts, row: ScheduleRow) -> bool:
    read = facts.readings.get(row.schedule.pk)
    return read is not None and read.date() + 2 * INTERVAL[RunSchedule.Every(row.schedule.every)] >= facts.day


def _margin(facts: Facts) -> float | None:
    return facts.counted_plan.plan.difference if facts.counted_plan else None


def _in_use(facts: Facts, url: str) -> Fact:
    return Fact("In use", listed([one.name for one in facts.in_use]) or "no release is marked as deployed", url)


def _points(share: float) -> str:
    return f"{share * 100:.3g} points"
