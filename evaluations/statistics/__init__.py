"""What can be said of a compliance rate and how sure it is, by docs/methods/statistics.md; plain Python, no Django."""

from evaluations.statistics.agreement import Agreement, alpha, kappa, kappa_of
from evaluations.statistics.clusters import (
    Asked,
    Mean,
    Sums,
    clustered,
    clustered_error,
    effective_answers,
    in_the_mix,
    noise,
    sums_of,
)
from evaluations.statistics.correction import Calibration, Corrected, corrected
from evaluations.statistics.pairs import Flips, Paired, holm, mcnemar, paired, paired_t
from evaluations.statistics.power import (
    cases_needed,
    fewest_compliant,
    highest_mark,
    shown_by,
    smallest_sample,
    variances,
)
from evaluations.statistics.rates import LEVEL, SMALL_GROUP, Estimate, estimate, normal_quantile, wilson

__all__ = [
    "LEVEL",
    "SMALL_GROUP",
    "Agreement",
    "Asked",
    "Calibration",
    "Corrected",
    "Estimate",
    "Flips",
    "Mean",
    "Paired",
    "Sums",
    "alpha",
    "cases_needed",
    "clustered",
    "clustered_error",
    "corrected",
    "effective_answers",
    "estimate",
    "fewest_compliant",
    "highest_mark",
    "holm",
    "in_the_mix",
    "kappa",
    "kappa_of",
    "mcnemar",
    "noise",
    "normal_quantile",
    "paired",
    "paired_t",
    "shown_by",
    "smallest_sample",
    "sums_of",
    "variances",
    "wilson",
]
