"""Hashes of what a run froze, over canonical JSON, so that two runs can be told to have asked the same."""

import hashlib
from collections.abc import Iterable
from typing import Any

from evaluations.models import Case
from workspaces.canonical import canonical

CASE_FIELDS = ("key", "principle", "title", "kind", "expected", "messages", "rubric", "graders", "exemplars")


def suite_sha256(cases: Iterable[Case]) -> str:
    """The hash of a suite's cases in their order; a change of any field of any case changes it."""
    digest = hashlib.sha256(b"[")
    for number, case in enumerate(cases):  # one at a time: a suite may be larger than memory should hold twice
        digest.update(b"," * bool(number) + canonical(_said(case)))
    digest.update(b"]")
    return digest.hexdigest()


def _said(case: Case) -> dict[str, Any]:
    """What a case says. Tags and weight came later and stand in it only where given, so that older hashes hold."""
    said = {name: getattr(case, name) for name in CASE_FIELDS}
    said |= {"tags": case.tags} if case.tags else {}
    return said | ({"weight": case.weight} if case.weight != 1 else {})
