"""Several rules of which one is enough: there may be more than one right way to answer."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.parts import Composite, phrase_of
from evaluations.graders.protocol import Finding, Rule, Spec
from evaluations.graders.spec_fields import SpecReader


@dataclass(frozen=True)
class AnyOf(Composite):
    """Holds where one of its rules holds; ``means`` says the wish in words."""

    rules: tuple[Rule, ...]
    means: str

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        means = reader.optional_text("means", 120)
        rules = cls.parts_of(reader)
        reader.done()
        return cls(rules, means)

    def judge(self, response: str, expected: str) -> Finding:
        findings = [rule.judge(response, expected) for rule in self.rules]
        held = next((finding for finding in findings if finding.passed), None)
        if held is not None:
            return Finding(True, held.reason, held.evidence)
        reason = f"misses what was asked: {self.means}" if self.means else self._none_held(findings)
        undecided = any(finding.passed is None for finding in findings)
        return Finding(None if undecided else False, reason)

    @staticmethod
    def _none_held(findings: list[Finding]) -> str:
        return "none of these holds: " + ", ".join(finding.reason for finding in findings)

    def in_words(self, expected: str) -> list[str]:
        return [self.means or " or ".join(phrase_of(rule, expected) for rule in self.rules)]
