"""Reads a PDF back: its text without what only layout put there, its bookmarks, its alternative texts."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

import page as validator
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from reports.dossier import Dossier
from reports.kinds import Language
from reports.typesetting import typeset
from reports.wording import shown

FOOT = 15.0  # points from the edge of the paper; the running foot stands above it


@lru_cache(maxsize=8)
def pdf_of(dossier: Dossier, language: Language = "en") -> bytes:
    """The dossier set once for all tests that read it."""
    return typeset(shown(dossier, language=language).as_context())


def squeezed(text: str) -> str:
    """Without spaces, line ends and break opportunities, which belong to the layout and not to the words."""
    return re.sub(r"[\s\u200b]+", "", text)


@lru_cache(maxsize=8)
def text_of(pdf: bytes) -> str:
    """All text of the document, squeezed."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def failures_of(pdf: bytes, profile: str) -> list[tuple[str, str]]:
    """What the validator finds wrong under a profile, as rule and message.

    It takes a compressed stream whose last byte is a carriage return for one byte shorter than it is, since the line
    end before “endstream” then looks like two bytes. That finding is dropped once every length was counted here.
    """
    found = validator.validate_pdf_bytes(pdf, profile=profile).failures
    lengths = "STREAM-LENGTH" if lengths_are_right(pdf) else "none is dropped"
    return [(failure.rule_id, failure.message) for failure in found if lengths not in failure.rule_id]


def lengths_are_right(pdf: bytes) -> bool:
    """Whether each stream is as long as it says."""
    heads = list(re.finditer(rb"/Length (\d+)(?:(?!endobj|stream).)*?>>\s*stream\r?\n", pdf, re.DOTALL))
    ends = [head.end() + int(head.group(1)) for head in heads]
    return len(heads) == pdf.count(b"\nendstream") and all(pdf[end:].startswith(b"\nendstream") for end in ends)


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


def below_the_foot(pdf: bytes) -> list[tuple[int, str]]:
    """(page, text) of what stands under the running foot, or off the page: rows that should have broken."""
    found: list[tuple[int, str]] = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages, start=1):

        def look(text: str, cm: list[float], tm: list[float], *_: object, number: int = number) -> None:
            height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip() and height <= FOOT:
                found.append((number, text))

        page.extract_text(visitor_text=look)
    return found
