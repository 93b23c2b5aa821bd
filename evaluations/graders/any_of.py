"""Several rules of which one is enough: there may be more than one right way to answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from evaluations.graders.protocol import Finding, Rule, Spec, SpecFault, SpecRefused
from evaluations.graders.spec_fields import SpecReader

MAX_RULES = 10


@dataclass(frozen=True)
class AnyOf:
    """Holds where one of its rules holds; ``means`` says the wish in words. Rules do not nest further."""

    # The registry puts itself here: it knows this class, so this module must not import it.
    kinds: ClassVar[Mapping[str, type[Rule]]] = {}

    rules: tuple[Rule, ...]
    means: str

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        means = reader.optional_text("means", 120)
        wanted = reader.specs("of", MAX_RULES)
        rules: list[Rule] = []
        for index, each in enumerate(wanted):
            try:
                rules.append(cls._rule(each))
            except SpecRefused as refusal:
                reader.faults += [replace(fault, field=f"of[{index}].{fault.field}") for fault in refusal.faults]
        reader.done()
        return cls(tuple(rules), means)

    @classmethod
    def _rule(cls, spec: Spec) -> Rule:
        kind = spec.get("kind")
        known = ", ".join(name for name, rule in cls.kinds.items() if rule is not cls)
        if not isinstance(kind, str) or kind not in cls.kinds or cls.kinds[kind] is cls:
            raise SpecRefused([SpecFault("kind", kind, known, f"must be one of {known}")])
        if "fails_as" in spec:
            raise SpecRefused([SpecFault("fails_as", spec["fails_as"], "", "stands beside “of”, not inside it")])
        return cls.kinds[kind].read(spec)

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
        if self.means:
            return [self.means]
        return [" or ".join(" and ".join(rule.in_words(expected)) for rule in self.rules)]
