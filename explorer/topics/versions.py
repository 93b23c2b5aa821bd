"""The versions as the third topic tells of them: what each loaded one changed, and which are not loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from explorer import selectors
from explorer.comparison import compared
from explorer.comparison.comparing import counts_in_words
from explorer.comparison.history import compare_address
from explorer.comparison.version_changes import Brought, changes_of_each
from explorer.models import SpecVersion
from explorer.topics import evolution
from explorer.topics.timeline import Stop
from workspaces.models import Project


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version. Without `version` it is not loaded here; without `before` it is compared with nothing.

    `brought` is our sentence about it, `changes` counts what differs from `before`, and `address` leads to that.
    """

    day: date | None
    name: str
    brought: str = ""
    version: SpecVersion | None = None
    is_used: bool = False
    before: str = ""
    changes: int | None = None
    change_words: str = ""
    address: str = ""


def version_rows(project: Project, used: SpecVersion) -> list[VersionRow]:
    """Every version that is loaded here or known to be published, oldest first; one without a day stands at the end."""
    told = {each.day: each.brought for each in evolution.published()}
    rows = [_loaded(project, each, used, told) for each in changes_of_each(selectors.versions_for(project))]
    days = {row.day for row in rows}
    rows += [VersionRow(day, _named(day), brought) for day, brought in told.items() if day not in days]
    return sorted(rows, key=lambda row: (row.day or date.max, row.name))


def stops_of(rows: Sequence[VersionRow]) -> list[Stop]:
    """What is drawn of them: all that have a day."""
    return [Stop(row.day, row.version is not None, row.is_used, row.changes) for row in rows if row.day is not None]


def _loaded(project: Project, each: Brought, used: SpecVersion, told: Mapping[date, str]) -> VersionRow:
    day = each.version.published_on
    before = each.before
    return VersionRow(
        day=day,
        name=_named(day) if day else each.version.label,
        brought=told.get(day, "") if day else "",
        version=each.version,
        is_used=each.version.pk == used.pk,
        before=compared.name_of(before) if before is not None else "",
        changes=each.total if before is not None else None,
        change_words=counts_in_words(each.changes),
        address=compare_address(project, before, each.version) if before is not None else "",
    )


def _named(day: date) -> str:
    return date_format(day, "j F Y")
