"""Webhooks of an organisation: told of every project, managed by its owners, signed and logged like a project's."""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from tests.workspaces.test_webhooks import Receiver, receiver, send_all
from workspaces.models import AuditEntry, Delivery, NotificationKind, Project, User, Webhook
from workspaces.notifications.telling import News, tell
from workspaces.services import create_project
from workspaces.webhooks import create_webhook

pytestmark = pytest.mark.django_db
__all__ = ["receiver"]  # the fixture

ClientFor = Callable[[User], Client]


def news(project: Project, person: User, key: str = "one") -> None:
    with transaction.atomic():
        tell(project, News(NotificationKind.ALARM, f"Alarm in {project.name}", "/projects/", key), [person])


def address(cast: Cast) -> str:
    return reverse("workspaces:organisation_webhook_list", args=[cast.organisation.slug])


def test_it_is_told_of_every_project_once_and_signed_with_its_own_secret(cast: Cast, receiver: Receiver) -> None:
    _, secret = create_webhook(cast.organisation, name="All", url=receiver.url, actor=cast.owner)
    create_webhook(cast.project, name="One", url=receiver.url, actor=cast.owner)
    later = create_project(cast.organisation, name="Second desk", actor=cast.owner)
    Delivery.objects.all().delete()  # of whatever the new project told
    for project in (cast.project, later, later, cast.other_project):
        news(project, cast.owner)
    send_all()
    told = [(json.loads(body)["project"], headers, body) for headers, body in receiver.got]
    ours = {"All": 0, "One": 0}
    for path, headers, body in told:
        signed = headers["Plumbline-Timestamp"].encode() + b"." + body
        by_all = headers["Plumbline-Signature"] == "v1=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
        ours["All" if by_all else "One"] += 1
        assert path in {cast.project.path, later.path}
    assert ours == {"All": 2, "One": 1}


def test_the_page_makes_it_shows_its_secret_once_and_lists_its_messages(
    cast: Cast, receiver: Receiver, client_for: ClientFor
) -> None:
    client = client_for(cast.owner)
    assert "No other system is told" in client.get(address(cast)).content.decode()
    made = client.post(address(cast), {"name": "All", "url": receiver.url})
    hook = Webhook.objects.get()
    assert made.status_code == 201
    assert hook.secret.open(hook.belonging) in made.content.decode()
    assert AuditEntry.objects.get(action="webhook.created").organisation == cast.organisation
    twice = client.post(address(cast), {"name": "All", "url": receiver.url})
    assert (twice.status_code, "Choose another name" in twice.content.decode()) == (422, True)
    receiver.status = 500
    news(cast.project, cast.owner)
    send_all()
    page = client.get(address(cast)).content.decode()
    for shown in ("Alarm in", cast.project.path, "It answered 500.", "1 try"):
        assert shown in page
    of_project = client.get(reverse("workspaces:webhook_list", args=[cast.project.path])).content.decode()
    assert "1 webhook of" in of_project
    assert "It answered 500." not in of_project


def test_removed_it_is_told_nothing_more(cast: Cast, receiver: Receiver, client_for: ClientFor) -> None:
    hook, _ = create_webhook(cast.organisation, name="All", url=receiver.url, actor=cast.owner)
    news(cast.project, cast.owner)
    remove = reverse("workspaces:organisation_webhook_remove", args=[cast.organisation.slug, hook.pk])
    assert client_for(cast.editor).post(remove).status_code == 403
    assert client_for(cast.owner).post(remove).status_code == 303
    news(cast.project, cast.owner, "two")
    send_all()
    assert not receiver.got
    assert Delivery.objects.get().said == "The webhook was removed."


def test_only_who_may_manage_the_organisation_comes_near_it(cast: Cast, client_for: ClientFor) -> None:
    for person, status in ((cast.owner, 200), (cast.editor, 403), (cast.viewer, 403), (cast.stranger, 404)):
        assert client_for(person).get(address(cast)).status_code == status
    of_project = Webhook.objects.create(
        organisation=cast.organisation, project=cast.project, name="One", url="https://hooks.example/x"
    )
    remove = reverse("workspaces:organisation_webhook_remove", args=[cast.organisation.slug, of_project.pk])
    assert client_for(cast.owner).post(remove).status_code == 404


def test_a_name_is_used_once_among_those_of_the_organisation_and_again_in_a_project(cast: Cast) -> None:
    parts = {"organisation": cast.organisation, "name": "Chat", "url": "https://hooks.example/x"}
    Webhook.objects.create(**parts)
    Webhook.objects.create(**parts, project=cast.project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Webhook.objects.create(**parts)
    Webhook.objects.create(**parts, removed_at=timezone.now())
