"""House clauses: rules of the company's own. A clause is never edited; a new numbered row takes its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from explorer import selectors
from explorer.errors import HouseClauseUnknown, HouseRuleChanged, HouseRuleRefused
from explorer.house.entries import HOUSE_LEVELS
from explorer.models import HouseClause, Section, SpecVersion
from explorer.typed_text import Typed, faults_of, on_one_line, plain
from workspaces import audit
from workspaces.models import Project, User

LONGEST_TITLE = 200
LONGEST_TEXT = 4000
LONGEST_REASON = 2000
LONGEST_SLUG = 60
PREFIX = "house_"
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class ClauseValues:
    """What a clause says, at which level, and under which principle it hangs."""

    principle: str
    title: str
    authority: str
    text: str
    reason: str = ""

    @classmethod
    def of(cls, clause: HouseClause) -> ClauseValues:
        return cls(clause.principle, clause.title, clause.authority, clause.text, clause.reason)


def add_house_clause(project: Project, actor: User | None, values: ClauseValues) -> HouseClause:
    """Adds a clause; its identifier comes from its title and stays with it for good.

    Raises:
        HouseRuleRefused: a value breaks a rule; every broken one is named.
    """
    wanted = _settled(values)
    with transaction.atomic():
        _check(project, wanted)
        clause = _named(project, actor, wanted)
        _record(project, actor, "house_clause.added", clause, after=_written(wanted))
        return clause


def change_house_clause(
    project: Project, actor: User | None, identifier: str, values: ClauseValues, *, seen: int | None = None
) -> HouseClause:
    """Puts a new row in the place of the clause in force; without a difference nothing is stored.

    Args:
        seen: the number of the row that the person was looking at; None asks for no check.

    Raises:
        HouseClauseUnknown: the project never had such a clause.
        HouseRuleRefused: a value breaks a rule; every broken one is named.
        HouseRuleChanged: somebody else changed or retired it since, or at the same moment.
    """
    wanted = _settled(values)
    with transaction.atomic():
        current = _current(project, identifier)
        before = ClauseValues.of(current)
        _check(project, wanted, before.principle)
        if wanted == before:
            return current
        _end(current, seen)
        clause = _successor(current, actor, wanted)
        _record(project, actor, "house_clause.changed", clause, before=_written(before), after=_written(wanted))
        return clause


def retire_house_clause(
    project: Project, actor: User | None, identifier: str, reason: str, *, seen: int | None = None
) -> HouseClause:
    """Ends a clause without a successor. Its cases and results stay to be read, its identifier stays taken.

    Raises:
        As :func:`change_house_clause` does.
    """
    reason = plain(reason)
    if problems := faults_of({"reason": Typed(reason, LONGEST_REASON, "Say why it does not hold any more.")}):
        raise HouseRuleRefused(problems)
    with transaction.atomic():
        current = _current(project, identifier)
        _end(current, seen, retired_by=actor, retirement_reason=reason)
        _record(project, actor, "house_clause.retired", current, reason=reason, number=current.number)
        return current


def _current(project: Project, identifier: str) -> HouseClause:
    clauses = HouseClause.objects.filter(project=project, identifier=identifier).select_related("project")
    clause = clauses.filter(replaced_at__isnull=True).first()
    if clause is not None:
        return clause
    last = clauses.order_by("-number").first()
    if last is None:
        raise HouseClauseUnknown("There is no such house clause.")
    raise HouseRuleChanged(f"“{last.title}” was retired by somebody else.")


def _end(current: HouseClause, seen: int | None, **values: Any) -> None:
    if seen is not None and seen != current.number:
        raise HouseRuleChanged(f"“{current.title}” was changed by somebody else since you opened it.")
    values["replaced_at"] = timezone.now()
    if not HouseClause.objects.filter(pk=current.pk, replaced_at__isnull=True).update(**values):
        raise HouseRuleChanged(f"“{current.title}” was changed by somebody else at the same moment.")
    for name, value in values.items():
        setattr(current, name, value)


def _successor(current: HouseClause, actor: User | None, wanted: ClauseValues) -> HouseClause:
    try:
        with transaction.atomic():  # a savepoint, so that the reason can be told
            return HouseClause.objects.create(
                project=current.project,
                identifier=current.identifier,
                number=current.number + 1,
                decided_by=actor,
                **_written(wanted),
            )
    except IntegrityError as error:
        raise HouseRuleChanged(f"“{current.title}” was changed by somebody else at the same moment.") from error


def _named(project: Project, actor: User | None, wanted: ClauseValues) -> HouseClause:
    """The first row of a clause under the first identifier that is free; of two at once the later takes the next."""
    for _ in range(ATTEMPTS):
        identifier = _free_identifier(project, wanted.title)
        try:
            with transaction.atomic():  # a savepoint: the other one's row is seen by the next attempt
                return HouseClause.objects.create(
                    project=project, identifier=identifier, decided_by=actor, **_written(wanted)
                )
        except IntegrityError:
            continue
    raise HouseRuleChanged("Too many clauses of this title are being added at this moment. Try again.")


def _free_identifier(project: Project, title: str) -> str:
    """`house_` with the words of the title, numbered where that is a name of a clause or of any version's section."""
    start = PREFIX + slug_of(title)
    taken = {
        *HouseClause.objects.filter(project=project, identifier__startswith=start).values_list("identifier", flat=True),
        *Section.objects.filter(identifier__startswith=start).values_list("identifier", flat=True).distinct(),
    }
    number, identifier = 1, start
    while identifier in taken:
        number += 1
        identifier = f"{start}_{number}"
    return identifier


def slug_of(title: str) -> str:
    """The words of a title in lower-case ASCII with underscores; `clause` where it has none."""
    bare = unicodedata.normalize("NFKD", title.replace("'", "")).encode("ascii", "ignore").decode().lower()
    slug = "_".join(re.findall(r"[a-z0-9]+", bare))
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("_")[0] or slug[:LONGEST_SLUG]
    return slug or "clause"


def _settled(values: ClauseValues) -> ClauseValues:
    return replace(values, title=on_one_line(values.title), text=plain(values.text), reason=plain(values.reason))


def _check(project: Project, wanted: ClauseValues, standing: str = "") -> None:
    """Raises HouseRuleRefused; a clause may stay under the principle under which it is `standing` already."""
    problems = faults_of(
        {
            "title": Typed(wanted.title, LONGEST_TITLE, "Give it a title."),
            "text": Typed(wanted.text, LONGEST_TEXT, "Write what holds."),
            "reason": Typed(wanted.reason, LONGEST_REASON),
        }
    )
    if wanted.authority not in {level.name for level in HOUSE_LEVELS}:
        problems["authority"] = (
            "Choose system, developer, user or guideline. Nobody but the specification speaks at root level."
        )
    if wanted.principle != standing and not _knows(project, wanted.principle):
        problems["principle"] = "Choose a principle of the version that the project works with."
    if problems:
        raise HouseRuleRefused(problems)


def _knows(project: Project, principle: str) -> bool:
    try:
        version = selectors.version_for(project)
    except SpecVersion.DoesNotExist:
        return False
    return selectors.principles_of(version).filter(identifier=principle).exists()


def _written(values: ClauseValues) -> dict[str, str]:
    return {field.name: getattr(values, field.name) for field in fields(values)}


def _record(project: Project, actor: User | None, action: str, clause: HouseClause, **facts: Any) -> None:
    audit.record(
        project.organisation, actor, action, clause, project=project.slug, identifier=clause.identifier, **facts
    )
