"""``python -m benchmarks``: prints one line for each measurement."""

import statistics
import time
from collections.abc import Callable

import numpy as np
from django.core.management import call_command
from django.db import transaction
from markdown_it import MarkdownIt

from benchmarks import impact, reports, samples, throughput
from explorer.services import import_files
from explorer.spec_markdown import SpecFiles, read_document

ROUNDS = 5


def median_seconds(work: Callable[[], object]) -> float:
    """The median of some rounds after one that warms up."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - started)
    return statistics.median(rounds)


def import_against_markdown() -> tuple[float, float]:
    """Reading a long document, against a plain Markdown parser on the same text."""
    text = specification(200)
    parser = MarkdownIt("commonmark")
    return median_seconds(lambda: read_document(text)), median_seconds(lambda: parser.parse(text))


def import_against_reading() -> tuple[float, float]:
    """A whole import into SQLite, its search index included, against the bare parser. As large as a published version:
    270 kB in 80 sections with 160 examples.
    """
    call_command("migrate", verbosity=0)
    files = SpecFiles(specification(80, paragraphs=2, examples=2), None, "benchmark")

    def whole() -> None:
        with transaction.atomic():
            assert import_files(files, read_document(files.markdown)).created
            transaction.set_rollback(True)

    return median_seconds(whole), median_seconds(lambda: read_document(files.markdown))


def specification(sections: int, *, paragraphs: int = 1, examples: int = 1) -> str:
    """A made-up document of this size."""
    words = "Words of a rule, some of them *marked*. " * 40 + "\n\n"
    example = (
        "**Example**: a question\n\n~~~xml\n<user>\nIs it so?\n</user>\n<assistant>\nIt is.\n</assistant>\n~~~\n\n"
    )
    body = words * paragraphs + example * examples
    return "# Rules {#rules}\n\n" + "".join(
        f"## Say what you know {{#rule_{number} authority=user}}\n\n{body}" for number in range(sections)
    )


def main() -> None:
    np.seterr(all="raise")
    for name, measure in (
        ("estimate of 20,000 draws : bare draws", impact.estimate_against_bare),
        ("estimate of 100,000 draws : 5 × 20,000", impact.many_draws_against_few),
        ("quick form's request : its estimate", impact.request_against_answer),
        ("reading a specification : plain Markdown", import_against_markdown),
        ("importing a specification : reading it", import_against_reading),
        ("page of 100,000 samples : page of 1,000", samples.page_of_many_against_few),
    ):
        ours, yardstick = measure()
        print(f"{name:<46} {ours / yardstick:5.2f}   ({ours * 1000:.0f} ms : {yardstick * 1000:.0f} ms)")
    reports.measure()
    throughput.measure(many=False)


if __name__ == "__main__":
    main()
