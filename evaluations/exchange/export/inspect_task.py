"""Writes a suite as a task of Inspect: a zip with the cases, our rules, and a Python file that never changes.

No text of a case stands in the Python: it reads the cases from the file beside it.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evaluations.endpoints.chat_roles import Roles, spoken
from evaluations.suites.case_draft import CaseDraft

FOLDER = "plumbline_suite"
ROOM = Path(__file__).resolve().parents[2]
# The rules as they are here, so that they say there what they say here.
CARRIED = ("__init__.py", "outcomes.py", "graders/*.py")
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same suite gives the same bytes
TASK = Path(__file__).with_name("inspect_task_file.py.txt")
READ_ME = """A suite of Plumbline as a task of Inspect (https://inspect.aisi.org.uk).

    inspect eval task.py --model PROVIDER/MODEL

dataset.jsonl  the cases, one a line
task.py        the task and its scorer; it holds no text of a case
evaluations/   the rules that grade, as Plumbline has them

Scores: C compliant, I violation, P partial, N no answer, NaN where the rules cannot tell.
The log that Inspect writes can be imported into Plumbline again, whole.
"""


def written(cases: Iterable[CaseDraft]) -> bytes:
    """The zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(cases):
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}", _STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(cases: Iterable[CaseDraft]) -> Iterator[tuple[str, str]]:
    yield "README.txt", READ_ME
    yield "task.py", TASK.read_text(encoding="utf-8")
    yield "dataset.jsonl", "".join(json.dumps(_line(case)) + "\n" for case in cases)
    for pattern in CARRIED:
        for path in sorted(ROOM.glob(pattern)):
            yield f"evaluations/{path.relative_to(ROOM).as_posix()}", path.read_text(encoding="utf-8")


def _line(case: CaseDraft) -> dict[str, Any]:
    """One case. Inspect has no developer messages; as everywhere where that is so, they join the system's."""
    about: dict[str, Any] = {
        "principle": case.principle,
        "title": case.title,
        "kind": case.kind,
        "expected": case.expected,
    }
    about |= {"rubric": case.rubric, "graders": case.graders, "exemplars": case.exemplars, "tags": case.tags}
    asked = spoken(case.messages, Roles.DEVELOPER_AS_SYSTEM)
    return {"id": case.key, "input": asked, "target": case.exemplars.get("compliant", ""), "metadata": about}
