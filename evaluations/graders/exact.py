"""An answer that must be one of the given texts and nothing else."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.plain_text import folded, listed
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader

SHOWN = 160


@dataclass(frozen=True)
class Exact:
    """Texts are compared without regard to case, white space, typographic marks and a full stop at the end.

    With ``strict`` only white space around the answer is left out.
    """

    answers: tuple[str, ...]
    strict: bool

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        answers, strict = reader.phrases("answers"), reader.flag("strict")
        if not answers and not reader.faults:
            reader.fault("answers", "at least one text", "needs at least one text")
        reader.done()
        return cls(answers, strict)

    def judge(self, response: str, expected: str) -> Finding:
        given = self._compared(response)
        if any(given == self._compared(answer) for answer in self.answers):
            return Finding(True, "is exactly what was asked for", response.strip()[:SHOWN])
        near = next((answer for answer in self.answers if self._compared(answer) in given), "")
        reason = f"says “{near}” and more beside it" if near else f"is not {listed(self.answers[:4], 'or')}"
        return Finding(False, reason, response.strip()[:SHOWN])

    def _compared(self, text: str) -> str:
        return text.strip() if self.strict else folded(text).rstrip(".")

    def in_words(self, expected: str) -> list[str]:
        return [f"is exactly {listed(self.answers, 'or')}"]
