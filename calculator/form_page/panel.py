"""The panel beside the form: the range first, then what decides it, what to doubt, and of how many draws it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from calculator import findings
from calculator.figures import Figure, figures_of
from calculator.preview import Preview
from calculator.shapes import Curve, fan_of
from ui.formats import money, number

EMPTY_FINDING = "A business case, use case by use case"
WRONG_FINDING = "No answer yet"
BARS_TOLD = 3


@dataclass(frozen=True)
class Panel:
    """`decides` names the inputs that move the result most, with the money they move it by."""

    finding: str
    figures: list[Figure] = field(default_factory=list)
    fan: Curve | None = None
    decides: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawn: str = ""


def panel(found: Preview, name: str, unpriced: Sequence[str]) -> Panel:
    """What the panel says; `unpriced` names the use cases whose violations have no price."""
    currency = found.scenario.currency
    if _is_empty(found):
        return Panel(EMPTY_FINDING)
    return Panel(
        finding=findings.scenario_finding(name, found.headline, currency),
        figures=_figures(found),
        fan=_fan(found),
        decides=_decides(found, currency) if found.headline["priced"] else [],
        notes=_notes(found, unpriced),
        drawn=_drawn(found),
    )


def _is_empty(found: Preview) -> bool:
    """Whether nothing has been given that could come to anything."""
    base = found.answer["base"]
    return not found.headline["priced"] and not base["assisted_tasks"]


def _figures(found: Preview) -> list[Figure]:
    """Those of a saved scenario, with the range in front of the middle."""
    headline, currency, answer = found.headline, found.scenario.currency, found.answer
    figures = figures_of(answer, headline, found.gross_year1, currency)
    spread = headline["range"]
    if spread is None or not headline["priced"]:
        return figures
    fine = f"P5–P95 · middle {money(spread['p50'], currency)} · base {money(headline['base'], currency)}"
    label = f"net present value over {found.scenario.horizon_months} months"
    return [Figure(findings.money_range(spread, currency), label, fine), *figures[1:]]


def _fan(found: Preview) -> Curve | None:
    if found.fan is None:
        return None
    months, levels = found.fan
    return fan_of(
        months, levels, findings.fan_finding(levels, months, found.scenario.currency, net=found.headline["priced"])
    )


def _decides(found: Preview, currency: str) -> list[tuple[str, str]]:
    names = {one.id: one.id for one in found.scenario.use_cases}
    bars = [bar for bar in found.answer["tornado"]["bars"] if bar["swing"]][:BARS_TOLD]
    return [(findings.input_label(bar["input"], names), money(bar["swing"], currency)) for bar in bars]


def _notes(found: Preview, unpriced: Sequence[str]) -> list[str]:
    said = []
    if not found.headline["priced"]:
        said.append(
            "What the programme costs is not given yet, so there is no payback, net present value or chance of loss."
        )
    if unpriced:
        said.append(
            f"Violations are not priced in {', '.join(unpriced)}: no cost of one is given, and none is assumed."
        )
    return [*said, *found.warnings]


def _drawn(found: Preview) -> str:
    if found.simulated is None:
        return "Nothing in it is uncertain, so nothing was drawn."
    if found.draws == found.asked:
        return f"Of {number(found.draws)} draws, as many as the saved version takes."
    return f"Of {number(found.draws)} draws while you type; the saved version takes {number(found.asked)}."
