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

_LABELS = "1 to 80 letters, digits, blanks and . _ + -, the first a letter or digit"


@dataclass(frozen=True, slots=True)
class Imported:
    """The version, what was read, and whether it is new; the same content again is not."""

    version: SpecVersion
    document: SpecDocument
    created: bool


def import_spec(path: Path, label: str = "") -> Imported:
    """Imports a `model_spec.md`, or the folder with it and its `examples/`.

    Without a label the newest version of a CHANGELOG.md beside it names it, else its folder.

    Raises:
        SpecRefused: with every fault found; nothing is stored. A fault of the label has no line.
    """
    files = read_folder(path, label)
    document = read_document(files.markdown, files.prompt_files)
    known = SpecVersion.objects.filter(content_sha256=files.content_sha256).first()
    if known is not None:
        return Imported(known, document, created=False)
    if not is_label(files.label):
        message = "This cannot be a label." if files.label else "Give a label: nothing beside the document names one."
        raise SpecRefused([Fault(0, message, files.label, _LABELS, field="label")])
    try:
        with transaction.atomic():
            version = _new_version(files, document)
            store(version, document)
    except IntegrityError as error:
        return _met_another(files, document, error)
    return Imported(version, document, created=True)


def _new_version(files: SpecFiles, document: SpecDocument) -> SpecVersion:
    return SpecVersion.objects.create(
        label=files.label,
        origin=SpecVersion.Origin.IMPORTED,
        content_sha256=files.content_sha256,
        published_on=date_of(files.label),
        preamble=document.preamble,
    )


def _met_another(files: SpecFiles, document: SpecDocument, error: IntegrityError) -> Imported:
    """The same content, stored meanwhile by somebody else, is as good; another text under the label is refused."""
    known = SpecVersion.objects.filter(content_sha256=files.content_sha256).first()
    if known is not None:
        return Imported(known, document, created=False)
    if SpecVersion.objects.filter(label=files.label, origin=SpecVersion.Origin.IMPORTED).exists():
        message = "Another text was imported under this label."
        raise SpecRefused([Fault(0, message, files.label, "a label that is not taken", field="label")]) from error
    raise error
