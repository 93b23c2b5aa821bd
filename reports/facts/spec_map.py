"""What the spec map is drawn from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LeafFacts:
    """A principle or house clause on the spec map: `numerator` compliant of `denominator` counted answers of the run;
    `stale` says that its text has changed since the cases were written."""

    identifier: str
    title: str
    section: str
    level: str
    numerator: int
    denominator: int
    stale: bool
