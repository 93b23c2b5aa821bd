"""Reads a PDF back: its text without what only layout put there, its bookmarks, its alternative texts."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from reports.dossier import Dossier
from reports.typesetting import typeset
from reports.wording import shown


@lru_cache(maxsize=8)
def pdf_of(dossier: Dossier) -> bytes:
    """The dossier set once for all tests that read it."""
    return typeset(shown(dossier).as_context())


def squeezed(text: str) -> str:
    """Without spaces, line ends and break opportunities, which belong to the layout and not to the words."""
    return re.sub(r"[\s\u200b]+", "", text)


@lru_cache(maxsize=8)
def text_of(pdf: bytes) -> str:
    """All text of the document, squeezed."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def alternative_texts(pdf: bytes) -> set[str]:
    """What a screen reader says for the drawings."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return {str(element["/Alt"]) for element in _elements(root["/StructTreeRoot"]) if "/Alt" in element}


def _elements(node: object) -> Iterator[DictionaryObject]:
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for entry in node:
            yield from _elements(entry)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from _elements(node["/K"])
