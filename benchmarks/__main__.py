"""``python -m benchmarks``: prints one line for each measurement."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from markdown_it import MarkdownIt

from calculator.estimate import estimate
from calculator.scenario import read_scenario
from calculator.simulation import draw_inputs
from calculator.vector_form import net_present_value
from explorer.spec_markdown import read_document

ROUNDS = 5
SCENARIO = Path(__file__).resolve().parent.parent / "alignment_app" / "demo" / "support_desk.json"


def median_seconds(work: Callable[[], object]) -> float:
    """The median of some rounds after one that warms up."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - started)
    return statistics.median(rounds)


def estimate_against_bare_draws() -> tuple[float, float]:
    """The whole estimate of the support desk, against its draws and two evaluations of the cash flow alone."""
    data = json.loads(SCENARIO.read_text(encoding="utf-8"))
    scenario = read_scenario(data)

    def bare() -> None:
        certain = {path: np.asarray(value) for path, value in scenario.base().items()}
        for _rows, drawn in draw_inputs(scenario):
            values = certain | drawn
            net_present_value(scenario, values)
            net_present_value(scenario, values)

    return median_seconds(lambda: estimate(data)), median_seconds(bare)


def import_against_markdown() -> tuple[float, float]:
    """Reading a long document, against a plain Markdown parser on the same text."""
    section = "## Say what you know {#rule_NUMBER authority=user}\n\n" + "Words of a rule, some of them *marked*. " * 40
    example = (
        "\n\n**Example**: a question\n\n~~~xml\n<user>\nIs it so?\n</user>\n<assistant>\nIt is.\n</assistant>\n~~~\n\n"
    )
    text = "# Rules {#rules}\n\n" + "".join((section + example).replace("NUMBER", str(n)) for n in range(200))
    parser = MarkdownIt("commonmark")
    return median_seconds(lambda: read_document(text)), median_seconds(lambda: parser.parse(text))


def main() -> None:
    np.seterr(all="raise")
    for name, measure in (
        ("estimate of 20,000 draws : bare draws", estimate_against_bare_draws),
        ("reading a specification : plain Markdown", import_against_markdown),
    ):
        ours, yardstick = measure()
        print(f"{name:<46} {ours / yardstick:5.2f}   ({ours * 1000:.0f} ms : {yardstick * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
