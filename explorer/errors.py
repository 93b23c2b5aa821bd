"""What can go wrong when a project decides something, named for the fact."""

from __future__ import annotations

from collections.abc import Mapping


class ExplorerError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class PrincipleUnknown(ExplorerError):
    """The version the project works with has no such principle."""


class StanceRefused(ExplorerError):
    """Decisions break a rule; `problems` says for which principle, which field and why."""

    def __init__(self, problems: Mapping[str, Mapping[str, str]]) -> None:
        self.problems = problems
        super().__init__(" ".join(words for fields in problems.values() for words in fields.values()))


class NeedsWaiver(StanceRefused):
    """A principle that nobody may override would be dropped, and no waiver is in force."""


class NothingToConfirm(ExplorerError):
    """No stance was taken on the principle yet."""


class StanceChanged(ExplorerError):
    """Somebody else decided first; nothing of this was stored."""


class VersionMoved(ExplorerError):
    """The project works with another version by now than the one that was read."""


class HouseRuleRefused(ExplorerError):
    """A house clause, a ruling or a known violation breaks a rule; `problems` says which field and why."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class HouseRuleChanged(ExplorerError):
    """Somebody else changed or ended the clause, the ruling or the mark first; nothing of this was stored."""


class HouseClauseUnknown(ExplorerError):
    """The project has no such house clause."""


class AlreadyMarked(ExplorerError):
    """The principle or the case carries an open mark already."""


class DraftsFull(ExplorerError):
    """So many documents wait for somebody's yes that no more are taken."""


class DraftNotReady(ExplorerError):
    """The draft was imported or discarded already, or was never fit to be imported."""


class NoSourceAddress(ExplorerError):
    """The operator named no address that a document could be fetched from."""
