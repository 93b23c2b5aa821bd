"""Whether evidence still counts on a day, and what a run, a scenario or the stances say today."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from calculator.models import ScenarioVersion
from evaluations.models import Run
from evaluations.outcomes import Outcome
from evaluations.selectors import RunSummary, summaries_of
from explorer.stances.standing import Completeness
from roadmap.checks.facts import Spec
from roadmap.models import Evidence, EvidenceVersion
from ui.sentences import dated, inside, joined, sentence
from workspaces.canonical import sha256_of

Kind = EvidenceVersion.Kind
NOTHING = sentence("nothing")
OUTCOMES = {
    Outcome.COMPLIANT: sentence("compliant"),
    Outcome.VIOLATION: sentence("violation"),
    Outcome.PARTIAL: sentence("partial"),
    Outcome.NO_ANSWER: sentence("no answer"),
    Outcome.UNSCORED: sentence("unscored"),
    Outcome.ERRORED: sentence("errored"),
    Outcome.PENDING: sentence("pending"),
}


def of_run(run: Run, summary: RunSummary) -> dict[str, str]:
    """What a run says: what it asked, and what was counted."""
    found = sorted((OUTCOMES[Outcome(outcome)], count) for outcome, count in summary.counts.items() if count)
    counts = joined(joined([str(count), outcome], " ") for outcome, count in found)
    return {
        sentence("Run"): run.name,
        sentence("Release"): run.release,
        sentence("Counted"): counts or NOTHING,
        sentence("Settings"): run.settings_sha256[:12],
        sentence("Cases"): run.suite_sha256[:12],
    }


def of_scenario(version: ScenarioVersion) -> dict[str, str]:
    """What a version of a scenario says; it never changes."""
    return {
        sentence("Scenario"): version.scenario.name,
        sentence("Version"): str(version.number),
        sentence("Content"): version.content_sha256[:12],
    }


def of_stances(spec: Spec) -> dict[str, str]:
    """What was decided about the principles of a version."""
    decided = [
        [entry.section.identifier, entry.stance.kind, entry.stance.wording, entry.stance.reason]
        for entry in spec.entries
        if entry.stance
    ]
    found = Completeness.of(spec.entries)
    return {
        sentence("Specification"): spec.label,
        sentence("Decided"): sentence("%(part)s of %(whole)s", part=found.decided, whole=found.total),
        sentence("Decisions"): found.kinds or sentence("none"),
        sentence("Content"): sha256_of(decided)[:12],
    }


def problems_of(
    versions: Collection[EvidenceVersion], spec: Spec | None, baseline: ScenarioVersion | None, day: date
) -> dict[int, str]:
    """Why each of these current versions does not count on the day, by its evidence; two queries for all of them.

    The versions carry their evidence, run and scenario.
    """
    runs = {version.run_id: version.run for version in versions if version.run is not None}
    summaries = summaries_of(runs.values()) if runs else {}
    today = of_stances(spec) if spec else {}
    found: dict[int, str] = {}
    for version in versions:
        problem = _of_itself(version.evidence, version, day) or _of_its_source(version, summaries, today, baseline)
        if problem:
            found[version.evidence_id] = problem
    return found


def _of_itself(evidence: Evidence, version: EvidenceVersion, day: date) -> str:
    if evidence.superseded_by is not None:
        return sentence("was superseded by “%(title)s”", title=evidence.superseded_by.title)
    if version.expires_on is not None and version.expires_on < day:
        return sentence("expired on %(day)s", day=dated(version.expires_on))
    return ""


def _of_its_source(
    version: EvidenceVersion,
    summaries: Mapping[int, RunSummary],
    stances: Mapping[str, str],
    baseline: ScenarioVersion | None,
) -> str:
    if version.run is not None and getattr(version.run, "correction", None) is not None:
        return sentence("links a pilot that was corrected since")
    if version.run is not None and version.run_id:
        differs = changed(version.was, of_run(version.run, summaries[version.run_id]))
        return sentence("links a run that reads otherwise now: %(how)s", how=differs[0]) if differs else ""
    scenario = version.scenario_version
    if scenario is not None and not scenario.is_current and scenario.pk != (baseline.pk if baseline else None):
        return sentence(
            "links version %(linked)s of a scenario that is at version %(current)s now",
            linked=scenario.number,
            current=scenario.scenario.version,
        )
    if version.kind == Kind.RUN:
        return sentence("links a run that was deleted")
    if version.kind == Kind.SCENARIO and scenario is None:
        return sentence("links a scenario that was deleted")
    if version.kind == Kind.STANCES:
        differs = changed(version.was, stances)
        return sentence("holds decisions that read otherwise now: %(how)s", how=differs[0]) if differs else ""
    return ""


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> Sequence[str]:
    """What reads otherwise now, label by label, what people read before what only hashes say.

    The order is that of ``now``: PostgreSQL keeps none in what was stored.
    """
    return [
        sentence(
            "%(label)s was %(before)s, is %(after)s",
            label=inside(label),
            before=then[label],
            after=now.get(label, NOTHING),
        )
        for label in dict.fromkeys([*now, *then])
        if label in then and now.get(label) != then[label]
    ]
