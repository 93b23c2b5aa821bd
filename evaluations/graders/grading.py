"""Grades a response by the rules of a case: every rule is asked, and the worst finding is the outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from evaluations.graders.protocol import Finding, Rule, Spec, SpecFault, SpecRefused
from evaluations.graders.registry import KINDS
from evaluations.graders.similarity import with_exemplars
from evaluations.outcomes import Outcome

MAX_GRADERS = 20
FAILS_AS = (Outcome.VIOLATION.value, Outcome.PARTIAL.value)
# From worst to best: one clear violation decides, whatever else could not be read.
_SEVERITY = (Outcome.VIOLATION, Outcome.UNSCORED, Outcome.PARTIAL, Outcome.COMPLIANT)


@dataclass(frozen=True)
class GradeResult:
    """The outcome of a response, the reason in one line, and what each rule found (ready for JSON)."""

    outcome: Outcome
    reason: str
    details: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ReadRule:
    """A usable rule and what its failing means for the answer."""

    kind: str
    rule: Rule
    fails_as: Outcome


def read_specs(specs: object) -> list[ReadRule]:
    """The rules of a list of grader specs.

    Raises:
        SpecRefused: with every fault of every spec, fields named as in ``graders[0].pattern``.
    """
    if not isinstance(specs, Sequence) or isinstance(specs, str) or len(specs) > MAX_GRADERS:
        raise SpecRefused([SpecFault("graders", specs, f"0 to {MAX_GRADERS} graders", "must be a list of graders")])
    rules: list[ReadRule] = []
    faults: list[SpecFault] = []
    for index, spec in enumerate(specs):
        try:
            rules.append(read_spec(spec))
        except SpecRefused as refusal:
            faults += [replace(fault, field=f"graders[{index}].{fault.field}") for fault in refusal.faults]
    if faults:
        raise SpecRefused(faults)
    return rules


def read_spec(spec: object) -> ReadRule:
    """One rule; raises SpecRefused with its faults."""
    if not isinstance(spec, dict):
        raise SpecRefused([SpecFault("kind", spec, "an object with a kind", "must be an object with a kind")])
    kind, fails_as = spec.get("kind"), spec.get("fails_as", FAILS_AS[0])
    known = ", ".join(KINDS)
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecRefused([SpecFault("kind", kind, known, f"must be one of {known}")])
    if fails_as not in FAILS_AS:
        allowed = " or ".join(FAILS_AS)
        raise SpecRefused([SpecFault("fails_as", fails_as, allowed, f"must be {allowed}")])
    return ReadRule(kind, KINDS[kind].read(spec), Outcome(str(fails_as)))


def in_words(specs: Iterable[Spec], expected: str = "") -> list[tuple[str, str]]:
    """What the rules of a case ask of an answer, one demand each, with the outcome of an answer that misses it."""
    return [
        (demand, read.fails_as.value) for read in read_specs(list(specs)) for demand in read.rule.in_words(expected)
    ]


def grade(
    response: str, specs: Iterable[Spec], expected: str = "", exemplars: Mapping[str, str] | None = None
) -> GradeResult:
    """Judges a response by every rule.

    Args:
        exemplars: the case's answers of known outcome, for similarity rules that bring none of their own.

    An empty answer is ``no_answer`` before any rule is asked. Without rules, or with specs that cannot be read, it is
    ``unscored``: a mistake of ours must not count against the answer.
    """
    if not response.strip():
        return GradeResult(Outcome.NO_ANSWER, "The answer is empty.")
    try:
        rules = read_specs(with_exemplars(specs, exemplars or {}))
    except SpecRefused as refusal:
        return GradeResult(Outcome.UNSCORED, f"The graders cannot be used: {refusal}")
    if not rules:
        return GradeResult(Outcome.UNSCORED, "The case has no rule grader; a person or a judge has to decide.")
    findings = [(rule, rule.rule.judge(response, expected)) for rule in rules]
    return combined(findings)


def combined(findings: Sequence[tuple[ReadRule, Finding]]) -> GradeResult:
    """The worst outcome among the rules, with the reason of the first rule that led to it."""
    outcomes = [_outcome(rule, finding) for rule, finding in findings]
    worst = min(outcomes, key=_SEVERITY.index)
    reasons = [finding.reason for (_, finding), outcome in zip(findings, outcomes, strict=True) if outcome is worst]
    details = [
        {"kind": rule.kind, "outcome": outcome.value, **asdict(finding)}
        for (rule, finding), outcome in zip(findings, outcomes, strict=True)
    ]
    return GradeResult(worst, _sentence(reasons), details)


def _outcome(rule: ReadRule, finding: Finding) -> Outcome:
    if finding.passed is None:
        return Outcome.UNSCORED
    return Outcome.COMPLIANT if finding.passed else rule.fails_as


def _sentence(reasons: Sequence[str]) -> str:
    text = "; ".join(dict.fromkeys(reasons))
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", ".”", "…", "!", "?")) else ".")
