"""A comparison as CSV: one row a case, both sides beside each other."""

import csv
import io
from collections.abc import Mapping

from evaluations.case_files.tables import guarded
from evaluations.comparison.pairing import Compared, Side

COLUMNS = (
    *("case_id", "title", "principle"),
    *("first_compliant", "first_counted", "first_outcome", "second_compliant", "second_counted", "second_outcome"),
    *("difference", "change"),
)


def comparison_csv(found: Compared, titles: Mapping[str, str]) -> bytes:
    """The file, with a BOM for spreadsheets; ``titles`` names the principles. Cases that do not compare are in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for case in found.cases:
        difference = "" if case.difference is None else f"{case.difference:.4f}"
        texts = [guarded(text) for text in (case.key, case.title, titles.get(case.principle, case.principle))]
        change = case.change or "not comparable"
        writer.writerow([*texts, *_side(case.first), *_side(case.second), difference, change])
    return out.getvalue().encode("utf-8-sig")


def _side(side: Side | None) -> list[str]:
    return [str(side.k), str(side.n), side.outcome] if side else ["", "", "not asked"]
