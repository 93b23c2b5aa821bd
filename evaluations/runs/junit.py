"""A run as JUnit XML, which every pipeline knows how to show: a suite for each principle, a test for each sample."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree

from evaluations.outcomes import Outcome

# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FAILED = (Outcome.VIOLATION.value, Outcome.PARTIAL.value, Outcome.NO_ANSWER.value)


@dataclass(frozen=True)
class SampleAsTest:
    """One sample as a test: which case, what came of it and why, and how long the answer took."""

    principle: str
    case: str
    epoch: int
    outcome: str
    reason: str
    seconds: float


def junit_xml(name: str, samples: Iterable[SampleAsTest]) -> bytes:
    """The document: violations, partial and empty answers are failures, errored samples errors, unscored skipped."""
    root = ElementTree.Element("testsuites", name=_text(name))
    ordered = sorted(samples, key=lambda sample: (sample.principle, sample.case, sample.epoch))
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for principle, group in groupby(ordered, key=lambda sample: sample.principle):
        suite = ElementTree.SubElement(root, "testsuite", name=_text(principle))
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for sample in group:
            counts["tests"] += 1
            kind = _add(suite, sample)
            if kind:
                counts[kind] += 1
        for key, value in counts.items():
            suite.set(key, str(value))
            totals[key] += value
    for key, value in totals.items():
        root.set(key, str(value))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(suite: ElementTree.Element, sample: SampleAsTest) -> str:
    """Writes one test and says what it counts as."""
    name = sample.case if sample.epoch == 1 else f"{sample.case} (epoch {sample.epoch})"
    test = ElementTree.SubElement(
        suite, "testcase", classname=_text(sample.principle), name=_text(name), time=f"{sample.seconds:.3f}"
    )
    element, kind = _verdict(sample.outcome)
    if element:
        ElementTree.SubElement(test, element, type=sample.outcome, message=_text(sample.reason))
    return kind


def _verdict(outcome: str) -> tuple[str, str]:
    if outcome == Outcome.COMPLIANT.value:
        return "", ""
    if outcome in _FAILED:
        return "failure", "failures"
    return ("error", "errors") if outcome == Outcome.ERRORED.value else ("skipped", "skipped")


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
