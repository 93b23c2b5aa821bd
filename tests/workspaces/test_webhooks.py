"""Webhooks: signed messages to checked addresses, tried three times, with a log that says why one was given up."""

import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from workspaces.errors import WebhookClosed, WebhookRefused
from workspaces.models import AuditEntry, Delivery, NotificationKind, User, Webhook
from workspaces.notifications.telling import News, tell
from workspaces.webhooks import create_webhook, deliveries_to_send, remove_webhook, send_delivery

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


class Receiver(ThreadingHTTPServer):
    """Another system on the loopback, which keeps what it was sent."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def receiver(settings: object) -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.PRIVATE_ENDPOINTS = [f"127.0.0.1:{server.server_port}"]  # type: ignore[attr-defined]
        yield server
        server.shutdown()
        thread.join()


def hook_of(cast: Cast, url: str) -> tuple[Webhook, str]:
    return create_webhook(cast.project, name="Chat", url=url, actor=cast.owner)


def news(cast: Cast, key: str = "one") -> None:
    with transaction.atomic():
        people = [cast.owner, cast.editor]
        tell(cast.project, News(NotificationKind.ALARM, f"Alarm “{key}”", "/projects/", key), people)


def send_all() -> None:
    now = timezone.now()
    for pk in deliveries_to_send(now):
        send_delivery(pk, now)


def test_a_message_is_sent_once_signed_with_its_time_and_holds_a_title_and_a_link(
    cast: Cast, receiver: Receiver, settings: object
) -> None:
    settings.BASE_URL = "https://plumbline.example"  # type: ignore[attr-defined]
    _, secret = hook_of(cast, receiver.url)
    news(cast)
    news(cast)
    send_all()
    send_all()
    ((headers, body),) = receiver.got  # two people are told, and the other system once
    signed = headers["Plumbline-Timestamp"].encode() + b"." + body
    assert headers["Plumbline-Signature"] == "v1=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
    told = json.loads(body)
    assert set(told) == {"id", "at", "kind", "project", "text", "url"}
    assert (told["kind"], told["project"], told["text"]) == ("alarm", cast.project.path, "Alarm “one”")
    assert told["url"] == "https://plumbline.example/projects/"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.said) == ("delivered", 1, "")


@pytest.mark.parametrize(("status", "why"), [(500, "It answered 500."), (302, "redirects are not followed")])
def test_three_failures_give_a_message_up_and_the_page_says_why(
    cast: Cast, receiver: Receiver, client_for: ClientFor, status: int, why: str
) -> None:
    receiver.status = status
    hook_of(cast, receiver.url)
    news(cast)
    now = timezone.now()
    for pause in (0, 59, 2, 599, 2, 3600, 3600):
        now += timedelta(seconds=pause)
        for pk in deliveries_to_send(now):
            send_delivery(pk, now)
    assert len(receiver.got) == 3
    page = client_for(cast.owner).get(reverse("workspaces:webhook_list", args=[cast.project.path])).content.decode()
    assert why in page
    assert "Given up" in page
    assert "3 tries" in page


def test_a_receiver_that_is_not_there_is_tried_again(cast: Cast, receiver: Receiver) -> None:
    hook_of(cast, receiver.url)
    receiver.shutdown()
    receiver.server_close()
    news(cast)
    send_all()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("waiting", 1)
    assert delivery.said.startswith("It could not be reached")
    assert delivery.next_try_at > timezone.now()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example/x", "Only https://"),
        ("https://127.0.0.1/x", "does not lead to a public address"),
        ("https://[::1]/x", "does not lead to a public address"),
        ("https://169.254.169.254/latest", "does not lead to a public address"),
        ("https://user:secret@hooks.example/x", "must not carry a user name"),
        ("ftp://hooks.example/x", "begins with https://"),
        ("https://hooks.example:25/x", "Port 25"),
        ("nonsense", "begins with https://"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_beside_its_field(
    cast: Cast, client_for: ClientFor, url: str, why: str
) -> None:
    address = reverse("workspaces:webhook_list", args=[cast.project.path])
    response = client_for(cast.owner).post(address, {"name": "Chat", "url": url})
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not Webhook.objects.exists()


def test_the_secret_is_shown_once_and_kept_sealed(cast: Cast, receiver: Receiver, client_for: ClientFor) -> None:
    address = reverse("workspaces:webhook_list", args=[cast.project.path])
    client = client_for(cast.owner)
    response = client.post(address, {"name": "Chat", "url": receiver.url})
    hook = Webhook.objects.get()
    secret = hook.secret.open(hook.belonging)
    assert response.status_code == 201
    assert secret in response.content.decode()
    assert secret not in client.get(address).content.decode()
    assert secret not in hook.secret.token
    assert secret not in str(AuditEntry.objects.get(action="webhook.created").details)
    twice = client.post(address, {"name": "Chat", "url": receiver.url})
    assert twice.status_code == 422
    assert "Choose another name" in twice.content.decode()


def test_only_owners_see_and_make_webhooks(cast: Cast, client_for: ClientFor) -> None:
    address = reverse("workspaces:webhook_list", args=[cast.project.path])
    for person, status in ((cast.owner, 200), (cast.editor, 403), (cast.viewer, 403), (cast.stranger, 404)):
        assert client_for(person).get(address).status_code == status


def test_removing_one_forgets_its_secret_and_gives_up_what_waits(cast: Cast, receiver: Receiver) -> None:
    hook, _ = hook_of(cast, receiver.url)
    news(cast)
    remove_webhook(hook, actor=cast.owner)
    send_all()
    hook.refresh_from_db()
    assert not receiver.got
    assert not hook.secret
    assert Delivery.objects.get().said == "The webhook was removed."
    with pytest.raises(WebhookClosed):
        remove_webhook(hook, actor=cast.owner)


def test_a_project_has_at_most_ten(cast: Cast, receiver: Receiver) -> None:
    for number in range(10):
        create_webhook(cast.project, name=f"Chat {number}", url=receiver.url, actor=cast.owner)
    with pytest.raises(WebhookRefused, match="at most 10"):
        hook_of(cast, receiver.url)
