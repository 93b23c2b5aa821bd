"""The sheets that hold the answer: figures as they were saved, with labels, sums and discounting as live formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from calculator.fields import DISCOUNT_RATE

MONEY, COUNT, SHARE, FACTOR = "#,##0", "#,##0", "0.0%", "0.0000"
LEVELS = ("p5", "p50", "p95")
PER_USE_CASE = (
    ("assisted", "Assisted tasks", COUNT),
    ("gross_hours", "Hours saved", COUNT),
    ("verify_hours", "Hours of checking", COUNT),
    ("rework_hours", "Hours of rework", COUNT),
    ("net_hours", "Net hours", COUNT),
    ("labour_value", "Value of the time", MONEY),
    ("violations", "Violations", COUNT),
    ("violation_cost", "Their cost", MONEY),
    ("tokens_cost", "Tokens", MONEY),
)


class ResultSheets:
    """Writes the results of one version, reading name, currency and discount rate from the cells of the inputs."""

    def __init__(self, book: Workbook, results: Worksheet, flow: Worksheet, places: Mapping[str, str]) -> None:
        self._results, self._flow, self._places = results, flow, places
        self._at = 0
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._large = book.add_format({"bold": True, "font_size": 14})
        self._numbers = {one: book.add_format({"num_format": one}) for one in (MONEY, SHARE, FACTOR)}

    def write(self, name: str, results: Mapping[str, Any], headline: Mapping[str, Any]) -> None:
        """Both sheets; money against cost only where the cost of the programme is known."""
        answer = results["answer"]
        title = f'="Results of "&{self._places["name"]}&", "&{self._places["currency"]}&", as they were saved"'
        self._results.write_formula(0, 0, title, self._large, f"Results of {name}, as they were saved")
        self._results.set_column(0, 0, 44)
        self._results.set_column(1, len(PER_USE_CASE), 17)
        self._at = 2
        if headline["priced"]:
            self._ranges(answer)
            self._sum_of_the_base(answer["base"])
        else:
            self._line("Gross value of the first year, before any cost", None, "")
            for level in LEVELS if results["gross_year1"] else ():
                self._line(f"   {level.upper()}", results["gross_year1"][level], MONEY)
        self._use_cases(answer["base"]["per_use_case"])
        self._write_flow(answer, priced=headline["priced"])

    def _line(self, label: str, value: float | None, look: str) -> int:
        """A label and its number; gives the row."""
        at, self._at = self._at, self._at + 1
        self._results.write_string(at, 0, label)
        if value is not None:
            self._results.write_number(at, 1, value, self._numbers[look])
        return at

    def _sum(self, label: str, formula: str, value: float) -> None:
        self._results.write_string(self._at, 0, label)
        self._results.write_formula(self._at, 1, formula, self._numbers[MONEY], value)
        self._at += 1

    def _ranges(self, answer: Mapping[str, Any]) -> None:
        drawn = answer.get("monte_carlo")
        if not drawn:
            return
        npv = drawn["npv"]
        low, _, high = (self._line(f"Net present value, {level.upper()}", npv[level], MONEY) for level in LEVELS)
        formula = f"={xl_rowcol_to_cell(high, 1)}-{xl_rowcol_to_cell(low, 1)}"
        self._sum("Width of the range, P95 less P5", formula, npv["p95"] - npv["p5"])
        self._line("Net present value, mean", npv["mean"], MONEY)
        self._line("Chance of loss", drawn["probability_of_loss"], SHARE)
        for level in LEVELS:
            self._line(f"Net hours in the first year, {level.upper()}", drawn["hours_year1"][level], COUNT)
        if drawn["payback"]["p50"] is not None:
            self._line("Paid back in month, P50", drawn["payback"]["p50"], COUNT)
        self._line("Share of draws that are never paid back", drawn["payback"]["share_never"], SHARE)
        self._at += 1

    def _sum_of_the_base(self, base: Mapping[str, Any]) -> None:
        """Every input at its median: from gross to net, the last line a formula over the three before."""
        gross = self._line("At base: gross benefit over the horizon", base["gross_benefit"], MONEY)
        less = self._line("At base: violations", base["violation_cost"], MONEY)
        cost = self._line("At base: programme", base["programme_cost"], MONEY)
        cells = [xl_rowcol_to_cell(row, 1) for row in (gross, less, cost)]
        self._sum("At base: net benefit", f"={cells[0]}-{cells[1]}-{cells[2]}", base["net_benefit"])
        self._line("At base: net present value", base["npv"], MONEY)
        self._at += 1

    def _use_cases(self, found: Mapping[str, Mapping[str, float]]) -> None:
        head = ("At base, over the horizon", *(label for _, label, _ in PER_USE_CASE))
        self._results.write_row(self._at, 0, head, self._bold)
        first = self._at + 1
        for at, (name, one) in enumerate(found.items(), start=first):
            self._results.write_string(at, 0, name)
            for column, (key, _, look) in enumerate(PER_USE_CASE, start=1):
                self._results.write_number(at, column, one[key], self._numbers[look])
        last = first + len(found)
        self._results.write_string(last, 0, "Together", self._bold)
        for column, (key, _, look) in enumerate(PER_USE_CASE, start=1) if found else ():
            span = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last - 1, column)}"
            total = sum(one[key] for one in found.values())
            self._results.write_formula(last, column, f"=SUM({span})", self._numbers[look], total)
        self._at = last + 2

    def _write_flow(self, answer: Mapping[str, Any], *, priced: bool) -> None:
        """Month by month at base. The discount factor reads the rate of the inputs, so the NPV below follows it."""
        sheet, place = self._flow, self._places[DISCOUNT_RATE.name]
        if not priced:
            sheet.write_string(0, 0, "What the programme costs is not known, so there is no cash flow to show.")
            return
        sheet.set_column(0, 4, 20)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, ("Month", "Cash flow", "Cumulative", "Discount factor", "Present value"), self._bold)
        base, growth = answer["base"], 1 + answer["base_inputs"][DISCOUNT_RATE.name]
        for month, flow in enumerate(base["cash_flow"]):
            at, line = month + 1, month + 2  # the row as XlsxWriter counts it, and as formulas do
            factor = growth ** (-month / 12)
            sheet.write_number(at, 0, month)
            sheet.write_number(at, 1, flow, self._numbers[MONEY])
            running = f"=C{at}+B{line}" if month else f"=B{line}"
            sheet.write_formula(at, 2, running, self._numbers[MONEY], base["cumulative"][month])
            sheet.write_formula(at, 3, f"=1/(1+{place})^(A{line}/12)", self._numbers[FACTOR], factor)
            sheet.write_formula(at, 4, f"=B{line}*D{line}", self._numbers[MONEY], flow * factor)
        last = len(base["cash_flow"]) + 1
        sheet.write_string(last, 0, "Net present value", self._bold)
        sheet.write_formula(last, 4, f"=SUM(E2:E{last})", self._numbers[MONEY], base["npv"])
