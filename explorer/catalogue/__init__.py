"""The built-in catalogue: the outline of one version as facts, and a sentence of ours for each principle."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent
CATALOGUE_LABEL = "2025-12-18"


@dataclass(frozen=True, slots=True)
class CatalogueSection:
    """One line of the outline; `asks` is our sentence and only principles have one."""

    identifier: str
    title: str
    depth: int
    position: int
    parent: str
    authority: str = ""
    tags: tuple[str, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The outline of a version in the order of the document; the hash is that of the file."""

    label: str
    content_sha256: str
    sections: tuple[CatalogueSection, ...]

    @property
    def principles(self) -> tuple[CatalogueSection, ...]:
        return tuple(section for section in self.sections if section.authority)


@cache
def read_catalogue(label: str = CATALOGUE_LABEL) -> Catalogue:
    """The catalogue that ships with the product."""
    content = (_FOLDER / f"{label}.yaml").read_bytes()
    data: dict[str, Any] = yaml.safe_load(content)
    sections: list[CatalogueSection] = []
    for position, entry in enumerate(data["sections"]):
        sections.append(
            CatalogueSection(
                identifier=entry["id"],
                title=entry["title"],
                depth=entry["depth"],
                position=position,
                parent=_parent_of(entry["depth"], sections),
                authority=entry.get("authority", ""),
                tags=tuple(entry.get("tags", ())),
                asks=entry.get("asks", ""),
            )
        )
    return Catalogue(data["label"], hashlib.sha256(content).hexdigest(), tuple(sections))


def _parent_of(depth: int, before: list[CatalogueSection]) -> str:
    return next((section.identifier for section in reversed(before) if section.depth < depth), "")
