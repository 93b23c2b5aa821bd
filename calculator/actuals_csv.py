"""Reads a CSV of actuals: every row or none, each fault with its line; plain Python, no Django."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from calculator.actuals import ONE_OFF, PROGRAMME, Entry, Place, calendar_month, month_number
from calculator.errors import CalculatorError
from calculator.faults import Fault, shown
from calculator.fields import OPEN_TOP
from calculator.number_text import NumberRefused, read_number_text
from ui.formats import number

COLUMNS = ("month", "use_case", "hours", "volume", "violations", "cost")
NUMBERS = COLUMNS[2:]
OF_A_USE_CASE = NUMBERS[:-1]
DELIMITERS = (",", ";", "\t")
ONCE = "once"
PROGRAMME_NAME = "programme"
MOST_BYTES = 500_000
MOST_ROWS = 5_000
MOST_FAULTS = 100
MOST_HOURS = 1e9


@dataclass(frozen=True)
class Limits:
    """The range of a number, and whether it is a count."""

    low: float
    high: float
    whole: bool = False

    @property
    def words(self) -> str:
        return f"{number(self.low)} to {number(self.high)}"


LIMITS = {
    "hours": Limits(-MOST_HOURS, MOST_HOURS),
    "volume": Limits(0, OPEN_TOP, whole=True),
    "violations": Limits(0, OPEN_TOP, whole=True),
    "cost": Limits(0, OPEN_TOP),
}


class ActualsRefused(CalculatorError):
    """Nothing of the file is stored; `faults` lists what is wrong, each with its line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True)
class Calendar:
    """The months that actuals may be of."""

    first: date
    horizon: int

    @property
    def words(self) -> str:
        last = calendar_month(self.first, self.horizon)
        return f"{self.first:%Y-%m} to {last:%Y-%m}, or {ONCE}"

    def month(self, text: str) -> int | None:
        """The month of the scenario that `2026-09` is, 0 for `once`, None for what is neither or lies outside."""
        if text.lower() == ONCE:
            return ONE_OFF
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if found is None or found[1] == "0000":
            return None
        month = month_number(self.first, date(int(found[1]), int(found[2]), 1))
        return month if 1 <= month <= self.horizon else None


def read_actuals_csv(data: bytes, calendar: Calendar, use_cases: Collection[str]) -> list[Entry]:
    """The entries of a CSV in UTF-8, delimited by comma, semicolon or tab.

    Raises:
        ActualsRefused: with up to a hundred faults; nothing was read then.
    """
    reader = _Reader(calendar, use_cases)
    header, rows = _table(data)
    entries = [entry for line, cells in rows if (entry := reader.entry(line, dict(zip(header, cells, strict=True))))]
    if reader.faults:
        rest = len(reader.faults) - MOST_FAULTS
        more = [Fault("", None, "", f"And {rest} more faults further down.")] if rest > 0 else []
        raise ActualsRefused([*reader.faults[:MOST_FAULTS], *more])
    return entries


