"""Writes cases as JSONL, CSV or YAML, so that reading them again gives the same cases."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import yaml

from evaluations.case_files.reading import COLUMNS
from evaluations.case_files.tables import guarded
from evaluations.suites.case_draft import CaseDraft, simple_turns

# A file's ending and its type.
FORMATS = {"jsonl": "application/jsonl", "csv": "text/csv", "yaml": "application/yaml"}


class _Dumper(yaml.SafeDumper):
    """Writes out what occurs twice: a file with anchors would not be taken back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(cases: Iterable[CaseDraft], form: str) -> bytes:
    """The file; a CSV has a BOM, because spreadsheets take UTF-8 without one for something else."""
    if form == "csv":
        return _csv(cases).encode("utf-8-sig")
    rows = [_fields(case) for case in cases]
    if form == "yaml":
        options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 100}
        return b"" if not rows else yaml.dump(rows, Dumper=_Dumper, **options).encode()
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _fields(case: CaseDraft) -> dict[str, Any]:
    """What a case says, without what it leaves empty."""
    fields: dict[str, Any] = {"key": case.key, "principle": case.principle, "title": case.title}
    fields |= {"kind": case.kind, "expected": case.expected, "messages": case.messages, "rubric": case.rubric}
    fields |= {"graders": case.graders, "exemplars": case.exemplars, "tags": case.tags}
    if case.weight != 1:
        fields["weight"] = case.weight
    return {name: value for name, value in fields.items() if value}


def _csv(cases: Iterable[CaseDraft]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for case in cases:
        turns = simple_turns(case.messages)
        row = {name: getattr(case, name) for name in ("key", "principle", "title", "kind", "expected", "rubric")}
        row |= turns if turns is not None else {"messages": json.dumps(case.messages, ensure_ascii=False)}
        row |= case.exemplars
        row |= {"graders": json.dumps(case.graders, ensure_ascii=False) if case.graders else ""}
        row |= {"tags": "; ".join(case.tags), "weight": "" if case.weight == 1 else repr(case.weight)}
        writer.writerow({name: guarded(text) for name, text in row.items()})
    return out.getvalue()
