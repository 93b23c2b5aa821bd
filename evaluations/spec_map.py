"""The spec map: a sunburst of the specification, a chapter's sector with its principles around it; plain Python.

Angles run clockwise from the top. Everything is laid out on a square of ``SIZE`` with the centre at 0, 0, and comes out
as SVG path data, so that the picture needs no script, carries links and prints.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin

SIZE = 960
# Radii: the hole in the middle, the chapters' ring, the principles' ring, and where the titles begin.
HOLE, CHAPTER_END, LEAF_START, LEAF_END, TITLES_FROM = 96.0, 150.0, 156.0, 252.0, 262.0
GAP = 0.03  # between two chapters, in radians
LEAF_GAP = 0.004
LEAST = 10  # results from which a leaf carries a colour of its own
LONGEST_TITLE = 36
STEPS = 10


@dataclass(frozen=True)
class Leaf:
    """A principle on the map: k compliant of n counted results; ``stale`` where it was measured on an older text."""

    identifier: str
    title: str
    authority: str
    chapter: str
    numerator: int
    denominator: int
    stale: bool
    url: str

    @property
    def coloured(self) -> bool:
        return self.denominator >= LEAST


@dataclass(frozen=True)
class Sector:
    """A piece of a ring: its outline, the step of its colour (None leaves it hollow), and what is written in it.

    `start` and `end` are its angles without gaps, for those who draw it otherwise.
    """

    start: float
    end: float
    path: str
    title: str
    words: str
    url: str
    step: int | None
    stale: bool
    measured: bool
    label: str
    label_transform: str


@dataclass(frozen=True)
class ChapterSector(Sector):
    """``arc`` is the line on which the chapter's name runs; empty where there is no room for it."""

    arc: str
    key: str


@dataclass(frozen=True)
class LeafSector(Sector):
    """``side`` is *start* on the right half of the map and *end* on the left: where the outer title is anchored.

    ``short`` says that not every counted answer was compliant.
    """

    name: str
    name_transform: str
    side: str
    authority: str
    short: bool


@dataclass(frozen=True)
class SpecMap:
    chapters: list[ChapterSector]
    leaves: list[LeafSector]
    numerator: int
    denominator: int
    measured: int

    @property
    def total(self) -> int:
        return len(self.leaves)


def draw(leaves: Sequence[Leaf]) -> SpecMap:
    """Lays the leaves out in their order; those of one chapter stand together."""
    runs = [(chapter, list(group)) for chapter, group in groupby(leaves, key=lambda leaf: leaf.chapter)]
    width = (2 * pi - GAP * len(runs)) / max(len(leaves), 1)
    chapters: list[ChapterSector] = []
    sectors: list[LeafSector] = []
    at = GAP / 2
    for number, (chapter, group) in enumerate(runs):
        end = at + width * len(group)
        chapters.append(_chapter(chapter, group, at, end, f"chapter-{number}"))
        sectors += [_leaf(leaf, at + width * i, at + width * (i + 1)) for i, leaf in enumerate(group)]
        at = end + GAP
    return SpecMap(
        chapters,
        sectors,
        numerator=sum(leaf.numerator for leaf in leaves),
        denominator=sum(leaf.denominator for leaf in leaves),
        measured=sum(leaf.denominator > 0 for leaf in leaves),
    )


def step_of(numerator: int, denominator: int) -> int:
    """The colour's step from 0, nothing compliant, to 10, everything; 10 is kept for no violation at all."""
    if numerator == denominator:
        return STEPS
    return min(STEPS - 1, round(numerator / denominator * STEPS))


