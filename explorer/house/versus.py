"""Two people changed the same clause or ruling: what stands now beside what the second one wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from explorer.house import selectors as house_selectors
from explorer.house.forms import ClauseForm, RulingWordsForm
from explorer.models import HouseClause, Ruling
from explorer.stances.versus import Side
from workspaces.models import Project, User


@dataclass(frozen=True, slots=True)
class Versus:
    """Both states; `action` is empty where the first one ended it, so that nothing can be put in its place."""

    said: str
    who: str
    rows: list[Side]
    action: str
    hidden: list[tuple[str, str]]
    keep_url: str


def clause_versus(project: Project, identifier: str, form: ClauseForm, said: str) -> Versus:
    """The clause as it stands, read after the refusal, against the one in the form."""
    standing = house_selectors.clause_history(project, identifier)[0]
    wanted = form.cleaned_data
    titles = house_selectors.grounds(project, {standing.principle, wanted["principle"]})
    theirs: dict[str, Any] = {name: getattr(standing, name) for name in ("title", "authority", "text", "reason")}
    named = [("Principle", titles[standing.principle].title, titles[wanted["principle"]].title)]
    named += [(str(form[name].label), _of(name, value), _of(name, wanted[name])) for name, value in theirs.items()]
    sent = {name: str(wanted[name]) for name in ("principle", *theirs)}
    page = reverse("explorer:house_clause_change", args=[project.path, identifier])
    return Versus(
        said=said,
        who=_who(standing),
        rows=[Side(label, _shown(old), _shown(new)) for label, old, new in named],
        action=page if standing.replaced_at is None else "",
        hidden=[*sent.items(), ("seen", str(standing.number))],
        keep_url=reverse("explorer:house_clause_detail", args=[project.path, identifier]),
    )


def ruling_versus(project: Project, ruling: Ruling, form: RulingWordsForm, said: str) -> Versus:
    """The ruling that took the place of the one looked at, or its end, against the one in the form."""
    standing = ruling
    while (successor := standing.replaced_by.order_by("number").first()) is not None:
        standing = successor
    wanted = form.cleaned_data
    theirs: dict[str, Any] = {name: getattr(standing, name) for name in ("situation", "reading", "decided_on")}
    theirs["decided_by"] = standing.decided_by_name
    return Versus(
        said=said,
        who=f"Ruling {standing.number}" + (f", {by.name}" if (by := _ender(standing)) else ""),
        rows=[Side(str(form[name].label), _shown(theirs[name]), _shown(wanted[name])) for name in form.fields],
        action=_change_page(project, standing) if standing.replaced_at is None else "",
        hidden=[(name, str(wanted[name])) for name in form.fields],
        keep_url=reverse("explorer:ruling_detail", args=[project.path, standing.pk]),
    )


def _change_page(project: Project, ruling: Ruling) -> str:
    return reverse("explorer:ruling_change", args=[project.path, ruling.pk])


def _ender(ruling: Ruling) -> User | None:
    return ruling.withdrawn_by or ruling.recorded_by


def _of(name: str, value: str) -> str:
    """A value as people read it; the levels are stored in small letters."""
    return value.capitalize() if name == "authority" else value


def _who(clause: HouseClause) -> str:
    at: datetime = clause.replaced_at or clause.decided_at
    person = clause.retired_by if clause.replaced_at is not None else clause.decided_by
    return f"{person.name if person is not None else 'Somebody'}, {date_format(at, 'j M Y, H:i')} UTC"


def _shown(value: Any) -> str:
    return date_format(value, "j M Y") if isinstance(value, date) else str(value) or "–"
