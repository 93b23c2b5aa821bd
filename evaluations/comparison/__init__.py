"""Two runs of the same cases beside each other; plain Python, no Django."""

from evaluations.comparison.findings import comparison_finding, p_words, sentence, signed_points
from evaluations.comparison.obstacles import Measured, Obstacle, obstacles_between
from evaluations.comparison.pairing import CaseRow, Compared, PrincipleRow, compared
from evaluations.comparison.table import COLUMNS, comparison_csv

__all__ = [
    "COLUMNS",
    "CaseRow",
    "Compared",
    "Measured",
    "Obstacle",
    "PrincipleRow",
    "compared",
    "comparison_csv",
    "comparison_finding",
    "obstacles_between",
    "p_words",
    "sentence",
    "signed_points",
]
