"""What a reader asked to see of a run's samples; plain Python, no Django."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from evaluations.outcomes import Outcome

FACETS = ("outcome", "principle", "kind", "fault")
LONGEST_WORDS = 100
LARGEST_KEY = 2**63 - 1
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass(frozen=True)
class Chosen:
    """A filter and a place in the list; what is empty filters nothing.

    ``words`` stand in the answer. ``after`` and ``before`` are primary keys: the list goes on behind the one, or up to
    the other.
    """

    outcome: str = ""
    principle: str = ""
    kind: str = ""
    fault: str = ""
    disputed: bool = False
    words: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Chosen":
        """The filter in a query string; what cannot be meant is left out."""
        outcome = asked.get("outcome", "")
        return cls(
            outcome=outcome if outcome in set(Outcome) else "",
            principle=_name(asked.get("principle", "")),
            kind=_name(asked.get("kind", "")),
            fault=_name(asked.get("fault", "")),
            disputed=asked.get("disputed", "") == "1",
            words=_clean(asked.get("words", ""), LONGEST_WORDS),
            after=_key(asked.get("after", "")),
            before=_key(asked.get("before", "")),
        )

    @property
    def filters(self) -> bool:
        return bool(self.narrowed or self.words)

    @property
    def narrowed(self) -> dict[str, str | bool]:
        """The fields of a sample that are held to one value."""
        wanted: dict[str, str | bool] = {name: getattr(self, name) for name in FACETS if getattr(self, name)}
        return wanted | {"disputed": True} if self.disputed else wanted

    @property
    def query(self) -> str:
        """The filter as a query string, without the place in the list; empty where nothing is chosen."""
        flag = {"disputed": "1"} if self.disputed else {}
        texts = {name: getattr(self, name) for name in (*FACETS, "words") if getattr(self, name)}
        return urlencode(texts | flag)

    def query_at(self, *, after: int = 0, before: int = 0) -> str:
        """The query string of another place in the same list."""
        place = {"after": after} if after else {"before": before} if before else {}
        return "&".join(part for part in (self.query, urlencode(place)) if part)


def _name(text: str) -> str:
    """A text that may be an identifier; nothing of any other."""
    return text if _NAME.fullmatch(text) else ""


def _clean(text: str, longest: int) -> str:
    """The text as any database takes it; nothing of a text that none takes."""
    text = text.strip()[:longest]
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return ""
    return text


def _key(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        return 0
    return min(int(text), LARGEST_KEY)