def template(calendar: Calendar, month: int, use_cases: Collection[str]) -> str:
    """The header, and the rows of a month without their numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    when = f"{calendar_month(calendar.first, month):%Y-%m}"
    writer.writerows([when, use_case, "", "", "", ""] for use_case in use_cases)
    writer.writerow([when, PROGRAMME_NAME, "", "", "", ""])
    return out.getvalue()


def _table(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header in our names, and every row that is not blank with the line it begins on."""
    text = _decoded(data)
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=lambda mark: len(set(_names(first.split(mark))) & set(COLUMNS)))
    rows = [(line, cells) for line, cells in _records(text, delimiter) if any(cell.strip() for cell in cells)]
    if not rows:
        raise _refused(None, None, "The file is empty.", "a header and at least one row")
    header = _names(rows[0][1])
    faults = [_fault(1, name, name, "The column is missing.") for name in COLUMNS if name not in header]
    faults += [
        _fault(
            1, shown(name), shown(name), "There is no such column." if name not in COLUMNS else "It stands here twice."
        )
        for name in dict.fromkeys(header)
        if name not in COLUMNS or header.count(name) > 1
    ]
    faults += [
        _fault(line, "row", f"{len(cells)} cells", f"The header has {len(header)} cells.", f"{len(header)} cells")
        for line, cells in rows[1:]
        if len(cells) != len(header)
    ]
    if len(rows) == 1 and not faults:
        faults.append(_fault(2, "row", None, "There is a header, but no row below it.", "at least one row"))
    if faults:
        raise ActualsRefused(faults[:MOST_FAULTS])
    return header, rows[1:]


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _refused(None, f"{len(data)} bytes", "The file is too large.", f"up to {number(MOST_BYTES)} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "This is not UTF-8. Save the file as “CSV UTF-8”."
        raise _refused(line, f"byte {error.start + 1}", message, "UTF-8") from error
    if "\x00" in text:
        raise _refused(text[: text.index("\x00")].count("\n") + 1, "NUL", "The file holds a NUL character.", "text")
    if not text.strip():
        raise _refused(None, None, "The file is empty.", "a header and at least one row")
    return text


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(line, None, f"The row that begins here cannot be read: {error}.", "CSV") from error
        count += 1
        if count > MOST_ROWS + 1:
            raise _refused(line, None, "There are too many rows.", f"up to {number(MOST_ROWS)} rows")
        yield line, cells
        line = reader.line_num + 1


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _fault(line: int | None, field: object, value: object, message: str, allowed: str = "") -> Fault:
    return Fault(str(field), shown(value), allowed or ", ".join(COLUMNS), message, line)


def _refused(line: int | None, value: object, message: str, allowed: str) -> ActualsRefused:
    return ActualsRefused([_fault(line, "file", value, message, allowed)])


class _Reader:
    """Turns rows into entries and gathers what is wrong with them."""

    def __init__(self, calendar: Calendar, use_cases: Collection[str]) -> None:
        self.calendar = calendar
        self.use_cases = use_cases
        self.faults: list[Fault] = []
        self._lines: dict[Place, int] = {}

    def entry(self, line: int, row: dict[str, str]) -> Entry | None:
        """The row as an entry, or None where it is faulty."""
        known = len(self.faults)
        cells = {name: row[name].strip() for name in COLUMNS}
        month, use_case = self._month(line, cells["month"]), self._use_case(line, cells["use_case"])
        if month == ONE_OFF and use_case not in (None, PROGRAMME):
            self._add(
                line, "use_case", cells["use_case"], PROGRAMME_NAME, "What is paid once belongs to the programme."
            )
        numbers = self._numbers(line, cells, of_programme=use_case == PROGRAMME)
        if len(self.faults) > known or month is None or use_case is None:
            return None
        first = self._lines.setdefault((month, use_case), line)
        if first != line:
            self._add(line, "month", cells["month"], "each once", f"Line {first} has this month and use case already.")
            return None
        return Entry(month, use_case, **numbers)

    def _month(self, line: int, text: str) -> int | None:
        month = self.calendar.month(text)
        if month is None:
            self._add(line, "month", text, self.calendar.words, "This is not a month of the scenario, as 2026-09.")
        return month

    def _use_case(self, line: int, text: str) -> str | None:
        if text in self.use_cases:
            return text
        if text.lower() in ("", PROGRAMME_NAME):
            return PROGRAMME
        allowed = ", ".join((*sorted(self.use_cases), PROGRAMME_NAME))
        self._add(line, "use_case", text, allowed, "The scenario has no such use case.")
        return None

    def _numbers(self, line: int, cells: dict[str, str], *, of_programme: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        for name in NUMBERS:
            if of_programme and name in OF_A_USE_CASE:
                if cells[name]:
                    self._add(line, name, cells[name], "empty", "The programme has a cost alone.")
            elif (value := self._number(line, name, cells[name])) is not None:
                found[name] = value
        if found.get("violations", 0) > found.get("volume", OPEN_TOP):
            self._add(line, "violations", cells["violations"], f"at most {cells['volume']}", MORE_THAN_TASKS)
        return found

    def _number(self, line: int, name: str, text: str) -> float | None:
        limits = LIMITS[name]
        problem, value = ("A number is needed here; 0 is one." if not text else ""), 0.0
        try:
            value = read_number_text(text) if text else 0.0
        except NumberRefused as refused:
            problem = str(refused)
        if not problem and not limits.low <= value <= limits.high:
            problem = "The number is out of range."
        if not problem and limits.whole and value != int(value):
            problem = "A whole number is needed here."
        if problem:
            self._add(line, name, text, limits.words, problem)
            return None
        return float(value)

    def _add(self, line: int, field: str, value: str, allowed: str, message: str) -> None:
        self.faults.append(Fault(field, shown(value), allowed, message, line))


MORE_THAN_TASKS = "There cannot be more violations than tasks."
