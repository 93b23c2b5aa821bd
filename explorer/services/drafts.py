"""Documents on their way in: taken as drafts, imported on somebody's word, or thrown away."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from explorer.drafts import content as draft_content
from explorer.errors import DraftNotReady, DraftsFull, NoSourceAddress
from explorer.models import SpecDraft
from explorer.services.importing import Imported, import_files
from explorer.spec_markdown import SpecFiles
from explorer.tasks import fetch_draft
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import Project, User

MOST_WAITING = 10


def draft_upload(project: Project, files: SpecFiles, *, actor: User) -> SpecDraft:
    """Keeps uploaded files as a draft, with its faults where it has any. Nothing of it is in the explorer yet.

    Raises:
        DraftsFull: too many drafts of the project wait already.
    """
    fields = draft_content.fields_of(files)
    with transaction.atomic():
        _refuse_too_many(project)
        draft = SpecDraft.objects.create(
            project=project, source=SpecDraft.Source.UPLOAD, label=files.label[:80], created_by=actor, **fields
        )
        audit.record(project.organisation, actor, "spec_draft.uploaded", draft, faults=len(draft.faults))
    return draft


def request_fetch(project: Project, *, actor: User) -> SpecDraft:
    """Has a worker fetch the document from the operator's address; asking again meanwhile gives the same draft.

    Raises:
        NoSourceAddress: the operator named none.
        DraftsFull: too many drafts of the project wait already.
    """
    if not settings.SPEC_SOURCE_URL:
        raise NoSourceAddress("The operator of this installation has named no address to fetch a document from.")
    with transaction.atomic():
        _refuse_too_many(project, besides=SpecDraft.State.FETCHING)
        known = SpecDraft.objects.filter(project=project, state=SpecDraft.State.FETCHING).first()
        if known is not None:
            return known
        draft = SpecDraft.objects.create(
            project=project, source=SpecDraft.Source.ADDRESS, state=SpecDraft.State.FETCHING, created_by=actor
        )
        audit.record(project.organisation, actor, "spec_draft.requested", draft, address=settings.SPEC_SOURCE_URL)
        ring_on_commit(fetch_draft, draft.pk)
    return draft


def import_draft(draft: SpecDraft, label: str, *, actor: User) -> Imported:
    """Stores the draft's document as a version of the organisation, under this label.

    Raises:
        DraftNotReady: somebody imported or discarded it already, or it is refused.
        SpecRefused: the label cannot be used; the draft stays as it was.
    """
    files = draft_content.files_of(draft, label)
    document = draft_content.document_of(draft)
    with transaction.atomic():
        ready = SpecDraft.objects.filter(pk=draft.pk, state=SpecDraft.State.READY)
        if not ready.update(state=SpecDraft.State.IMPORTED, label=label):
            raise DraftNotReady("This document was imported or discarded already.")
        imported = import_files(files, document, draft.project.organisation)
        SpecDraft.objects.filter(pk=draft.pk).update(version=imported.version)
        if imported.created:
            facts = {"label": label, "sections": len(document.sections), "sha256": files.content_sha256}
            audit.record(draft.project.organisation, actor, "spec.imported", imported.version, **facts)
    draft.project.__dict__.pop("_spec_versions", None)
    return imported


def discard_draft(draft: SpecDraft, *, actor: User) -> None:
    """Throws a draft away.

    Raises:
        DraftNotReady: it was imported already.
    """
    with transaction.atomic():
        removed, _ = SpecDraft.objects.filter(pk=draft.pk).exclude(state=SpecDraft.State.IMPORTED).delete()
        if not removed:
            raise DraftNotReady("This document was imported or discarded already.")
        name = f"{draft._meta.label}#{draft.pk} {draft}"
        audit.record(draft.project.organisation, actor, "spec_draft.discarded", name)


def _refuse_too_many(project: Project, besides: str = "") -> None:
    Project.objects.select_for_update().get(pk=project.pk)  # so that the limit holds against a double click
    waiting = SpecDraft.objects.filter(project=project).exclude(state__in=[SpecDraft.State.IMPORTED, besides])
    if waiting.count() >= MOST_WAITING:
        raise DraftsFull(f"{MOST_WAITING} documents wait to be looked at. Import or discard one of them first.")
