"""Reports of tests that ran elsewhere, made of a suite's own cases."""

from evaluations.exchange.pilot_csv import RecordedRow
from evaluations.models import Case
from evaluations.reported.reading import Report
from tests.evaluations.conftest import Bench

OTHER = {"compliant": "violation", "violation": "compliant"}


def row_of(line: int, case: Case, outcome: str, *, asks: str = "", says: str = "") -> RecordedRow:
    """One result: the case's own question and its answer of that outcome, unless told otherwise."""
    asked = dict.fromkeys(("system", "developer", "user"), "")
    for message in case.messages:
        if message["role"] in asked:
            asked[message["role"]] = message["content"]
    asked["user"] = asks or asked["user"]
    return RecordedRow(
        line=line,
        case_id=case.key,
        principle=case.principle,
        response=case.exemplars[says or outcome],
        outcome=outcome,
        score=None,
        grader="their-grader",
        note="",
        **asked,
    )


def report_of(bench: Bench, *, wrong: int = 0, strange: int = 0, key: str = "build-1") -> Report:
    """The two dozen cases, every sixth answered badly; some reported wrongly, some asking something else."""
    rows = []
    for place, case in enumerate(bench.suite.cases.order_by("position")):
        says = "violation" if place % 6 == 5 else "compliant"
        outcome = OTHER[says] if place < wrong else says
        rows.append(row_of(place, case, outcome, asks="What else?" if place >= 24 - strange else "", says=says))
    return Report(
        project="",
        name="Nightly",
        release="Release 5",
        commit="4f2c1d9",
        branch="main",
        idempotency_key=key,
        rows=rows,
        epochs=[1] * len(rows),
        content={"rows": [row.case_id for row in rows], "wrong": wrong},
    )
