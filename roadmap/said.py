"""What was said about the criteria of a project: the words of those who answer for them, and comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from roadmap.models import Confirmation, Criterion, Exclusion
from roadmap.vocabulary import SUBJECT
from workspaces.comment_selectors import latest_comments
from workspaces.models import Project

SaidKey = Literal["met", "not_applicable", "comment"]


@dataclass(frozen=True)
class Said:
    """One word or comment; a word that was ended says when and why."""

    at: datetime
    by: str
    key: SaidKey
    text: str
    edited: bool = False
    ended_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True)
class SaidOf:
    """The latest of what was said about one criterion, in its order; `earlier` counts what came before that."""

    code: str
    title: str
    latest: Sequence[Said]
    earlier: int


def said_about_criteria(project: Project, most: int) -> list[SaidOf]:
    """At most so many for each criterion, in the order of the phases; in four queries.

    Criteria that were retired are among them: what was said about them was said.
    """
    said: dict[str, list[Said]] = defaultdict(list)
    for code, entry in _words(project):
        said[code].append(entry)
    earlier: dict[str, int] = defaultdict(int)
    for comment, total in latest_comments(project, SUBJECT, most):
        code = comment.subject.removeprefix(SUBJECT)
        said[code].append(
            Said(comment.created_at, comment.author.name, "comment", comment.text, comment.edited_at is not None)
        )
        earlier[code] = total - most if total > most else 0
    if not said:
        return []
    rows = Criterion.every.filter(phase__project=project, code__in=said).order_by("phase__number", "position", "pk")
    titles = dict(rows.values_list("code", "title"))
    codes = [*titles, *sorted(said.keys() - titles.keys())]
    return [_of(code, titles.get(code, ""), said[code], most, earlier[code]) for code in codes]


def _of(code: str, title: str, entries: list[Said], most: int, earlier: int) -> SaidOf:
    entries.sort(key=lambda entry: entry.at)
    return SaidOf(code, title, entries[-most:], earlier + max(0, len(entries) - most))


def _words(project: Project) -> Iterator[tuple[str, Said]]:
    """Every word that a criterion is met, or does not concern the project, by the criterion's code."""
    ours = {"criterion__phase__project": project}
    confirmed = Confirmation.objects.filter(**ours).select_related("criterion").defer("facts")
    for one in confirmed:
        yield one.criterion.code, Said(one.at, one.actor_name, "met", one.note, False, one.ended_at, one.ended_why)
    for out in Exclusion.objects.filter(**ours).select_related("criterion"):
        said = Said(out.at, out.actor_name, "not_applicable", out.reason, False, out.ended_at, out.ended_why)
        yield out.criterion.code, said
