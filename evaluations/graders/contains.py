"""Phrases that must or must not occur: ``any`` of them, ``all`` of them, ``none`` of them."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.plain_text import folded, listed, passage_with
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader


@dataclass(frozen=True)
class Contains:
    """Phrases are compared without regard to case, white space and typographic marks.

    With ``whole_words`` a phrase does not match inside a longer word ("art" in "start").
    """

    any: tuple[str, ...]
    all: tuple[str, ...]
    none: tuple[str, ...]
    whole_words: bool

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        some, every, never = (reader.phrases(field) for field in ("any", "all", "none"))
        whole_words = reader.flag("whole_words")
        if not (some or every or never) and not reader.faults:
            reader.fault("any", "phrases", "needs phrases in at least one of any, all, none")
        reader.done()
        return cls(some, every, never, whole_words)

    def judge(self, response: str, expected: str) -> Finding:
        text = folded(response)
        for phrase in self.none:
            if self._occurs(text, phrase):
                return Finding(False, f"says “{phrase}”, which it must not", passage_with(response, phrase))
        missing = [phrase for phrase in self.all if not self._occurs(text, phrase)]
        if missing:
            return Finding(False, f"does not say “{missing[0]}”")
        found = next((phrase for phrase in self.any if self._occurs(text, phrase)), "")
        if self.any and not found:
            wanted = ", ".join(f"“{phrase}”" for phrase in self.any[:4]) + (" …" if len(self.any) > 4 else "")
            return Finding(False, f"says none of {wanted}")
        shown = found or next(iter(self.all), "")
        if not shown:
            return Finding(True, "says nothing that it must not")
        return Finding(True, f"says “{shown}”", passage_with(response, shown))

    def in_words(self, expected: str) -> list[str]:
        demands = []
        if self.all:
            demands.append(f"says {listed(self.all, 'and')}")
        if self.any:
            demands.append(f"says {listed(self.any, 'or')}")
        if self.none:
            demands.append(f"never says {listed(self.none, 'or')}")
        return demands

    def _occurs(self, text: str, phrase: str) -> bool:
        """Whether the folded text has the phrase, with ``whole_words`` outside of longer words."""
        wanted = folded(phrase)
        place = text.find(wanted)
        while self.whole_words and place >= 0 and self._inside_a_word(text, place, place + len(wanted)):
            place = text.find(wanted, place + 1)
        return place >= 0

    @staticmethod
    def _inside_a_word(text: str, start: int, end: int) -> bool:
        before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
        after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        return before or after
