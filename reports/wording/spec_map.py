"""The spec map of the summary: the picture of the screen, laid out for paper, and what it says in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from evaluations.spec_map import LEAST, ChapterSector, Leaf, LeafSector, draw
from reports.dossier import Dossier
from reports.facts.spec_map import LeafFacts
from reports.figures import DASH, count, percent
from reports.wording.fact import out_of

UNPLACED = gettext_noop("Outside the specification")


@dataclass(frozen=True)
class Piece:
    """A piece of a ring between two angles, in radians clockwise from the top.

    `step` of its colour is 0 to 10, or None where too few results make it neutral; `state` is “measured” or
    “unmeasured”.
    """

    start: float
    end: float
    step: int | None
    state: str
    stale: bool
    failing: bool


@dataclass(frozen=True)
class Chapter:
    """A section of the specification with its piece; `number` stands in the ring and beside the title."""

    number: str
    piece: Piece
    title: str
    rate_text: str
    count_text: str


@dataclass(frozen=True)
class MapKey:
    """What a sign on the map means."""

    sign: str
    text: str


@dataclass(frozen=True)
class MapShown:
    """The map with its words."""

    title: str
    alt: str
    rate_text: str
    count_text: str
    chapters: tuple[Chapter, ...]
    leaves: tuple[Piece, ...]
    least_text: str
    most_text: str
    key: tuple[MapKey, ...]


def map_of(dossier: Dossier) -> MapShown | None:
    """The map; None where no specification is pinned."""
    facts = dossier.spec_map
    if not facts:
        return None
    drawn = draw([_leaf(one) for one in facts])
    chapters = tuple(
        _chapter(number, sector, tuple(group))
        for number, (sector, (_section, group)) in enumerate(
            zip(drawn.chapters, groupby(facts, key=lambda one: one.section), strict=True), start=1
        )
    )
    measured = drawn.denominator > 0
    return MapShown(
        title=_title(drawn.measured, drawn.total),
        alt=_alt(facts, chapters),
        rate_text=percent(drawn.numerator / drawn.denominator) if measured else "",
        count_text=out_of(drawn.numerator, drawn.denominator) if measured else _("not measured"),
        chapters=chapters,
        leaves=tuple(_piece(sector, failing=sector.short) for sector in drawn.leaves),
        least_text=percent(0, 0),
        most_text=_("%(share)s compliant") % {"share": percent(1, 0)},
        key=_key(facts),
    )


def _leaf(one: LeafFacts) -> Leaf:
    return Leaf(one.identifier, one.title, one.level, one.section, one.numerator, one.denominator, one.stale, "")


def _chapter(number: int, sector: ChapterSector, leaves: Sequence[LeafFacts]) -> Chapter:
    numerator, denominator = sum(leaf.numerator for leaf in leaves), sum(leaf.denominator for leaf in leaves)
    return Chapter(
        number=str(number),
        piece=_piece(sector, failing=numerator < denominator),
        title=sector.title or _(UNPLACED),
        rate_text=percent(numerator / denominator) if denominator else DASH,
        count_text=out_of(numerator, denominator) if denominator else _("not measured"),
    )


def _piece(sector: ChapterSector | LeafSector, *, failing: bool) -> Piece:
    state = "measured" if sector.measured else "unmeasured"
    return Piece(
        round(sector.start, 4), round(sector.end, 4), sector.step, state, sector.stale and sector.measured, failing
    )


def _title(measured: int, total: int) -> str:
    if not measured:
        return _("Spec map, nothing measured yet")
    return _("Spec map, %(measured)s of %(total)s measured") % {
        "measured": count(measured),
        "total": count(total),
    }


def _alt(facts: tuple[LeafFacts, ...], chapters: tuple[Chapter, ...]) -> str:
    said = "; ".join(f"{chapter.title}: {chapter.count_text}" for chapter in chapters)
    failing = [leaf.title for leaf in facts if leaf.numerator < leaf.denominator]
    text = _("Compliant answers by section of the specification. %(sections)s.") % {"sections": said}
    if not failing:
        return text
    worse = ngettext(
        "One principle has answers that did not comply: %(titles)s.",
        "%(count)s principles have answers that did not comply: %(titles)s.",
        len(failing),
    )
    return f"{text} {worse % {'count': count(len(failing)), 'titles': ', '.join(failing)}}"


def _key(facts: tuple[LeafFacts, ...]) -> tuple[MapKey, ...]:
    """Only what occurs on this map."""
    found = []
    if any(leaf.numerator < leaf.denominator for leaf in facts):
        found.append(MapKey("failing", _("at least one answer did not comply")))
    if any(0 < leaf.denominator < LEAST for leaf in facts):
        few = _("fewer than %(least)s results: the section carries the colour") % {"least": count(LEAST)}
        found.append(MapKey("few", few))
    if any(not leaf.denominator for leaf in facts):
        found.append(MapKey("unmeasured", _("not measured")))
    if any(leaf.stale and leaf.denominator for leaf in facts):
        found.append(MapKey("stale", _("measured on a text that has changed since")))
    return tuple(found)
