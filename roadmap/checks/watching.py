"""Checks on what happens after approval: schedules and their readings, changes and who let them through, records."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from evaluations.models import Release, Run, RunSchedule
from evaluations.schedules.selectors import ScheduleRow
from roadmap.checks.facts import Facts
from roadmap.checks.measuring import NOT_DEPLOYED, released
from roadmap.checks.results import CheckResult, Fact
from ui.sentences import listed, numbered, sentence

INTERVAL = {
    RunSchedule.Every.DAY: timedelta(days=1),
    RunSchedule.Every.WEEK: timedelta(days=7),
    RunSchedule.Every.MONTH: timedelta(days=31),
}
NO_SCHEDULE = sentence("Put a suite on a schedule.")


def nothing_got_worse(facts: Facts) -> CheckResult:
    """P3.2: beside the approved release, on the same cases, no principle falls by more than the plan says matters."""
    found, margin = facts.candidate, _margin(facts)
    said = sentence("no plan names it") if margin is None else _points(margin)
    told = [Fact(sentence("Fall that matters"), said, reverse("evaluations:plan_list", args=[facts.project.path]))]
    obstacles: list[str] = []
    if margin is None:
        obstacles.append(sentence("Say in the test plan which fall of the rate matters."))
    if found is None:
        told.append(Fact(sentence("Candidate beside the approved release"), sentence("no pair of runs"), passing=True))
        known = facts.approvals.latest is not None
        run, ask = (
            sentence("Run its suite on the candidate."),
            sentence("Approve a gate whose request names a release."),
        )
        return CheckResult(told, [*obstacles, run if known else ask])
    fall, principle = found.worst
    url = reverse("evaluations:run_compare", args=[facts.project.path])
    told += [
        Fact(
            sentence("Candidate beside the approved release"),
            sentence("“%(run)s” beside “%(approved)s”", run=found.run.name, approved=found.approved.name),
            f"{url}?first={found.approved.pk}&second={found.run.pk}",
            passing=True,
        ),
        Fact(sentence("Largest fall under one principle"), _fall(fall, principle), passing=True),
    ]
    obstacles += found.obstacles
    if margin is not None and fall > margin:
        obstacles.append(
            sentence(
                "Mend %(principle)s: it fell by %(fall)s, and %(margin)s matter.",
                principle=principle,
                fall=_points(fall),
                margin=_points(margin),
            )
        )
    return CheckResult(told, obstacles)


def changes_were_approved(facts: Facts) -> CheckResult:
    """P3.4, in part: each release in use was named in a gate request that others approved than whoever asked."""
    url = reverse("evaluations:release_list", args=[facts.project.path])
    past = [release.name for release in facts.in_use if release.pk not in facts.approvals.releases]
    told = [
        released(facts, url),
        Fact(sentence("In use and named by no approved gate"), listed(past) or sentence("none"), url),
    ]
    if not facts.in_use:
        return CheckResult(told, [NOT_DEPLOYED])
    ask = sentence("Ask for the gate with %(releases)s, or retire it.", releases=listed(past))
    return CheckResult(told, [ask] if past else [])


def right_numbers_are_watched(facts: Facts) -> CheckResult:
    """P4.1, in part: each schedule in use has a mark or a baseline, somebody who set it up, and a recent reading."""
    url = reverse("evaluations:schedule_list", args=[facts.project.path])
    in_use = [row for row in facts.schedules if row.schedule.enabled]
    loose = [row.schedule.name for row in in_use if not (row.schedule.plan_id or row.schedule.baseline_id)]
    nobody = [row.schedule.name for row in in_use if row.schedule.created_by_id is None]
    old = [row.schedule.name for row in in_use if not _is_recent(facts, row)]
    told = [
        Fact(
            sentence("Watched on a schedule"),
            listed([row.schedule.name for row in in_use]) or sentence("nothing"),
            url,
        ),
        Fact(sentence("With neither a mark nor a baseline"), listed(loose) or sentence("none"), url),
        Fact(sentence("Without a reading in twice the interval"), listed(old) or sentence("none"), url),
    ]
    obstacles = [] if in_use else [NO_SCHEDULE]
    if loose:
        obstacles.append(sentence("Give %(schedules)s a plan or a baseline.", schedules=listed(loose)))
    if nobody:
        gone = sentence("Make %(schedules)s anew: whoever set it up is gone.", schedules=listed(nobody))
        obstacles.append(gone)
    if old:
        obstacles.append(sentence("Read %(schedules)s again: twice its interval has passed.", schedules=listed(old)))
    return CheckResult(told, obstacles)


def tested_again_on_time(facts: Facts) -> CheckResult:
    """P4.2: a schedule is in use, no alarm of one is open, and what is in use was asked, on the version in use."""
    url = reverse("evaluations:schedule_list", args=[facts.project.path])
    in_use = [row.schedule.name for row in facts.schedules if row.schedule.enabled]
    alarmed = [row.schedule.name for row in facts.schedules if row.alarms]
    unasked = [release.name for release in facts.in_use if not any(_asked(facts, release, run) for run in facts.runs)]
    told = [
        Fact(sentence("Schedules in use"), listed(in_use) or sentence("none"), url),
        Fact(sentence("With open alarms"), listed(alarmed) or sentence("none"), url),
        Fact(sentence("In use and not asked on the version in use"), listed(unasked) or sentence("none")),
    ]
    obstacles = [] if in_use else [NO_SCHEDULE]
    if alarmed:
        obstacles.append(sentence("Look at the alarms of %(schedules)s.", schedules=listed(alarmed)))
    if unasked:
        obstacles.append(
            sentence(
                "Run a suite on %(releases)s: it or the specification has changed since.", releases=listed(unasked)
            )
        )
    return CheckResult(told, obstacles)


def records_are_whole(facts: Facts) -> CheckResult:
    """P4.3, in part: the chain of the audit trail fits from its first entry to its last."""
    url = reverse("workspaces:activity", args=[facts.project.organisation.slug])
    broken = facts.trail.first_bad if facts.trail else None
    label = sentence("Chain of the audit trail")
    if broken is None:
        return CheckResult([Fact(label, sentence("unbroken"), url)])
    why = sentence(
        "Find out what happened to entry %(entry)s of the audit trail: it does not fit the one before.", entry=broken
    )
    return CheckResult([Fact(label, sentence("broken at entry %(entry)s", entry=broken), url)], [why])


def _asked(facts: Facts, release: Release, run: Run) -> bool:
    """Whether the run asked this release, with the version in use where one is and the run says which it asked with."""
    with_version = run.settings.get("specification")
    label = facts.spec.label if facts.spec else ""
    return run.release_record_id == release.pk and (not with_version or not label or with_version == label)


def _is_recent(facts: Facts, row: ScheduleRow) -> bool:
    read = facts.readings.get(row.schedule.pk)
    interval = INTERVAL[RunSchedule.Every(row.schedule.every)]
    return read is not None and timezone.localdate(read) + 2 * interval >= facts.day


def _margin(facts: Facts) -> float | None:
    return facts.counted_plan.plan.difference if facts.counted_plan else None


def _fall(fall: float, principle: str) -> str:
    if fall <= 0:
        return sentence("none")
    return sentence("%(fall)s in %(principle)s", fall=_points(fall), principle=principle)


def _points(share: float) -> str:
    return sentence("%(number)s points", number=numbered(f"{share * 100:.3g}"))
