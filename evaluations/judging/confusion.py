"""How a judge did on responses whose worth was known, as a table and in numbers."""

from dataclasses import dataclass

from evaluations.statistics import Agreement, Calibration, Estimate, estimate, kappa

MIN_KNOWN = 10
EDGE = 1e-9  # a share that is reached exactly is not missed by rounding


@dataclass(frozen=True)
class Needed:
    """The agreed level: what sensitivity and specificity have to reach, and Cohen's κ where that is asked for."""

    sensitivity: float
    specificity: float
    kappa: float | None = None


@dataclass(frozen=True)
class Confusion:
    """Of ``good`` known-good responses the judge called ``good_recognised`` compliant, of ``bad`` known-bad ones
    ``bad_recognised`` violations. What got no usable verdict counts as not recognised."""

    good: int
    good_recognised: int
    bad: int
    bad_recognised: int
    unscored: int = 0

    @property
    def shown(self) -> int:
        return self.good + self.bad

    @property
    def good_missed(self) -> int:
        return self.good - self.good_recognised

    @property
    def bad_missed(self) -> int:
        return self.bad - self.bad_recognised

    @property
    def sensitivity(self) -> Estimate:
        """The share of the good ones that it recognises."""
        return estimate(self.good_recognised, self.good)

    @property
    def specificity(self) -> Estimate:
        """The share of the bad ones that it recognises."""
        return estimate(self.bad_recognised, self.bad)

    @property
    def kappa(self) -> Agreement:
        """Cohen's κ between the labels and the judge."""
        return kappa([[self.good_recognised, self.good_missed], [self.bad_missed, self.bad_recognised]])

    @property
    def lowest(self) -> float | None:
        """The lower of sensitivity and specificity, which the agreed level is held against."""
        rates = (self.sensitivity.rate, self.specificity.rate)
        return min(rate for rate in rates if rate is not None) if None not in rates else None

    @property
    def for_correction(self) -> Calibration | None:
        """What a rate is corrected by; None where one of the two kinds was not shown."""
        if not self.good or not self.bad:
            return None
        return Calibration(
            bad=self.bad, bad_recognised=self.bad_recognised, good=self.good, good_recognised=self.good_recognised
        )

    def obstacles(self, needed: Needed) -> list[str]:
        """Why a judge with these numbers may not decide a gate; empty when it may."""
        found = [
            f"{count} known-{kind} responses were shown; {MIN_KNOWN} are needed."
            for kind, count in (("good", self.good), ("bad", self.bad))
            if count < MIN_KNOWN
        ]
        if found:
            return found
        counts = self.for_correction
        if counts is None or counts.knows_nothing:
            return ["It tells good from bad no better than chance."]
        return [*self._below(needed), *self._disagreeing(needed)]

    def _below(self, needed: Needed) -> list[str]:
        return [
            f"It recognises {recognised} of {shown} {kind} responses; {level:.0%} are agreed."
            for kind, recognised, shown, level in (
                ("good", self.good_recognised, self.good, needed.sensitivity),
                ("bad", self.bad_recognised, self.bad, needed.specificity),
            )
            if recognised < level * shown - EDGE
        ]

    def _disagreeing(self, needed: Needed) -> list[str]:
        if needed.kappa is None:
            return []
        found = self.kappa.value
        if found is None or found < needed.kappa - EDGE:
            said = "unknown" if found is None else f"{found:.2f}"
            return [f"Cohen’s κ against the labels is {said}; {needed.kappa:.2f} is agreed."]
        return []
