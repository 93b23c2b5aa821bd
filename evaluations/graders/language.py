"""The language an answer must be written in."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.language_detection import LANGUAGES, detected
from evaluations.graders.plain_text import listed
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader


@dataclass(frozen=True)
class Language:
    """Wants one of the languages of ``in`` (codes such as ``de``); too short a text leaves it undecided."""

    wanted: tuple[str, ...]

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        wanted = reader.phrases("in")
        unknown = [code for code in wanted if code not in LANGUAGES]
        known = ", ".join(LANGUAGES)
        if unknown:
            reader.fault("in", known, f"{listed(unknown, 'and')} cannot be told; known are {known}")
        elif not wanted and not reader.faults:
            reader.fault("in", known, f"needs at least one language of {known}")
        reader.done()
        return cls(wanted)

    def judge(self, response: str, expected: str) -> Finding:
        found = detected(response)
        if found is None:
            return Finding(None, "is too short or too mixed to tell its language")
        name = LANGUAGES[found.code]
        if found.also and {found.code, *found.also} & set(self.wanted):
            names = " or ".join([name, *(LANGUAGES[code] for code in found.also)])
            if not {found.code, *found.also} <= set(self.wanted):
                return Finding(None, f"is {names}, which its words do not tell apart", found.evidence)
            return Finding(True, f"is {names}", found.evidence)
        return Finding(found.code in self.wanted, f"is {name}", found.evidence)

    def in_words(self, expected: str) -> list[str]:
        return [f"is written in {' or '.join(LANGUAGES.get(code, code) for code in self.wanted)}"]
