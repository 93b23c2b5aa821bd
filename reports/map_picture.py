"""The spec map on the screen of a report: the same angles as on paper, as SVG."""

from dataclasses import dataclass
from math import cos, sin

from evaluations.spec_map import CHAPTER_END, HOLE, LEAF_END, LEAF_GAP, LEAF_START, STEPS, ring
from reports.wording.spec_map import MapShown, Piece

SIGN_AT = LEAF_END + 6  # signs stand outside of the ring, centred on this radius
HALF_SIGN = 2.5


@dataclass(frozen=True)
class PieceDrawn:
    """A piece of a ring: its outline and the class that colours it."""

    path: str
    look: str
    stale: bool


@dataclass(frozen=True)
class Spot:
    """Something that stands at a place."""

    x: float
    y: float
    text: str = ""
    look: str = ""


@dataclass(frozen=True)
class MapDrawn:
    """Everything on the picture; `steps` are those of the colours."""

    pieces: tuple[PieceDrawn, ...]
    failing: tuple[Spot, ...]
    numbers: tuple[Spot, ...]
    steps: range = range(STEPS + 1)


def map_picture(shown: MapShown) -> MapDrawn:
    """The map's pieces with their outlines."""
    chapters = tuple(_drawn(one.piece, HOLE, CHAPTER_END) for one in shown.chapters)
    leaves = tuple(_drawn(one, LEAF_START, LEAF_END, LEAF_GAP) for one in shown.leaves)
    return MapDrawn(
        pieces=chapters + leaves,
        failing=tuple(_sign(one) for one in shown.leaves if one.failing),
        numbers=tuple(_number(one.piece, one.number) for one in shown.chapters),
    )


def _drawn(piece: Piece, inner: float, outer: float, gap: float = 0.0) -> PieceDrawn:
    return PieceDrawn(ring(inner, outer, piece.start + gap, piece.end - gap), _look(piece), piece.stale)


def _look(piece: Piece) -> str:
    if piece.step is not None:
        return f"rate-{piece.step}"
    return "" if piece.state == "measured" else "unmeasured"


def _sign(piece: Piece) -> Spot:
    middle = (piece.start + piece.end) / 2
    return Spot(SIGN_AT * sin(middle) - HALF_SIGN, -SIGN_AT * cos(middle) - HALF_SIGN)


def _number(piece: Piece, text: str) -> Spot:
    middle, radius = (piece.start + piece.end) / 2, (HOLE + CHAPTER_END) / 2
    return Spot(radius * sin(middle), -radius * cos(middle), text, _look(piece))
