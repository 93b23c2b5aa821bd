"""Rule graders: one module per kind, one registry, one function that grades; plain Python, no Django."""

from evaluations.graders.grading import GradeResult, grade, in_words, read_specs
from evaluations.graders.protocol import SpecFault, SpecRefused
from evaluations.graders.registry import KINDS

__all__ = ["KINDS", "GradeResult", "SpecFault", "SpecRefused", "grade", "in_words", "read_specs"]
