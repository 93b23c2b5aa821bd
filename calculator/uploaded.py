"""A scenario out of what somebody uploads or writes: JSON or a workbook, opened and then checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calculator.faults import Fault, ScenarioRefused
from calculator.scenario import read_scenario
from calculator.scenario_file import MOST_BYTES, parse_scenario
from calculator.workbook.opening import is_workbook
from calculator.workbook.reading import ReadWorkbook, read_workbook


@dataclass(frozen=True)
class Uploaded:
    """The document of a scenario file, and the workbook it stood in, if it did."""

    document: Any
    book: ReadWorkbook | None = None

    def check(self, *, most_work: int) -> None:
        """Raises ScenarioRefused with everything that is wrong with it; faults of a workbook name its cells."""
        try:
            read_scenario(self.document, most_work=most_work)
        except ScenarioRefused as refused:
            if self.book is None:
                raise
            raise ScenarioRefused([self.book.placed(fault) for fault in refused.faults]) from refused


def open_uploaded(content: bytes) -> Uploaded:
    """The document that the content holds, whatever its file is called.

    Raises:
        ScenarioRefused: it cannot be read as JSON or as a workbook.
    """
    if not is_workbook(content):
        return Uploaded(parse_scenario(content))
    if len(content) > MOST_BYTES:
        message = "The workbook is too large."
        raise ScenarioRefused([Fault("file", len(content), f"at most {MOST_BYTES:,} bytes", message)])
    book = read_workbook(content)
    return Uploaded(book.scenario, book)
