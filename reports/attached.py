"""The facts that ride with a report: inside a PDF as an attached JSON document, or as that document itself."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.dossier import Dossier
from reports.errors import NoReport
from reports.schema import FORMAT
from workspaces.canonical import sha256_of

ATTACHED = "facts.json"
LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True)
class Attached:
    """What a report brought along: its kind, the project's path, and the facts as JSON values."""

    kind: str
    project: str
    facts: Mapping[str, Any]


def document(dossier: Dossier) -> dict[str, Any]:
    """The document that is attached to a PDF and written as a report in JSON."""
    facts = dossier.as_json()
    return {
        "format": FORMAT,
        "kind": dossier.kind,
        "project": dossier.project.slug,
        "sha256": dossier.sha256,
        "facts": facts,
    }


def attachment_of(dossier: Dossier) -> bytes:
    """The document as the bytes that ride inside a PDF."""
    return json.dumps(document(dossier), ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def read_attached(content: bytes) -> Attached:
    """The facts of a report, from its PDF or its JSON.

    Raises:
        NoReport: it is neither, it brings no facts, or they are not the ones that their own hash was made from.
    """
    if len(content) > LARGEST:
        raise NoReport("The file is larger than any report.")
    found = _parsed(_from_pdf(content) if content.lstrip()[:5] == b"%PDF-" else content)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NoReport("This is no report of this product, neither as PDF nor as JSON.")
    facts = found.get("facts")
    if not isinstance(facts, dict) or not isinstance(facts.get("project"), dict):
        raise NoReport("The report brings no facts along.")
    said = {name: value for name, value in facts.items() if name != "making"}
    if sha256_of(said) != found.get("sha256"):
        raise NoReport("The facts in this file are not the ones that it was made with: their hash does not fit.")
    return Attached(str(found.get("kind")), str(found.get("project")), facts)


def _parsed(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoReport("This is no report of this product, neither as PDF nor as JSON.") from error


def _from_pdf(content: bytes) -> bytes:
    # Large to import, and a worker that only writes reports never reads one.
    from pypdf import PdfReader

    try:
        files = PdfReader(io.BytesIO(content)).attachments.get(ATTACHED, [])
    except Exception as error:  # a damaged file makes a parser stumble over anything
        raise NoReport("The PDF cannot be read.") from error
    if len(files) != 1:
        raise NoReport("No facts ride inside this PDF, so there is nothing to hold against the project.")
    return files[0]
