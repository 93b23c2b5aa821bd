"""Adding evidence and versions of it, using it for criteria, and replacing it by another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from calculator.models import ScenarioVersion
from evaluations.models import Run
from evaluations.selectors import summary_of
from roadmap.checks.facts import spec_of
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.evidence.pages import PageImage, first_pages
from roadmap.evidence.scanning import refuse_infected
from roadmap.evidence.standing import of_run, of_scenario, of_stances
from roadmap.evidence.uploads import PDF, Upload
from roadmap.models import Criterion, Evidence, EvidencePage, EvidenceUse, EvidenceVersion
from roadmap.services.values import odd_day, odd_text
from roadmap.vocabulary import EVIDENCE_TYPES
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.models import Project, User

LONGEST_TEXT = 20_000
LONGEST_TITLE = 160
Kind = EvidenceVersion.Kind


@dataclass(frozen=True)
class Content:
    """What a version holds: one of text, address, file, run or scenario, or for stances none of them."""

    kind: str
    text: str = ""
    url: str = ""
    upload: Upload | None = None
    run: Run | None = None
    scenario: ScenarioVersion | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    expires_on: date | None = None

    @property
    def words(self) -> str:
        """What it holds, as a person reads it."""
        if self.upload is not None:
            return f"{self.upload.name}, SHA-256 {self.upload.sha256[:12]}"
        return self.url or self.text or str(self.run or self.scenario or "The decisions on principles")


Use = tuple[Criterion, str]


def add_evidence(
    project: Project, actor: User | None, title: str, content: Content, uses: Iterable[Use] = ()
) -> Evidence:
    """A new piece of evidence in its first version, with what it is used for.

    Raises:
        ChangeRefused: a value breaks a rule, or a piece of evidence has the title already.
    """
    title = title.strip()
    problems = {} if title else {"title": "Give it a title."}
    values = _checked(project, content, problems | odd_text("title", title, LONGEST_TITLE))
    pages = _looked_at(content)
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(project=project, title=title, added_by=actor)
            _store(evidence, actor, 1, content, values, pages)
            for criterion, proves in uses:
                use_for(evidence, criterion, proves, actor=actor)
    except IntegrityError as error:
        raise ChangeRefused({"title": "Evidence with this title exists. Add a version to it, or use it."}) from error
    return evidence


def add_version(evidence: Evidence, actor: User | None, content: Content, *, seen: int) -> EvidenceVersion:
    """The next version; those before it stay as they were.

    Raises:
        ChangeRefused: a value breaks a rule.
        ChangedMeanwhile: it has another version by now than the person saw.
    """
    values = _checked(evidence.project, content, {})
    pages = _looked_at(content)
    with transaction.atomic():
        if not Evidence.objects.filter(pk=evidence.pk, number=seen).update(number=seen + 1):
            raise ChangedMeanwhile(f"“{evidence.title}” has a newer version by now. Look at it first.")
        evidence.number = seen + 1
        return _store(evidence, actor, seen + 1, content, values, pages)


def use_for(evidence: Evidence, criterion: Criterion, proves: str, *, actor: User | None) -> EvidenceUse:
    """Uses the evidence for a criterion; where it is used for the same already, that stands.

    Raises:
        ChangeRefused: the criterion asks for no such kind, or belongs to another project.
    """
    asked = [entry["type"] for entry in criterion.evidence]
    if proves not in asked:
        kinds = ", ".join(EVIDENCE_TYPES[kind].lower() for kind in asked)
        raise ChangeRefused({"proves": f"This criterion asks for: {kinds}."})
    if criterion.phase.project_id != evidence.project_id:
        raise ChangeRefused({"evidence": "Choose evidence of this project."})
    with transaction.atomic():
        use, is_new = EvidenceUse.objects.get_or_create(
            evidence=evidence, criterion=criterion, proves=proves, defaults={"added_by": actor}
        )
        if is_new:
            _record(evidence, actor, "evidence.used", criterion=criterion.code, proves=proves)
    return use


@transaction.atomic
def stop_using(use: EvidenceUse, actor: User) -> None:
    """Takes the evidence off a criterion; the evidence itself stays."""
    if EvidenceUse.objects.filter(pk=use.pk).delete()[0]:
        _record(use.evidence, actor, "evidence.taken_off", criterion=use.criterion.code, proves=use.proves)


@transaction.atomic
def supersede(evidence: Evidence, actor: User, by: Evidence) -> None:
    """Says that another piece of evidence has taken its place: it does not count any more.

    Raises:
        ChangeRefused: it would take its own place, in one step or in several.
        ChangedMeanwhile: it was superseded already.
    """
    later = Evidence.objects.filter(pk=by.pk, project=evidence.project_id).first()
    while later is not None and later.pk != evidence.pk and later.superseded_by is not None:
        later = later.superseded_by
    if later is None or later.pk == evidence.pk:
        raise ChangeRefused({"by": "Choose other evidence, which this has not superseded."})
    ended = {"superseded_by": by, "superseded_at": timezone.now()}
    if not Evidence.objects.filter(pk=evidence.pk, superseded_by__isnull=True).update(**ended):
        raise ChangedMeanwhile("It was superseded already.")
    _record(evidence, actor, "evidence.superseded", by=by.title)


def _checked(project: Project, content: Content, problems: dict[str, str]) -> dict[str, Any]:
    """What the version stores of its content, or every broken rule."""
    values: dict[str, Any] = {}
    for name in ("covers_from", "covers_to", "expires_on"):
        problems |= odd_day(name, getattr(content, name))
    if content.covers_from and content.covers_to and content.covers_to < content.covers_from:
        problems["covers_to"] = "The period ends before it begins."
    match content.kind:
        case Kind.FILE if content.upload is not None:
            upload = content.upload
            values = {"sha256": upload.sha256, "file_name": upload.name, "media_type": upload.media_type}
            values["size"] = upload.size
        case Kind.LINK if content.url.startswith(("https://", "http://")) and len(content.url) <= 2000:
            values = {"sha256": _sha256(content.url), "url": content.url}
        case Kind.LINK:
            problems["url"] = "Write the whole address, beginning with https://."
        case Kind.NOTE | Kind.DECISION if content.text.strip():
            text = content.text.strip()
            problems |= odd_text("text", text, LONGEST_TEXT)
            values = {"text": text}
            values |= {"sha256": _sha256(text)} if not problems else {}
        case Kind.NOTE | Kind.DECISION:
            problems["text"] = "Write down what it says."
        case Kind.RUN if content.run is not None and content.run.project_id == project.pk:
            values = _linked(of_run(content.run, summary_of(content.run))) | {"run": content.run}
        case Kind.SCENARIO if content.scenario and content.scenario.scenario.project_id == project.pk:
            values = _linked(of_scenario(content.scenario)) | {"scenario_version": content.scenario}
        case Kind.STANCES if (spec := spec_of(project)) is not None:
            values = _linked(of_stances(spec))
        case _:
            problems["kind"] = "Choose what the evidence is, and give it."
    if problems:
        raise ChangeRefused(problems)
    return values


def _looked_at(content: Content) -> Sequence[PageImage]:
    """Has an upload scanned and, of a PDF, the first pages drawn. Both may take seconds, so no transaction is open."""
    if content.upload is None:
        return ()
    refuse_infected(content.upload.body)
    return first_pages(content.upload.body) if content.upload.media_type == PDF else ()


def _linked(was: dict[str, str]) -> dict[str, Any]:
    return {"was": was, "sha256": sha256_of(was)}


def _store(
    evidence: Evidence,
    actor: User | None,
    number: int,
    content: Content,
    values: dict[str, Any],
    pages: Sequence[PageImage],
) -> EvidenceVersion:
    version = EvidenceVersion(
        evidence=evidence,
        number=number,
        kind=content.kind,
        covers_from=content.covers_from,
        covers_to=content.covers_to,
        expires_on=content.expires_on,
        added_by=actor,
        **values,
    )
    if content.upload is not None:
        version.file = ContentFile(content.upload.body, name="file")
    files: list[FieldFile] = [version.file]
    try:
        with transaction.atomic():
            version.save()
            for place, page in enumerate(pages, start=1):
                picture = EvidencePage(version=version, number=place, width=page.width, height=page.height)
                picture.file = ContentFile(page.png, name="page")
                files.append(picture.file)
                picture.save()
            _record(evidence, actor, "evidence.added", version=number, kind=content.kind, sha256=version.sha256)
    except Exception:
        for file in files:
            if file.name and "/" in file.name:  # it was written already, under a name of its own
                default_storage.delete(file.name)
        raise
    return version


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _record(evidence: Evidence, actor: User | None, action: str, **facts: Any) -> None:
    project = evidence.project
    audit.record(project.organisation, actor, action, evidence, project=project.slug, **facts)
