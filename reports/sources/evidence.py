"""The evidence of a project: every piece with its hashes, what it supports, and whether it counts on the day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from reports.facts.evidence import EarlierVersion, EvidenceFacts, UseFacts
from roadmap.evidence.listing import EvidenceRow, earlier_versions, rows_of
from roadmap.gates.selectors import GateGround
from roadmap.models import EvidenceUse, EvidenceVersion
from workspaces.models import Project


def evidence_facts(project: Project, ground: GateGround) -> tuple[EvidenceFacts, ...]:
    """Everything in the order of the criteria that it supports; what supports none comes last."""
    places = {entry.criterion.pk: place for place, entry in enumerate(ground.stated)}
    earlier: dict[int, list[EvidenceVersion]] = defaultdict(list)
    for version in earlier_versions(project):
        earlier[version.evidence_id].append(version)

    def place(row: EvidenceRow) -> tuple[int, str]:
        return min(
            (places.get(use.criterion_id, len(places)) for use in row.uses), default=len(places)
        ), row.evidence.title

    rows = sorted(rows_of(project, ground.day, ground.facts), key=place)
    return tuple(_evidence(row, earlier[row.evidence.pk]) for row in rows)


def _evidence(row: EvidenceRow, earlier: list[EvidenceVersion]) -> EvidenceFacts:
    version, evidence = row.version, row.evidence
    return EvidenceFacts(
        title=evidence.title,
        kind=version.kind,
        source=version.url or version.file_name,
        version=version.number,
        sha256=version.sha256,
        added_on=_day(version.added_at),
        added_by=version.added_by.name if version.added_by else "",
        covers_from=version.covers_from,
        covers_to=version.covers_to,
        expires_on=version.expires_on,
        superseded_by=evidence.superseded_by.title if evidence.superseded_by else "",
        superseded_on=_day(evidence.superseded_at) if evidence.superseded_at else None,
        stands=not row.problem,
        problem=row.problem,
        uses=_uses(row.uses),
        earlier=tuple(EarlierVersion(one.number, _day(one.added_at), one.sha256) for one in earlier),
    )


def _uses(uses: Sequence[EvidenceUse]) -> tuple[UseFacts, ...]:
    proves: dict[str, list[str]] = defaultdict(list)
    for use in uses:
        proves[use.criterion.code].append(use.proves)
    return tuple(UseFacts(code, tuple(kinds)) for code, kinds in proves.items())


def _day(at: datetime) -> date:
    return timezone.localdate(at)
