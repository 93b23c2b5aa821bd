"""A regular expression that must or must not match."""

import re
from dataclasses import dataclass
from typing import Self

from evaluations.graders.pattern_search import MAX_PATTERN, PatternRefused, check_pattern, patterns
from evaluations.graders.plain_text import excerpt
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader


@dataclass(frozen=True)
class Regex:
    """Wants a ``match`` or ``no_match`` anywhere in the answer; ``^`` and ``$`` stand for lines.

    ``means`` says the wish in words, such as "opens with yes", for people who do not read patterns.
    """

    pattern: str
    want: str
    ignore_case: bool
    means: str

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        pattern = reader.text("pattern", MAX_PATTERN)
        want = reader.choice("want", {"match", "no_match"}, "match")
        ignore_case = reader.flag("ignore_case", True)
        means = reader.optional_text("means", 120)
        if pattern:
            try:
                check_pattern(pattern)
            except PatternRefused as refusal:
                reader.fault("pattern", "a regular expression of Python's re module", str(refusal))
        reader.done()
        return cls(pattern, want, ignore_case, means)

    def judge(self, response: str, expected: str) -> Finding:
        flags = re.MULTILINE | (re.IGNORECASE if self.ignore_case else re.NOFLAG)
        search = patterns.search(self.pattern, response, int(flags))
        if search.stopped:
            return Finding(None, f"the pattern was stopped ({search.stopped})")
        passage = excerpt(response, *search.span) if search.span else ""
        passed = (search.span is not None) == (self.want == "match")
        return Finding(passed, self._reason(search.span is not None, passed), passage)

    def _reason(self, matched: bool, passed: bool) -> str:
        if self.means:
            return self.means if passed else f"misses what was asked: {self.means}"
        return f"{'matches' if matched else 'does not match'} the pattern {self.pattern}"

    def in_words(self, expected: str) -> list[str]:
        return [self.means or self._reason(self.want == "match", True)]
