"""The versions of a scenario, newest first, each with what it changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from calculator.findings import change_words, headline_words
from calculator.models import ScenarioVersion
from calculator.side_by_side import Change, changes_between

MOST_CHANGES_SHOWN = 12


@dataclass(frozen=True)
class HistoryRow:
    """One version: what it changed against the one before, None where that one is not known, and what it came to."""

    version: ScenarioVersion
    changes: list[Change] | None
    words: dict[str, str]
    baseline: str  # empty, or whether it is or was the baseline

    @property
    def shown(self) -> list[Change]:
        return (self.changes or [])[:MOST_CHANGES_SHOWN]

    @property
    def more(self) -> int:
        return len(self.changes or []) - len(self.shown)


def history_rows(
    versions: Sequence[ScenarioVersion], older: ScenarioVersion | None, in_force: int | None, frozen: Collection[int]
) -> list[HistoryRow]:
    """Rows for these versions, newest first; `older` is the one before the last of them, where there is one.

    `in_force` and `frozen` are primary keys of versions: the baseline, and those that are or were it.
    """
    before = [*versions[1:], older]
    return [
        HistoryRow(
            version=version,
            changes=None if previous is None else changes_between(previous.inputs, version.inputs),
            words=headline_words(version.headline, version.currency),
            baseline="baseline" if version.pk == in_force else "was the baseline" if version.pk in frozen else "",
        )
        for version, previous in zip(versions, before, strict=True)
    ]


def history_finding(name: str, newest: Sequence[ScenarioVersion]) -> str:
    """The title of the history: how many versions, and where the last step moved the middle."""
    count = newest[0].number
    if len(newest) < 2:
        return f"“{name}” has one version" if count == 1 else f"“{name}” is at version {count}"
    after, before = newest[:2]
    said = f"“{name}” has {count} versions"
    if after.currency != before.currency or after.headline["priced"] != before.headline["priced"]:
        return said
    step = _middle(after) - _middle(before)
    moved = f"moved the middle by {change_words(step, after.currency)}" if step else "did not move the middle"
    return f"{said}; the last one {moved}"


def _middle(version: ScenarioVersion) -> float:
    found = version.headline["range"]
    return float(found["p50"] if found else version.headline["base"])
