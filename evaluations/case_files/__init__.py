"""Cases as files: JSONL, CSV and YAML, read as a whole or not at all and written back the same; plain Python."""

from evaluations.case_files.reading import ReadFile, read_cases
from evaluations.case_files.writing import FORMATS, written

__all__ = ["FORMATS", "ReadFile", "read_cases", "written"]
