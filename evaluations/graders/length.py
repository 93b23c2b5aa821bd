"""How long an answer may be, in words, characters or sentences."""

import re
from dataclasses import dataclass
from typing import Self

from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader

LARGEST = 100_000
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
UNITS = ("words", "characters", "sentences")


@dataclass(frozen=True)
class Length:
    """Bounds by unit; either end may be open."""

    bounds: tuple[tuple[str, int | None, int | None], ...]

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        bounds = tuple((u, reader.count(f"min_{u}", LARGEST), reader.count(f"max_{u}", LARGEST)) for u in UNITS)
        for unit, least, most in bounds:
            if least is not None and most is not None and least > most:
                reader.fault(f"max_{unit}", f"at least {least}", f"must not be below min_{unit} ({least})")
        if all(least is None and most is None for _, least, most in bounds) and not reader.faults:
            reader.fault(
                "max_words", f"0 to {LARGEST}", "needs at least one of min_ or max_ words, characters, sentences"
            )
        reader.done()
        return cls(bounds)

    def judge(self, response: str, expected: str) -> Finding:
        sizes = measured(response)
        for unit, least, most in self.bounds:
            if least is not None and sizes[unit] < least:
                return Finding(False, f"{sizes[unit]} {unit}, fewer than {least}")
            if most is not None and sizes[unit] > most:
                return Finding(False, f"{sizes[unit]} {unit}, more than {most}")
        used = [unit for unit, least, most in self.bounds if least is not None or most is not None]
        return Finding(True, ", ".join(f"{sizes[unit]} {unit}" for unit in used) + ", within bounds")

    def in_words(self, expected: str) -> list[str]:
        demands = []
        for unit, least, most in self.bounds:
            if least is not None:
                demands.append(f"has at least {least} {unit}")
            if most is not None:
                demands.append(f"has at most {most} {unit}")
        return demands


def measured(response: str) -> dict[str, int]:
    """The length of a text in each unit; a text without a full stop is one sentence."""
    text = response.strip()
    return {
        "words": len(text.split()),
        "characters": len(text),
        "sentences": max(1, len(_SENTENCE_END.findall(text))),
    }
