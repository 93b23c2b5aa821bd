"""Reads of notifications: only those of projects the person may see today."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ui import registries
from ui.registries import Waiting
from workspaces.models import LetterPreference, Notification, NotificationKind, Project, User, WhenSent
from workspaces.selectors import projects_of

PAGE = 50
# What is written to one person waits for nothing; what waits on a page anyway comes once a day.
AT_ONCE = frozenset({NotificationKind.MENTION, NotificationKind.ALARM})


@dataclass(frozen=True)
class Tasks:
    """What waits for a person, with the projects by primary key.

    ``looked_up`` are those in which more may wait than was found over several projects: that is known once somebody
    looks into each of them.
    """

    entries: Sequence[Waiting]
    projects: dict[int, Project]
    looked_up: frozenset[int] = frozenset()

    @property
    def overdue(self) -> int:
        return sum(entry.overdue for entry in self.entries)

    @property
    def groups(self) -> list[tuple[Project, list[Waiting]]]:
        """The entries by project, the project with the most urgent one first."""
        order = dict.fromkeys([entry.project for entry in self.entries])
        order |= dict.fromkeys(pk for pk in self.projects if pk in self.looked_up)
        return [(self.projects[pk], [entry for entry in self.entries if entry.project == pk]) for pk in order]

    @property
    def finding(self) -> str:
        """The one sentence that the page has as its title."""
        count = len(self.entries)
        if not count:
            return "Nothing is known to wait for you yet" if self.looked_up else "Nothing waits for you"
        waits = f"{count} thing{'s' if count > 1 else ''} wait{'' if count > 1 else 's'} for you"
        return f"{waits}, {self.overdue} overdue" if self.overdue else waits


def tasks_of(person: User, project: Project | None = None) -> Tasks:
    """What waits for the person in one project, or in all of theirs."""
    projects = [project] if project else list(projects_of(person))
    looked_up: set[int] = set()
    if len(projects) > 1:
        looked_up.update(*(source(projects, person) for source in registries.looked_up))
    known = {entry.pk: entry for entry in projects}
    return Tasks(registries.waiting_for(projects, [person]), known, frozenset(looked_up))


def notifications_of(person: User) -> QuerySet[Notification]:
    """The person's notifications, the newest first; a project they have left says nothing any more."""
    seen = Notification.objects.filter(person=person, project__organisation__memberships__user=person)
    return seen.select_related("project__organisation").order_by("-created_at", "-pk")


def unread_count(person: User) -> int:
    return notifications_of(person).filter(read_at=None).count()


def preferences_of(person: User) -> dict[str, str]:
    """When each kind is mailed to the person."""
    chosen = dict(LetterPreference.objects.filter(person=person).values_list("kind", "when"))
    return {kind: chosen.get(kind, default_for(kind)) for kind in NotificationKind.values}


def default_for(kind: str) -> str:
    return (WhenSent.NOW if kind in AT_ONCE else WhenSent.DAILY).value
