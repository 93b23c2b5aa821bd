"""Whether evidence still counts on a day, and what a run, a scenario or the stances say today."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.formats import date_format

from calculator.models import ScenarioVersion
from evaluations.models import Run
from evaluations.selectors import RunSummary, summaries_of
from explorer.stances.standing import Completeness
from roadmap.checks.facts import Spec
from roadmap.evidence.canonical import digest
from roadmap.models import Evidence, EvidenceVersion

Kind = EvidenceVersion.Kind


def of_run(run: Run, summary: RunSummary) -> dict[str, str]:
    """What a run says: what it asked, and what was counted."""
    found = sorted((outcome.replace("_", " "), count) for outcome, count in summary.counts.items() if count)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in found)
    return {
        "Run": run.name,
        "Release": run.release,
        "Counted": counts or "nothing",
        "Settings": run.settings_sha256[:12],
        "Cases": run.suite_sha256[:12],
    }


def of_scenario(version: ScenarioVersion) -> dict[str, str]:
    """What a version of a scenario says; it never changes."""
    return {"Scenario": version.scenario.name, "Version": str(version.number), "Content": version.content_sha256[:12]}


def of_stances(spec: Spec) -> dict[str, str]:
    """What was decided about the principles of a version."""
    decided = [
        [entry.section.identifier, entry.stance.kind, entry.stance.wording, entry.stance.reason]
        for entry in spec.entries
        if entry.stance
    ]
    found = Completeness.of(spec.entries)
    return {
        "Specification": spec.label,
        "Decided": f"{found.decided} of {found.total}",
        "Decisions": found.kinds or "none",
        "Content": digest(decided)[:12],
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
        return f"was superseded by “{evidence.superseded_by.title}”"
    if version.expires_on is not None and version.expires_on < day:
        return f"expired on {date_format(version.expires_on, 'j M Y')}"
    return ""


def _of_its_source(
    version: EvidenceVersion,
    summaries: Mapping[int, RunSummary],
    stances: Mapping[str, str],
    baseline: ScenarioVersion | None,
) -> str:
    if version.run is not None and getattr(version.run, "correction", None) is not None:
        return "links a pilot that was corrected since"
    if version.run is not None and version.run_id:
        differs = changed(version.was, of_run(version.run, summaries[version.run_id]))
        return f"links a run that reads otherwise now: {differs[0]}" if differs else ""
    scenario = version.scenario_version
    if scenario is not None and not scenario.is_current and scenario.pk != (baseline.pk if baseline else None):
        return f"links version {scenario.number} of a scenario that is at version {scenario.scenario.version} now"
    if version.kind in (Kind.RUN, Kind.SCENARIO) and scenario is None:
        return f"links a {version.get_kind_display().lower()} that was deleted"
    if version.kind == Kind.STANCES:
        differs = changed(version.was, stances)
        return f"holds decisions that read otherwise now: {differs[0]}" if differs else ""
    return ""


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> Sequence[str]:
    """What reads otherwise now, label by label, what people read before what only hashes say.

    The order is that of ``now``: PostgreSQL keeps none in what was stored.
    """
    return [
        f"{label.lower()} was {then[label]}, is {now.get(label, 'nothing')}"
        for label in dict.fromkeys([*now, *then])
        if label in then and now.get(label) != then[label]
    ]
