"""Who graded the answers of a run, and how far that can be relied on."""

from dataclasses import dataclass
from datetime import date

from reports.facts.rates import Compliance
from reports.facts.units import Share


@dataclass(frozen=True)
class CalibrationFacts:
    """How a grader did on responses whose worth was known.

    `basis` is where they came from: “exemplars”, “spec_examples”, “labels”, or “recorded” with a pilot. `blind` says
    that the people who labelled saw no other verdict. A response without a usable verdict counts as not recognised.
    `agreed` is the share of either kind that had to be recognised. `kappa` is Cohen's, between the labels and the
    grader.
    """

    basis: str
    of: str
    blind: bool
    made_on: date | None
    good: Compliance
    bad: Compliance
    unscored: int
    agreed: Share | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


@dataclass(frozen=True)
class CorrectedFacts:
    """A compliance rate without the mistakes of its grader (Rogan–Gladen), with its 95 % interval."""

    rate: Share
    low: Share
    high: Share


@dataclass(frozen=True)
class GradingFacts:
    """One grading of the run's answers.

    `grader` is “judge”, or of a recorded pilot what it says. `sees` is what the judge is shown and `scale` how it
    answers, `repeats` how often it is asked about each answer, `threshold` from which score on an answer is compliant.
    `decides` says that its verdicts are the outcomes of the run where no person decided; `trusted` that no attack on it
    worked. `calibration` is None where nobody knows how often it errs, `corrected` where the rate cannot be corrected.
    """

    identity: int
    grader: str
    name: str
    version: int
    model: str
    simulated: bool
    sees: str
    scale: str
    repeats: int
    threshold: int
    protocol: str
    settings_sha256: str
    decides: bool
    trusted: bool | None
    compliance: Compliance
    unscored: int
    calibration: CalibrationFacts | None
    corrected: CorrectedFacts | None


@dataclass(frozen=True)
class PairFacts:
    """How often the first of two reviewers said `first` where the second said `second`."""

    first: str
    second: str
    times: int


@dataclass(frozen=True)
class ReviewFacts:
    """A queue in which people read answers of the run.

    `agreement` is Cohen's κ of two reviewers or Krippendorff's α of more, named by `measure`, over the `compared`
    answers that several had read, of which they said the same about `same`. `pairs` is the table of two reviewers.
    """

    identity: int
    name: str
    blind: bool
    items: int
    settled: int
    adjudicated: int
    disputed: int
    measure: str
    agreement: float | None
    agreement_low: float | None
    agreement_high: float | None
    compared: int
    same: int
    reviewers: tuple[str, ...]
    pairs: tuple[PairFacts, ...]


@dataclass(frozen=True)
class JudgingFacts:
    """Who graded the answers of the run: the judges, that which decides first, and the queues of people."""

    gradings: tuple[GradingFacts, ...]
    reviews: tuple[ReviewFacts, ...]
