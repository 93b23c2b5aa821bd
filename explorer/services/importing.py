"""Imports a version of the specification from its files, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from explorer.models import SpecVersion
from explorer.services.rows import store
from explorer.spec_markdown import (
    Fault,
    SpecDocument,
    SpecFiles,
    SpecRefused,
    date_of,
    is_label,
    read_document,
    read_folder,
)
from workspaces.models import Organisation

_LABELS = "1 to 80 letters, digits, blanks and . _ + -, the first a letter or digit"


@dataclass(frozen=True, slots=True)
class Imported:
    """The version, what was read, and whether it is new; the same content again is not."""

    version: SpecVersion
    document: SpecDocument
    created: bool


def import_spec(path: Path, label: str = "") -> Imported:
    """Imports a `model_spec.md`, or the folder with it and its `examples/`, for everybody.

    Without a label the newest version of a CHANGELOG.md beside it names it, else its folder.

    Raises:
        SpecRefused: with every fault found; nothing is stored. A fault of the label has no line.
    """
    files = read_folder(path, label)
    return import_files(files, read_document(files.markdown, files.prompt_files))


def import_files(files: SpecFiles, document: SpecDocument, organisation: Organisation | None = None) -> Imported:
    """Stores a document that was read from these files, for everybody or for one organisation.

    Raises:
        SpecRefused: the label cannot be used, or another text has it; nothing is stored.
    """
    known = _same_content(files, organisation)
    if known is not None:
        return Imported(known, document, created=False)
    faults = label_faults(files.label)
    if faults:
        raise SpecRefused(faults)
    try:
        with transaction.atomic():
            version = _new_version(files, document, organisation)
            store(version, document)
    except IntegrityError as error:
        return _met_another(files, document, organisation, error)
    return Imported(version, document, created=True)


def label_faults(label: str) -> list[Fault]:
    """What is wrong with a label by itself."""
    if is_label(label):
        return []
    message = "This cannot be a label." if label else "Give a label: nothing beside the document names one."
    return [Fault(0, message, label, _LABELS, field="label")]


def _same_content(files: SpecFiles, organisation: Organisation | None) -> SpecVersion | None:
    """The version with exactly this content that the organisation can see already."""
    same = SpecVersion.objects.filter(content_sha256=files.content_sha256)
    return same.visible_to(organisation).order_by("pk").first()


def _new_version(files: SpecFiles, document: SpecDocument, organisation: Organisation | None) -> SpecVersion:
    return SpecVersion.objects.create(
        organisation=organisation,
        label=files.label,
        origin=SpecVersion.Origin.IMPORTED,
        content_sha256=files.content_sha256,
        published_on=date_of(files.label),
        preamble=document.preamble,
    )


def _met_another(
    files: SpecFiles, document: SpecDocument, organisation: Organisation | None, error: IntegrityError
) -> Imported:
    """The same content, stored meanwhile by somebody else, is as good; another text under the label is refused."""
    known = _same_content(files, organisation)
    if known is not None:
        return Imported(known, document, created=False)
    same_label = SpecVersion.objects.filter(label=files.label, origin=SpecVersion.Origin.IMPORTED)
    if same_label.filter(organisation=organisation).exists():
        message = "Another text was imported under this label."
        raise SpecRefused([Fault(0, message, files.label, "a label that is not taken", field="label")]) from error
    raise error
