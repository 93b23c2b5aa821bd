"""Marks in an answer the passages that its verdicts rest on; plain Python, no Django."""

from collections.abc import Iterable
from dataclasses import dataclass

ELLIPSIS = "…"
MOST_MARKS = 50


@dataclass(frozen=True)
class Passage:
    """A piece of an answer; ``outcome`` is that of the verdict that rests on it, empty for what no verdict names."""

    text: str
    outcome: str = ""


def marked(answer: str, evidence: Iterable[tuple[str, str]]) -> list[Passage]:
    """The answer in pieces, the given passages marked where they first stand.

    Args:
        evidence: passages, perhaps shortened by an ellipsis at an end, each with its outcome. One that overlaps an
            earlier one, or does not stand in the answer, is left out.
    """
    spans: list[tuple[int, int, str]] = []
    for passage, outcome in list(evidence)[:MOST_MARKS]:
        wanted = passage.strip().strip(ELLIPSIS).strip()
        start = _found(answer, wanted)
        if start < 0:
            continue
        end = start + len(wanted)
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in spans):
            spans.append((start, end, outcome))
    return list(_pieces(answer, sorted(spans)))


def _found(answer: str, wanted: str) -> int:
    """Where the passage stands: as written, else with letters of another case; -1 where it does not."""
    if not wanted:
        return -1
    exact = answer.find(wanted)
    folded, small = answer.lower(), wanted.lower()
    # Some letters change their length with their case; then places in the folded text mean nothing.
    if exact >= 0 or len(folded) != len(answer) or len(small) != len(wanted):
        return exact
    return folded.find(small)


def _pieces(answer: str, spans: list[tuple[int, int, str]]) -> Iterable[Passage]:
    at = 0
    for start, end, outcome in spans:
        if start > at:
            yield Passage(answer[at:start])
        yield Passage(answer[start:end], outcome)
        at = end
    if at < len(answer):
        yield Passage(answer[at:])
