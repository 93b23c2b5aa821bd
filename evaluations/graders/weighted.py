"""Several rules with weights: the answer needs a share of them, not every one."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.parts import Composite, phrase_of
from evaluations.graders.protocol import Finding, Rule, Spec
from evaluations.graders.spec_fields import SpecReader
from evaluations.outcomes import Outcome

LARGEST_WEIGHT = 100.0
# A part that fails as partial still gives half of its weight.
HALF = 0.5


@dataclass(frozen=True)
class Part:
    """A rule, its weight, and the share of the weight that it gives where it fails."""

    rule: Rule
    weight: float
    when_missed: float


@dataclass(frozen=True)
class Weighted(Composite):
    """Holds where the weights of what holds reach ``threshold`` of all weights.

    A part has a ``weight`` (1 where none is given); with ``fails_as: partial`` it gives half of it where it fails. What
    a part could not decide leaves the whole undecided only where it would make the difference.
    """

    part_fields = frozenset({"weight", "fails_as"})

    parts: tuple[Part, ...]
    threshold: float
    means: str

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        means = reader.optional_text("means", 120)
        threshold = reader.share("threshold", 1.0)
        rules = cls.parts_of(reader)
        weights = _part_numbers(reader) if not any(fault.field == "of" for fault in reader.faults) else []
        reader.done()
        parts = (Part(rule, weight, missed) for rule, (weight, missed) in zip(rules, weights, strict=True))
        return cls(tuple(parts), threshold, means)

    def judge(self, response: str, expected: str) -> Finding:
        findings = [(part, part.rule.judge(response, expected)) for part in self.parts]
        total = sum(part.weight for part in self.parts)
        sure = sum(part.weight * _share(part, finding, 0.0) for part, finding in findings)
        at_best = sum(part.weight * _share(part, finding, 1.0) for part, finding in findings)
        needed = self.threshold * total - 1e-9
        passed = True if sure >= needed else False if at_best < needed else None
        missed = [finding for _, finding in findings if not finding.passed]
        held = [finding for _, finding in findings if finding.passed]
        reached = f"reaches {sure / total:.0%} of the weights, {self.threshold:.0%} needed"
        told = "; ".join(finding.reason for finding in (held if passed else missed))
        evidence = next((finding.evidence for finding in (held if passed else missed) if finding.evidence), "")
        return Finding(passed, f"{reached}: {told}" if told else reached, evidence)

    def in_words(self, expected: str) -> list[str]:
        if self.means:
            return [self.means]
        total = sum(part.weight for part in self.parts)
        wanted = ", ".join(f"{phrase_of(part.rule, expected)} ({part.weight / total:.0%})" for part in self.parts)
        return [f"reaches {self.threshold:.0%} of: {wanted}"]


def _share(part: Part, finding: Finding, undecided: float) -> float:
    if finding.passed is None:
        return undecided
    return 1.0 if finding.passed else part.when_missed


def _part_numbers(reader: SpecReader) -> list[tuple[float, float]]:
    """Weight of each part, and the share of it that the part gives where it fails."""
    numbers = []
    for index, spec in enumerate(reader.specs("of", 1000)):
        weight, fails_as = spec.get("weight", 1), spec.get("fails_as", Outcome.VIOLATION.value)
        number = 1.0
        if isinstance(weight, int | float) and not isinstance(weight, bool) and 0 < weight <= LARGEST_WEIGHT:
            number = float(weight)
        else:
            allowed = f"above 0, up to {LARGEST_WEIGHT:.0f}"
            reader.fault_at(f"of[{index}].weight", weight, allowed, f"must be a number {allowed}")
        if fails_as not in (Outcome.VIOLATION, Outcome.PARTIAL):
            reader.fault_at(f"of[{index}].fails_as", fails_as, "violation or partial", "must be violation or partial")
        missed = HALF if fails_as == Outcome.PARTIAL else 0.0
        numbers.append((number, missed))
    return numbers
