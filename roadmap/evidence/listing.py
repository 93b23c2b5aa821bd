"""The evidence of a project in rows, with what it is used for and whether it counts on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from roadmap.checks.facts import Facts, facts_of
from roadmap.evidence.uploads import PREVIEWED
from roadmap.export import csv_of
from roadmap.models import Criterion, Evidence, EvidenceUse, EvidenceVersion
from roadmap.state_selectors import current_versions, evidence_problems
from workspaces.models import Project

SOON = timedelta(days=30)
COLUMNS = ("title", "kind", "version", "added on", "added by", "expires on", "counts", "why not", "criteria", "sha256")


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence at its current version; `problem` says why it does not count today."""

    evidence: Evidence
    version: EvidenceVersion
    uses: Sequence[EvidenceUse]
    problem: str
    day: date

    @property
    def criteria(self) -> list[Criterion]:
        """What it is used for, each named once."""
        return list({use.criterion_id: use.criterion for use in self.uses}.values())

    @property
    def expires_soon(self) -> bool:
        expires = self.version.expires_on
        return expires is not None and self.day <= expires <= self.day + SOON

    def fits(self, show: str) -> bool:
        """Whether it belongs into the narrowed list."""
        match show:
            case "broken":
                return bool(self.problem)
            case "expiring":
                return self.expires_soon
            case "superseded":
                return self.evidence.superseded_by_id is not None
            case "unused":
                return not self.uses
        return True


def rows_of(project: Project, day: date, facts: Facts | None = None) -> list[EvidenceRow]:
    """Everything, by title, in a fixed number of queries; *facts* where they are at hand."""
    versions = list(current_versions(project))
    problems = evidence_problems(versions, facts or facts_of(project, day)) if versions else {}
    uses: dict[int, list[EvidenceUse]] = defaultdict(list)
    in_force = EvidenceUse.objects.filter(evidence__project=project, criterion__retired_at__isnull=True)
    for use in in_force.select_related("criterion").order_by("pk"):
        uses[use.evidence_id].append(use)
    return [
        EvidenceRow(version.evidence, version, uses[version.evidence_id], problems.get(version.evidence_id, ""), day)
        for version in versions
    ]


def earlier_versions(project: Project) -> QuerySet[EvidenceVersion]:
    """The versions of each piece of evidence that a later one has replaced, the latest first; without their text."""
    earlier = EvidenceVersion.objects.filter(evidence__project=project, number__lt=F("evidence__number"))
    return earlier.defer("text", "was").order_by("evidence", "-number")


def evidence_csv(rows: Iterable[EvidenceRow]) -> str:
    """One row for each piece of evidence at its current version."""
    return csv_of(COLUMNS, (_cells(row) for row in rows))


def _cells(row: EvidenceRow) -> list[str | int]:
    version = row.version
    return [
        row.evidence.title,
        version.get_kind_display(),
        version.number,
        timezone.localdate(version.added_at).isoformat(),
        version.added_by.name if version.added_by else "",
        version.expires_on.isoformat() if version.expires_on else "",
        "no" if row.problem else "yes",
        row.problem,
        ", ".join(criterion.code for criterion in row.criteria),
        version.sha256,
    ]


def held_by(version: EvidenceVersion) -> str:
    """What a version holds, in words: its file by name and hash, its address, its text, or what it was taken from."""
    if version.file_name:
        return f"{version.file_name}, SHA-256 {version.sha256[:12]}"
    if version.run is not None:
        return str(version.run)
    return version.url or version.text or str(version.scenario_version or "The decisions on principles")


def source_of(project: Project, version: EvidenceVersion) -> str:
    """The page that a linked version was taken from; empty where there is none."""
    match version.kind:
        case EvidenceVersion.Kind.RUN if version.run_id:
            return reverse("evaluations:run_detail", args=[project.path, version.run_id])
        case EvidenceVersion.Kind.SCENARIO if version.scenario_version is not None:
            scenario = version.scenario_version
            return reverse("calculator:scenario_version", args=[project.path, scenario.scenario_id, scenario.number])
        case EvidenceVersion.Kind.STANCES:
            return reverse("explorer:stance_list", args=[project.path])
    return ""


def is_previewed(version: EvidenceVersion) -> bool:
    """Whether a picture of it is shown: raster images alone, which cannot run anything."""
    return version.media_type in PREVIEWED
