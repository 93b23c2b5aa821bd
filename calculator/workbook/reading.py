"""Reads the inputs of a workbook back into the scenario format, with the cell of everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from calculator.faults import Fault, ScenarioRefused, shown, visible
from calculator.quantities import KINDS
from calculator.side_by_side import SEED
from calculator.workbook.layout import CORRELATIONS, DEFAULT, INPUTS, NUMBER, PAIR_HEAD, PARAMETERS, TEXT
from calculator.workbook.opening import CellError, Cells, CellValue, cell_name, open_sheets

FIELD, KIND = "Field", "Kind"
HEADS = (FIELD, KIND, *PARAMETERS)
DEEPEST = 4  # use_cases.mail.adoption.plateau
COLUMNS_READ: dict[str, tuple[str, ...]] = {DEFAULT: (), NUMBER: ("value",), TEXT: ("value",)}

Row = Mapping[str, CellValue | CellError]


@dataclass(frozen=True)
class ReadWorkbook:
    """The scenario of a workbook, and the cells it was read from by the paths that faults name."""

    scenario: dict[str, Any]
    places: Mapping[str, str]

    def placed(self, fault: Fault) -> Fault:
        """The fault with the cell in front of its field."""
        path = fault.field
        while path not in self.places and "." in path:
            path = path.rpartition(".")[0]
        return replace(fault, field=f"{self.places[path]} · {fault.field}") if path in self.places else fault


def read_workbook(content: bytes) -> ReadWorkbook:
    """The scenario that the sheets with the inputs and the correlations describe; what it means is not checked here.

    Raises:
        ScenarioRefused: it cannot be opened, has no such sheet, or cells contradict each other; with every fault.
    """
    sheets = open_sheets(content, (INPUTS, CORRELATIONS))
    if INPUTS not in sheets:
        raise ScenarioRefused([Fault("file", None, f"a sheet called {INPUTS}", "The workbook has no inputs.")])
    reader = _Reader(sheets[INPUTS], sheets.get(CORRELATIONS, {}))
    reader.read()
    if reader.faults:
        raise ScenarioRefused(reader.faults)
    return ReadWorkbook(reader.scenario, reader.places)


@dataclass
class _Reader:
    """Goes down the rows and builds the scenario; faults are collected."""

    inputs: Cells
    pairs: Cells
    scenario: dict[str, Any] = field(default_factory=dict)
    use_cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> None:
        columns = self._columns(INPUTS, self.inputs, HEADS)
        if not self.faults:
            for row in sorted({row for row, _ in self.inputs if row > 1}):
                self._input(row, {name: (row, column) for name, column in columns.items()})
        if self.pairs:
            self._correlations(self._columns(CORRELATIONS, self.pairs, PAIR_HEAD))

    def _columns(self, sheet: str, cells: Cells, heads: tuple[str, ...]) -> dict[str, int]:
        """Where each column stands, by the first row; every one of them is needed, once."""
        found: dict[str, int] = {}
        for (row, column), value in cells.items():
            if row == 1 and value in heads and isinstance(value, str):
                if value in found:
                    self._fault(cell_name(sheet, row, column), value, "each column once", "The column stands twice.")
                found[value] = column
        for missing in (head for head in heads if head not in found):
            self._fault(f"{sheet}!1:1", None, f"a column called {missing}", "A column is missing in the first row.")
        return found

    def _input(self, row: int, at: Mapping[str, tuple[int, int]]) -> None:
        given = {name: self.inputs[place] for name, place in at.items() if place in self.inputs}
        if not given:
            return
        here = {name: cell_name(INPUTS, *place) for name, place in at.items()}
        path, kind = (_stripped(given.pop(name, None)) for name in (FIELD, KIND))
        kind = kind.lower() if isinstance(kind, str) else kind
        if not isinstance(path, str):
            self._fault(here[FIELD], path, "the name of a field", "This row names no field.")
        elif not isinstance(kind, str) or kind not in (*COLUMNS_READ, *KINDS):
            self._fault(here[KIND], kind, f"one of {', '.join((*COLUMNS_READ, *KINDS))}", "The kind is not known.")
        elif path in self.places:
            self._fault(here[FIELD], path, "each field once", f"The field stands in {self.places[path]} already.")
        else:
            self.places[path] = here["value"] if kind in COLUMNS_READ else here[KIND]
            self.places |= {f"{path}.{name}": here[name] for name in PARAMETERS}
            self.places[f"{path}.dist"] = here[KIND]
            if self._is_whole(path, kind, given, here):
                values = {name: _plain(path, one) for name, one in given.items() if not isinstance(one, CellError)}
                self._put(path, kind, values, here[FIELD])

    def _is_whole(self, path: str, kind: str, given: Row, here: Mapping[str, str]) -> bool:
        """Whether the row holds what its kind has, and nothing else."""
        before = len(self.faults)
        for name, value in given.items():
            if isinstance(value, CellError):
                self._fault(here[name], value.words, "a number or a text", "This cell holds no value.")
            elif name not in _columns_of(kind):
                allowed = f"nothing here, for the kind is {kind}"
                self._fault(here[name], value, allowed, "This column does not belong to the kind of the row.")
        if kind in (NUMBER, TEXT) and "value" not in given:
            self._fault(here["value"], None, f"a {kind}", f"{visible(path)} has no value.")
        elif kind == TEXT and not isinstance(given["value"], str | CellError):
            self._fault(here["value"], given["value"], "a text", "A text is needed here.")
        return len(self.faults) == before

    def _put(self, path: str, kind: str, values: dict[str, object], cell: str) -> None:
        """Into the scenario at its path; a use case is there as soon as one of its rows is."""
        parts = path.split(".")
        wanted = 3 if parts[0] == "use_cases" else 1
        if not wanted <= len(parts) <= DEEPEST or "" in parts or parts[0] == "correlations":
            self._fault(cell, path, "a field such as use_cases.mail.hourly_cost", "There is no such field.")
            return
        target = self.scenario
        if parts[0] == "use_cases":
            target, parts = self._use_case(parts[1]), parts[2:]
        if kind == DEFAULT:
            return
        for step in parts[:-1]:
            target = target.setdefault(step, {})
            if not isinstance(target, dict) or "dist" in target:
                self._fault(cell, path, "a field such as use_cases.mail.hourly_cost", "There is no such field.")
                return
        target[parts[-1]] = values["value"] if kind in COLUMNS_READ else {"dist": kind, **values}

    def _use_case(self, name: str) -> dict[str, Any]:
        if name not in self.use_cases:
            self.use_cases[name] = {"id": name}
            self.scenario.setdefault("use_cases", []).append(self.use_cases[name])
        return self.use_cases[name]

    def _correlations(self, columns: Mapping[str, int]) -> None:
        if len(columns) < len(PAIR_HEAD):
            return
        for row in sorted({row for row, _ in self.pairs if row > 1}):
            at = {name: (row, column) for name, column in columns.items()}
            pair = {name: self.pairs[place] for name, place in at.items() if place in self.pairs}
            if not pair:
                continue
            index = len(self.scenario.setdefault("correlations", []))
            self.places[f"correlations[{index}]"] = cell_name(CORRELATIONS, *at["a"])
            self.places |= {f"correlations[{index}].{name}": cell_name(CORRELATIONS, *at[name]) for name in at}
            for name, value in pair.items():
                if isinstance(value, CellError):
                    cell = cell_name(CORRELATIONS, *at[name])
                    self._fault(cell, value.words, "a number or a text", "This cell holds no value.")
            self.scenario["correlations"].append(pair)

    def _fault(self, cell: str, value: object, allowed: str, message: str) -> None:
        given = value.words if isinstance(value, CellError) else value
        self.faults.append(Fault(cell, shown(given), allowed, message))


def _stripped(value: CellValue | CellError | None) -> object:
    return value.strip() if isinstance(value, str) else value


def _columns_of(kind: str) -> tuple[str, ...]:
    return COLUMNS_READ[kind] if kind in COLUMNS_READ else (*KINDS[kind].required, *KINDS[kind].optional)


def _plain(path: str, value: CellValue) -> object:
    """Whole numbers as such; a seed may be a text of digits, since spreadsheets round beyond 2^53."""
    if isinstance(value, str):
        digits = path == SEED and value.isascii() and value.isdigit() and len(value) < 20
        return int(value) if digits else value
    return int(value) if not isinstance(value, bool) and value.is_integer() else value
