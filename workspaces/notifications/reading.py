"""What a person does with notifications: reads them, and says when they come by e-mail."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from workspaces.models import LetterPreference, User
from workspaces.notifications.selectors import default_for, notifications_of


def mark_read(person: User, pk: int) -> None:
    """Counts one as read; twice is the same as once."""
    notifications_of(person).filter(pk=pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(person: User, up_to: int) -> int:
    """Counts everything as read that the person saw, up to a primary key: what came since stays unread."""
    return notifications_of(person).filter(pk__lte=up_to, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def choose(person: User, wanted: Mapping[str, str]) -> None:
    """Keeps when each kind is mailed; what is its default anyway is not stored."""
    own = {kind: when for kind, when in wanted.items() if when != default_for(kind)}
    LetterPreference.objects.filter(person=person).exclude(kind__in=own).delete()
    LetterPreference.objects.bulk_create(
        [LetterPreference(person=person, kind=kind, when=when) for kind, when in own.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["when"],
    )
