"""Goes through a log once: what is in it, what is taken and what is not, the taken samples put aside for storing."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TextIO

from evaluations.exchange.records import About, LoggedSample, Record, Scored, Unread
from evaluations.outcomes import VERDICTS, Outcome

MOST_UNREAD = 1000
MOST_VALUES = 20
BINS = 10
MOST_EPOCH = 1000
MOST_TEXTS = 1000
OTHER = "other values"


@dataclass
class Survey:
    """What a log holds. ``names`` counts the samples by what they call their principle, as ``(name, footnote ids)``.

    ``outcomes`` has for each scorer what it says about the samples that it scored; ``silent`` counts those with no
    answer to score, which end alike under every scorer.
    """

    about: About = field(default_factory=About)
    samples: int = 0
    cases: int = 0
    epochs: int = 0
    errored: int = 0
    silent: int = 0
    values: dict[str, Counter[str]] = field(default_factory=dict)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    names: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)
    unread_count: int = 0
    notes: list[str] = field(default_factory=list)

    def scorers(self) -> list[str]:
        """The scorers in the log's order: as its header names them, then as they occur."""
        return [*(name for name in self.about.scorers if name in self.values)] + [
            name for name in self.values if name not in self.about.scorers
        ]

    def told(self) -> list[Unread]:
        """What could not be read, and last how much there is beyond the thousand that are listed."""
        rest = self.unread_count - len(self.unread)
        return [*self.unread, Unread("further on", f"And {rest:,} more.")] if rest else self.unread

    def outcomes_under(self, scorer: str) -> dict[str, int]:
        """How often each outcome occurs when this scorer decides; errored samples are not in it."""
        counts = {outcome.value: 0 for outcome in VERDICTS}
        counts |= dict(self.outcomes.get(scorer, {}))
        counts[Outcome.NO_ANSWER.value] += self.silent
        counts[Outcome.UNSCORED.value] += self.samples - self.errored - sum(counts.values())
        return counts

    def values_of(self, scorer: str) -> dict[str, int]:
        """How often each value occurs, as the log has it; numbers in bins where more than twenty differ."""
        return binned(self.values[scorer])


def binned(values: Counter[str]) -> dict[str, int]:
    """The counts of values, with ten bins of equal width in the place of more than twenty different numbers."""
    numbers = {value: number for value in values if (number := _number(value)) is not None}
    if len(numbers) <= MOST_VALUES:
        return dict(values.most_common())
    low, high = min(numbers.values()), max(numbers.values())
    width = (high - low) / BINS
    counts = Counter({value: count for value, count in values.items() if value not in numbers})
    bins = [0] * BINS
    for value, number in numbers.items():
        bins[min(int((number - low) / width), BINS - 1)] += values[value]
    named = {f"{low + at * width:.4g} to {low + (at + 1) * width:.4g}": count for at, count in enumerate(bins)}
    return named | dict(counts.most_common())


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e300 else None


def survey(records: Iterable[Record], spool: TextIO | None = None) -> Survey:
    """Goes through the records of a log; ``spool`` takes the samples, each on a line, for :func:`spooled`."""
    found = Survey()
    cases: dict[str, set[int]] = {}
    first: dict[str, int] = {}
    for record in records:
        if isinstance(record, LoggedSample):
            _take(found, record, cases, first, spool)
        elif isinstance(record, Unread):
            _miss(found, record)
        else:
            found.about = _merged(found.about, record)
    found.cases = len(cases)
    found.notes = list(dict.fromkeys(found.about.notes))
    expected = found.about.expected
    if expected and found.samples < expected:
        _miss(found, Unread("the log", f"It names {expected:,} samples; {found.samples:,} of them could be read."))
    return found


def _merged(known: About, new: About) -> About:
    given = {each.name: getattr(new, each.name) or getattr(known, each.name) for each in fields(About)}
    return About(**given)


def _miss(found: Survey, unread: Unread) -> None:
    found.unread_count += 1
    if len(found.unread) < MOST_UNREAD:
        found.unread.append(unread)


def _take(
    found: Survey, sample: LoggedSample, cases: dict[str, set[int]], first: dict[str, int], spool: TextIO | None
) -> None:
    taken = cases.setdefault(sample.case, set())
    epoch = sample.epoch or len(taken) + 1
    if epoch in taken:
        _miss(found, Unread(sample.place, f"Case “{sample.case}” has its answer no. {epoch} already, further up."))
        return
    if epoch > MOST_EPOCH:
        _miss(found, Unread(sample.place, f"Case “{sample.case}” was asked more than {MOST_EPOCH:,} times."))
        return
    taken.add(epoch)
    asked = hash(json.dumps(sample.messages, sort_keys=True))
    if first.setdefault(sample.case, asked) != asked and sample.epoch is None and not sample.model:
        why = f"Case “{sample.case}” asks something else than further up; its answer is kept, its question is not."
        _miss(found, Unread(sample.place, why))
    _count(found, sample, epoch)
    if spool is not None:
        spool.write(json.dumps(asdict(sample) | {"epoch": epoch}) + "\n")


def _count(found: Survey, sample: LoggedSample, epoch: int) -> None:
    found.samples += 1
    found.epochs = max(found.epochs, epoch)
    found.names[sample.named, sample.footnotes if not sample.named else ()] += 1
    if sample.model:
        found.models[sample.model] += 1
    for name, score in sample.scores.items():
        values = found.values.setdefault(name, Counter())
        known = score.value in values or score.number is not None or len(values) < MOST_TEXTS
        values[score.value if known else OTHER] += 1
    if sample.error:
        found.errored += 1
    elif sample.response is not None and not sample.response.strip():
        found.silent += 1
    else:
        for name, score in sample.scores.items():
            found.outcomes.setdefault(name, Counter())[score.outcome.value] += 1


def spooled(spool: TextIO) -> Iterator[LoggedSample]:
    """The samples that :func:`survey` put aside."""
    spool.seek(0)
    for line in spool:
        yield _sample(json.loads(line))


def _sample(stored: dict[str, Any]) -> LoggedSample:
    scores = {
        name: Scored(**score | {"outcome": Outcome(score["outcome"])}) for name, score in stored["scores"].items()
    }
    return LoggedSample(**stored | {"scores": scores, "footnotes": tuple(stored["footnotes"])})
