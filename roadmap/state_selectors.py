"""Where the criteria of a project stand on a day, and what that rests on; in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from calculator.models import ScenarioVersion
from explorer.models import Section, SpecVersion
from explorer.selectors import version_for
from roadmap.checks.facts import Facts, facts_of
from roadmap.checks.registry import check_for
from roadmap.evidence.standing import problems_of
from roadmap.leave import Leave, leaves_of
from roadmap.models import Confirmation, Criterion, EvidenceUse, EvidenceVersion, Exclusion
from roadmap.states import CriterionState, Inputs, Shown, refused_waiver, state_of
from roadmap.versions import anchors
from roadmap.vocabulary import SUBJECT
from workspaces.models import Project, Waiver


@dataclass(frozen=True)
class Stated:
    """A criterion with its state on a day."""

    criterion: Criterion
    state: CriterionState
    day: date

    @property
    def stands_in_the_way(self) -> bool:
        return self.state.stands_in_the_way

    @property
    def is_overdue(self) -> bool:
        due = self.criterion.due_on
        return self.state.is_unsettled and due is not None and due < self.day


def criterion_states(project: Project, day: date) -> dict[int, CriterionState]:
    """The state of each criterion of the project on that day, by primary key."""
    return {entry.criterion.pk: entry.state for entry in stated_criteria(project, day)}


def stated_criteria(project: Project, day: date, facts: Facts | None = None) -> list[Stated]:
    """The project's criteria with their states, in the order of phases and codes; *facts* where they are at hand."""
    found = list(
        Criterion.objects.filter(phase__project=project)
        .select_related("phase", "owner")
        .order_by("phase__number", "position")
    )
    if not found:
        return []
    for criterion in found:
        criterion.phase.project = project
    rests_on = {anchor for criterion in found for anchor in criterion.spec_anchors}
    ground = _Ground.of(project, facts or facts_of(project, day), rests_on)
    return [Stated(criterion, state_of(ground.inputs(criterion), day), day) for criterion in found]


def stated(criterion: Criterion, day: date) -> Stated:
    """One criterion with its state: it takes the facts of the whole project, as its page shows them."""
    return next(entry for entry in stated_criteria(criterion.phase.project, day) if entry.criterion.pk == criterion.pk)


def waiver_subject(criterion: Criterion) -> str:
    """What a waiver for this criterion is about."""
    return f"{SUBJECT}{criterion.code}"


def current_versions(project: Project) -> QuerySet[EvidenceVersion]:
    """The version that each piece of evidence is at, with what it links."""
    return (
        EvidenceVersion.objects.filter(evidence__project=project, number=F("evidence__number"))
        .select_related("evidence__superseded_by", "run__correction", "scenario_version__scenario", "added_by")
        .defer("scenario_version__inputs", "scenario_version__results")
        .order_by("evidence__title", "pk")
    )


@dataclass(frozen=True)
class _Ground:
    """Everything that states of one project follow from on a day, by criterion."""

    facts: Facts
    shown: Mapping[int, Sequence[Shown]]
    confirmations: Mapping[int, Confirmation]
    exclusions: Mapping[int, Exclusion]
    leaves: Mapping[str, Sequence[Leave]]
    sections: Mapping[str, str] | None  # of those that criteria rest on, as they read; None where no version is loaded

    @classmethod
    def of(cls, project: Project, facts: Facts, identifiers: Collection[str]) -> _Ground:
        ours = {"criterion__phase__project": project, "ended_at__isnull": True}
        return cls(
            facts=facts,
            shown=shown_by_criterion(project, facts),
            confirmations={one.criterion_id: one for one in Confirmation.objects.filter(**ours)},
            exclusions={one.criterion_id: one for one in Exclusion.objects.filter(**ours)},
            leaves=leaves_of(project),
            sections=sections_as_written(project, identifiers),
        )

    def inputs(self, criterion: Criterion) -> Inputs:
        check = check_for(criterion)
        waiver, refused = self._waiver(criterion)
        return Inputs(
            criterion=criterion,
            check=check,
            result=check.run(self.facts) if check else None,
            shown=self.shown.get(criterion.pk, ()),
            confirmation=self.confirmations.get(criterion.pk),
            exclusion=self.exclusions.get(criterion.pk),
            waiver=waiver,
            waiver_refused=refused,
            sections=() if self.sections is None else anchors.pairs_of(criterion.spec_anchors, self.sections),
        )

    def _waiver(self, criterion: Criterion) -> tuple[Waiver | None, str]:
        """Of the granted waivers that count the one that lasts longest, or why none does."""
        granted = self.leaves.get(waiver_subject(criterion), ())
        if good := [one.waiver for one in granted if one.counts]:
            return max(good, key=lambda one: one.until), ""
        running = [one.waiver for one in granted if one.waiver.until >= self.facts.day]
        return None, refused_waiver(running[0], criterion) if running else ""


def sections_as_written(project: Project, identifiers: Collection[str]) -> dict[str, str] | None:
    """What these sections say in the version that the project works with, in one query; None where none is loaded."""
    try:
        version = version_for(project)
    except SpecVersion.DoesNotExist:
        return None
    rows = Section.objects.filter(version=version, identifier__in=identifiers)
    return {
        identifier: anchors.written(authority, sha256)
        for identifier, authority, sha256 in rows.values_list("identifier", "authority", "text_sha256")
    }


def shown_by_criterion(project: Project, facts: Facts) -> dict[int, list[Shown]]:
    """The evidence of each criterion with whether it counts on the day of the facts."""
    uses = EvidenceUse.objects.filter(criterion__phase__project=project).select_related("evidence")
    listed = list(uses.order_by("criterion_id", "evidence__title", "proves"))
    if not listed:
        return {}
    versions = {version.evidence_id: version for version in current_versions(project)}
    problems = evidence_problems(list(versions.values()), facts)
    found: dict[int, list[Shown]] = defaultdict(list)
    for use in listed:
        problem = problems.get(use.evidence_id, "")
        found[use.criterion_id].append(Shown(use, versions[use.evidence_id], problem))
    return found


def evidence_problems(versions: Sequence[EvidenceVersion], facts: Facts) -> dict[int, str]:
    """Why evidence does not count on the day of the facts, by its primary key."""
    baseline: ScenarioVersion | None = facts.money.baseline.version if facts.money.baseline else None
    return problems_of(versions, facts.spec, baseline, facts.day)
