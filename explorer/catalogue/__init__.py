"""The built-in catalogue: outlines of two versions as facts, and our own texts on the principles of the newer one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent
CATALOGUE_LABEL = "2025-12-18"
# Oldest first. The older one is there so that a fresh machine can show what a new version touches.
OUTLINE_LABELS = ("2025-10-27", CATALOGUE_LABEL)
# The C loader is ten times as fast, which every migration and every first page feels.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """One line of an outline; `text_sha256` is the hash of the published text that is not shipped."""

    identifier: str
    title: str
    depth: int
    position: int
    parent: str
    authority: str
    tags: tuple[str, ...]
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A version in the order of the document, without its texts."""

    label: str
    sections: tuple[OutlineSection, ...]

    @property
    def principles(self) -> tuple[OutlineSection, ...]:
        return tuple(section for section in self.sections if section.authority)


@dataclass(frozen=True, slots=True)
class PrincipleText:
    """What we say about a principle: what it asks, why it exists, what it means for a deployment, how it is broken."""

    identifier: str
    asks: str
    why: str
    deployment: str
    pitfalls: tuple[str, ...]


@cache
def read_outline(label: str = CATALOGUE_LABEL) -> Outline:
    """An outline that ships with the product."""
    data: dict[str, Any] = yaml.load((_FOLDER / f"{label}.yaml").read_bytes(), Loader=_LOADER)  # noqa: S506  (safe)
    sections: list[OutlineSection] = []
    for position, entry in enumerate(data["sections"]):
        sections.append(
            OutlineSection(
                identifier=entry["id"],
                title=entry["title"],
                depth=entry["depth"],
                position=position,
                parent=_parent_of(entry["depth"], sections),
                authority=entry.get("authority", ""),
                tags=tuple(entry.get("tags", ())),
                text_sha256=entry["text_sha256"],
            )
        )
    return Outline(data["label"], tuple(sections))


@cache
def read_texts() -> dict[str, PrincipleText]:
    """Our texts by the identifier of the principle, in the order of the outline."""
    return {principle.identifier: _text(principle.identifier) for principle in read_outline().principles}


def catalogue_sha256() -> str:
    """Hash over every file of the catalogue: what is loaded is loaded again when one of them changes."""
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(_FOLDER).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _text(identifier: str) -> PrincipleText:
    content = (_FOLDER / "principles" / f"{identifier}.yaml").read_bytes()
    data: dict[str, Any] = yaml.load(content, Loader=_LOADER)  # noqa: S506  (a safe loader, see above)
    return PrincipleText(
        identifier=identifier,
        asks=data["asks"].strip(),
        why=data["why"].strip(),
        deployment=data["deployment"].strip(),
        pitfalls=tuple(each.strip() for each in data["pitfalls"]),
    )


def _parent_of(depth: int, before: list[OutlineSection]) -> str:
    return next((section.identifier for section in reversed(before) if section.depth < depth), "")
