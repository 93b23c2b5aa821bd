"""Stores what people are told, inside the transaction of what happened; the same state is told once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from ui import registries
from ui.registries import Waiting
from workspaces.models import Delivery, Notification, NotificationKind, Project, User, Webhook
from workspaces.selectors import people_of


@dataclass(frozen=True)
class News:
    """What happened or waits. ``key`` names the state it follows from, and never today's date."""

    kind: NotificationKind
    text: str
    url: str
    key: str


def tell(project: Project, news: News, people: Collection[User]) -> None:
    """Stores a notification for each of these people and a message for each webhook, unless they were told already.

    Raises:
        TransactionManagementError: called outside a transaction; the news must stand or fall with what it tells.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("News is stored inside the transaction of what it tells.")
    _store(project, [(person.pk, news) for person in people])


@transaction.atomic
def tell_what_waits(project: Project) -> None:
    """Stores news of everything that waits for somebody of the project and was not told in this state yet.

    What a person has not read and what waits no more counts as read, so that nobody is called to a settled matter.
    """
    people = list(people_of(project.organisation))
    entries = registries.waiting_for([project], people)
    _store(project, [(entry.person, _news(entry)) for entry in entries])
    _take_back(project, entries)


def _news(entry: Waiting) -> News:
    return News(NotificationKind(entry.kind), entry.title, entry.url, f"waits:{entry.key}")


def _store(project: Project, told: Iterable[tuple[int, News]]) -> None:
    told = list(told)
    keys = {news.key for _, news in told}
    if not keys:
        return
    known = set(Notification.objects.filter(project=project, key__in=keys).values_list("person", "key"))
    fresh = [(person, news) for person, news in told if (person, news.key) not in known]
    Notification.objects.bulk_create(
        (
            Notification(
                person_id=person, project=project, kind=news.kind, text=news.text[:300], url=news.url, key=news.key
            )
            for person, news in fresh
        ),
        ignore_conflicts=True,  # another tick was faster
    )
    _post(project, {news.key: news for _, news in fresh})


def _post(project: Project, fresh: dict[str, News]) -> None:
    """A message for each webhook about each piece of news, once, however many people it concerns."""
    ours = Q(project=project) | Q(organisation=project.organisation_id, project=None)
    hooks = list(Webhook.objects.filter(ours, removed_at=None)) if fresh else []
    now = timezone.now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                webhook=hook,
                key=_delivery_key(hook, project, news),
                payload=_payload(project, news),
                created_at=now,
                next_try_at=now,
            )
            for hook in hooks
            for news in fresh.values()
        ),
        ignore_conflicts=True,
    )


def _delivery_key(hook: Webhook, project: Project, news: News) -> str:
    """What makes it one message: to an organisation's webhook two projects may have news of the same key."""
    return news.key if hook.project_id else f"{project.pk}:{news.key}"[:200]


def _payload(project: Project, news: News) -> dict[str, str]:
    return {"kind": str(news.kind), "project": project.path, "text": news.text, "url": news.url}


def _take_back(project: Project, entries: Collection[Waiting]) -> None:
    """Counts news as read where the matter waits no more. It stays stored, so that the same state is not told again."""
    still = {(entry.person, f"waits:{entry.key}") for entry in entries}
    unread = Notification.objects.filter(project=project, key__startswith="waits:", read_at=None)
    gone = [pk for pk, person, key in unread.values_list("pk", "person", "key") if (person, key) not in still]
    if gone:
        Notification.objects.filter(pk__in=gone, read_at=None).update(read_at=timezone.now())
