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
)
from explorer.spec_markdown.document import read_document
from explorer.spec_markdown.folder import SpecFiles, date_of, is_label, read_folder

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
    "date_of",
    "is_label",
    "read_blocks",
    "read_document",
    "read_folder",
]
