"""Finds the project's own case for an answer that was given elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from evaluations.coverage import current_cases
from evaluations.models import Case, Sample
from workspaces.models import Project

KEYS_AT_ONCE = 500


def cases_for(project: Project, samples: Iterable[Sample]) -> dict[int, Case]:
    """By the samples' primary keys, the case of a current suite with the same key, principle and question.

    The question is what the user said last, white space aside: the rules of a case judge answers to its question only.
    Where several suites have such a case, the newest suite's counts. Samples come with their cases.
    """
    wanted = list(samples)
    known = _by_key(project, sorted({sample.case.key for sample in wanted}))
    found = {}
    for sample in wanted:
        asked = question_of(sample.case.messages)
        for case in known.get(sample.case.key, []):
            if case.principle == sample.principle and question_of(case.messages) == asked:
                found[sample.pk] = case
                break
    return found


def _by_key(project: Project, keys: Sequence[str]) -> dict[str, list[Case]]:
    known: dict[str, list[Case]] = defaultdict(list)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = current_cases(project).filter(key__in=keys[start : start + KEYS_AT_ONCE])
        for case in some.order_by("-suite_id"):
            known[case.key].append(case)
    return known


def question_of(messages: Sequence[Mapping[str, str]]) -> str:
    """What the user said last, with white space folded; empty when no user speaks."""
    spoken = (message.get("content", "") for message in reversed(messages) if message.get("role") == "user")
    return " ".join(str(next(spoken, "")).split())
