"""Several rules that must all hold, counted as one: a failing answer fails once, however many of them it misses."""

from dataclasses import dataclass
from typing import Self

from evaluations.graders.parts import Composite, first_evidence, phrase_of
from evaluations.graders.protocol import Finding, Rule, Spec
from evaluations.graders.spec_fields import SpecReader


@dataclass(frozen=True)
class AllOf(Composite):
    """Holds where each of its rules holds; ``means`` says the wish in words.

    Inside ``any_of`` it makes one of several right ways out of more than one demand.
    """

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
        failed = [finding for finding in findings if finding.passed is False]
        if failed:
            reason = ", ".join(finding.reason for finding in failed)
            said = f"misses what was asked: {self.means} ({reason})" if self.means else reason
            return Finding(False, said, first_evidence(failed))
        undecided = [finding for finding in findings if finding.passed is None]
        if undecided:
            return Finding(None, ", ".join(finding.reason for finding in undecided))
        return Finding(True, self.means or ", ".join(finding.reason for finding in findings), first_evidence(findings))

    def in_words(self, expected: str) -> list[str]:
        return [self.means] if self.means else [phrase_of(rule, expected) for rule in self.rules]
