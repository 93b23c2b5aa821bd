"""Rules made of other rules: what ``all_of``, ``any_of`` and ``weighted`` have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from evaluations.graders.protocol import Finding, Rule, Spec, SpecFault, SpecRefused
from evaluations.graders.spec_fields import SpecReader

MAX_PARTS = 10
# A part may be made of parts in turn, once: "one of these, or all of those" reads well, more than that does not.
MAX_NESTING = 2


class Composite:
    """Reads the list ``of`` of a rule that is made of rules."""

    # The registry puts itself here: it knows these classes, so this module must not import it.
    kinds: Mapping[str, type[Rule]] = {}
    # Fields that a part may have beside those of its kind.
    part_fields: frozenset[str] = frozenset()

    @classmethod
    def parts_of(cls, reader: SpecReader) -> tuple[Rule, ...]:
        """The rules in ``of``; their faults are added to the reader's, named as in ``of[0].pattern``."""
        if nesting(reader.spec) > MAX_NESTING:
            reader.known.add("of")
            reader.fault("of", f"{MAX_NESTING} levels", f"is nested deeper than {MAX_NESTING} levels")
            return ()
        rules: list[Rule] = []
        for index, each in enumerate(reader.specs("of", MAX_PARTS)):
            try:
                rules.append(cls._part(each))
            except SpecRefused as refusal:
                reader.faults += [replace(fault, field=f"of[{index}].{fault.field}") for fault in refusal.faults]
        return tuple(rules)

    @classmethod
    def _part(cls, spec: Spec) -> Rule:
        kind, own = spec.get("kind"), cls.__name__
        kinds = {name: rule for name, rule in Composite.kinds.items() if rule.__name__ != own}
        known = ", ".join(kinds)
        if not isinstance(kind, str) or kind not in kinds:
            raise SpecRefused([SpecFault("kind", kind, known, f"must be one of {known}")])
        if "fails_as" in spec and "fails_as" not in cls.part_fields:
            raise SpecRefused([SpecFault("fails_as", spec["fails_as"], "", "stands beside “of”, not inside it")])
        return kinds[kind].read({name: value for name, value in spec.items() if name not in cls.part_fields})


def nesting(spec: object) -> int:
    """How many rules made of rules stand inside one another; 0 for a plain rule."""
    deepest, waiting = 0, [(spec, 0)]
    while waiting and deepest <= MAX_NESTING:
        each, above = waiting.pop()
        parts = each.get("of") if isinstance(each, Mapping) else None
        if isinstance(parts, list):
            deepest = max(deepest, above + 1)
            waiting += [(part, above + 1) for part in parts]
    return deepest


def first_evidence(findings: Iterable[Finding]) -> str:
    """The first passage that any of the findings rests on."""
    return next((finding.evidence for finding in findings if finding.evidence), "")


def phrase_of(rule: Rule, expected: str) -> str:
    """What a part asks, as one phrase."""
    return " and ".join(rule.in_words(expected))
