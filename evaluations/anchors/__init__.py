"""Rates that others have published, as reference lines; the data with its source is in ``published.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("published.yaml")


@dataclass(frozen=True)
class Anchor:
    """A model and the share that its publisher measured."""

    model: str
    rate: float


@dataclass(frozen=True)
class AnchorSet:
    """One publication: who measured, when it was published, and what to know before comparing anything with it."""

    identifier: str
    by: str
    published: str
    title: str
    about: str
    anchors: tuple[Anchor, ...]


@cache
def published_anchors() -> tuple[AnchorSet, ...]:
    """All publications, read once."""
    sets = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        AnchorSet(
            identifier=each["id"],
            by=each["by"],
            published=each["published"],
            title=each["title"],
            about=each["about"],
            anchors=tuple(Anchor(anchor["model"], anchor["rate"]) for anchor in each["anchors"]),
        )
        for each in sets
    )