def _chapter(title: str, leaves: Sequence[Leaf], start: float, end: float, key: str) -> ChapterSector:
    numerator, denominator = sum(leaf.numerator for leaf in leaves), sum(leaf.denominator for leaf in leaves)
    middle, room = (start + end) / 2, (end - start) * (HOLE + CHAPTER_END) / 2
    fits = room > 8 * len(title)
    return ChapterSector(
        start=start,
        end=end,
        path=ring(HOLE, CHAPTER_END, start, end),
        title=title,
        words=_words(title, numerator, denominator),
        url=leaves[0].url if len(leaves) == 1 else "",
        step=step_of(numerator, denominator) if denominator >= LEAST else None,
        stale=any(leaf.stale for leaf in leaves),
        measured=denominator > 0,
        label=title if fits else "",
        label_transform="",
        arc=_arc((HOLE + CHAPTER_END) / 2, start, end, upside=_is_below(middle)) if fits else "",
        key=key,
    )


def _leaf(leaf: Leaf, start: float, end: float) -> LeafSector:
    middle = (start + end) / 2
    left = middle > pi
    name = leaf.title if len(leaf.title) <= LONGEST_TITLE else leaf.title[: LONGEST_TITLE - 1].rstrip() + "…"
    return LeafSector(
        start=start,
        end=end,
        path=ring(LEAF_START, LEAF_END, start + LEAF_GAP, end - LEAF_GAP),
        title=leaf.title,
        words=_words(leaf.title, leaf.numerator, leaf.denominator, stale=leaf.stale),
        url=leaf.url,
        step=step_of(leaf.numerator, leaf.denominator) if leaf.coloured else None,
        stale=leaf.stale,
        measured=leaf.denominator > 0,
        label=f"{leaf.numerator}/{leaf.denominator}" if leaf.denominator else "",
        label_transform=_radial(middle, (LEAF_START + LEAF_END) / 2, left),
        name=name,
        name_transform=_radial(middle, TITLES_FROM, left),
        side="end" if left else "start",
        authority=leaf.authority,
        short=leaf.numerator < leaf.denominator,
    )


def _words(title: str, numerator: int, denominator: int, *, stale: bool = False) -> str:
    if not denominator:
        return f"{title}: not measured"
    said = f"{title}: {numerator} of {denominator} compliant"
    return f"{said}, measured on another text" if stale else said


def ring(inner: float, outer: float, start: float, end: float) -> str:
    """The outline of a piece of a ring between two radii and two angles."""
    large = int(end - start > pi)
    (ax, ay), (bx, by) = _point(outer, start), _point(outer, end)
    (cx, cy), (dx, dy) = _point(inner, end), _point(inner, start)
    return f"M{ax} {ay}A{outer} {outer} 0 {large} 1 {bx} {by}L{cx} {cy}A{inner} {inner} 0 {large} 0 {dx} {dy}Z"


def _arc(radius: float, start: float, end: float, *, upside: bool) -> str:
    """The line for a chapter's name; in the lower half it runs the other way, so that the name stands upright."""
    large = int(end - start > pi)
    first, last = (end, start) if upside else (start, end)
    (ax, ay), (bx, by) = _point(radius, first), _point(radius, last)
    return f"M{ax} {ay}A{radius} {radius} 0 {large} {int(not upside)} {bx} {by}"


def _is_below(angle: float) -> bool:
    return pi / 2 < angle < 3 * pi / 2


def _radial(angle: float, radius: float, left: bool) -> str:
    """A place on the radius where text runs outwards, turned so that it is never upside down."""
    x, y = _point(radius, angle)
    degrees = angle * 180 / pi - 90 + (180 if left else 0)
    return f"translate({x} {y}) rotate({round(degrees, 2)})"


def _point(radius: float, angle: float) -> tuple[float, float]:
    return round(radius * sin(angle), 2), round(-radius * cos(angle), 2)


def chapters_in(leaves: Sequence[Leaf]) -> Iterator[tuple[str, list[Leaf]]]:
    """The leaves by chapter, for the table beside the picture."""
    for chapter, group in groupby(leaves, key=lambda leaf: leaf.chapter):
        yield chapter, list(group)
