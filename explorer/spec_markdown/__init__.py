"""Reads a Model Spec's Markdown into dataclasses, or refuses it with a line for every fault. Plain Python."""

from explorer.spec_markdown.blocks import read_blocks
from explorer.spec_markdown.content import (
    AUTHORITY_LEVELS,
    MARKS,
    Block,
    Commentary,
    Comparison,
    Example,
    Fault,
    Message,
    Part,
    Prompt,
    Prose,
    Response,
    Section,
    SpecDocument,
    SpecRefused,
    text_sha256,
)
from explorer.spec_markdown.document import read_document
from explorer.spec_markdown.folder import SpecFiles, date_of, decoded, is_label, read_folder
from explorer.spec_markdown.references import cross_references_in
from explorer.spec_markdown.upload import read_upload

__all__ = [
    "AUTHORITY_LEVELS",
    "MARKS",
    "Block",
    "Commentary",
    "Comparison",
    "Example",
    "Fault",
    "Message",
    "Part",
    "Prompt",
    "Prose",
    "Response",
    "Section",
    "SpecDocument",
    "SpecFiles",
    "SpecRefused",
    "cross_references_in",
    "date_of",
    "decoded",
    "is_label",
    "read_blocks",
    "read_document",
    "read_folder",
    "read_upload",
    "text_sha256",
]
