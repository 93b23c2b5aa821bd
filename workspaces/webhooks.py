"""Webhooks: made with a secret, removed, and their messages signed, sent and tried again at most twice."""

import asyncio
import hashlib
import hmac
import json
import secrets
import ssl
from datetime import datetime, timedelta

import httpcore2
import httpx2
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from workspaces import audit
from workspaces.errors import WebhookClosed, WebhookRefused
from workspaces.holding import hold
from workspaces.models import Delivery, Organisation, Project, User, Webhook
from workspaces.outbound import OutboundRefused, outbound_client, rules, run_bounded
from workspaces.sealed import SealBroken, Sealed, hint_of

MARK = "plbhook_"
MOST_TRIES = 3
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10))
LEASE = timedelta(minutes=5)
DEADLINE = 10.0
MOST_WEBHOOKS = 10

State = Delivery.State


def webhooks_of(place: Project | Organisation) -> QuerySet[Webhook]:
    """Those of the project alone, or those of the organisation that are told of all its projects."""
    ours = Q(project=place) if isinstance(place, Project) else Q(organisation=place, project=None)
    return Webhook.objects.filter(ours, removed_at=None).order_by("name", "pk")


def deliveries_of(place: Project | Organisation) -> QuerySet[Delivery]:
    """The messages of these webhooks, the newest first."""
    kept = Delivery.objects.filter(webhook__in=webhooks_of(place))
    return kept.select_related("webhook").order_by("-created_at", "-pk")


def create_webhook(place: Project | Organisation, *, name: str, url: str, actor: User) -> tuple[Webhook, str]:
    """A webhook, and its secret, which is kept sealed and cannot be shown again.

    Args:
        place: whose news it is sent: one project's, or that of all projects of the organisation.

    Raises:
        WebhookRefused: the address may not be called, the name is taken, or there are too many.
    """
    _callable(url)
    project = place if isinstance(place, Project) else None
    organisation = place.organisation if isinstance(place, Project) else place
    secret = MARK + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            hold(place)
            if webhooks_of(place).count() >= MOST_WEBHOOKS:
                whose = "A project" if project else "An organisation"
                raise WebhookRefused("name", f"{whose} has at most {MOST_WEBHOOKS} webhooks. Remove one first.")
            hook = Webhook.objects.create(
                organisation=organisation,
                project=project,
                name=name,
                url=url,
                secret_hint=hint_of(secret),
                created_by=actor,
            )
            hook.secret = Sealed.of(secret, hook.belonging)
            hook.save(update_fields=["secret"])
            audit.record(organisation, actor, "webhook.created", hook, **_told(hook), url=url)
    except IntegrityError as error:
        if webhooks_of(place).filter(name=name).exists():
            raise WebhookRefused("name", "A webhook of this name is there. Choose another name.") from error
        raise
    return hook, secret


@transaction.atomic
def remove_webhook(hook: Webhook, *, actor: User) -> None:
    """Ends it and forgets its secret; messages that wait are given up.

    Raises:
        WebhookClosed: somebody was faster.
    """
    now = timezone.now()
    gone = {"removed_at": now, "secret": Sealed(), "secret_hint": ""}
    if not Webhook.objects.filter(pk=hook.pk, removed_at=None).update(**gone):
        raise WebhookClosed("This webhook was removed already.")
    waiting = Delivery.objects.filter(webhook=hook, state=State.WAITING)
    waiting.update(state=State.FAILED, ended_at=now, said="The webhook was removed.")
    audit.record(hook.organisation, actor, "webhook.removed", hook, **_told(hook))


def deliveries_to_send(now: datetime) -> list[int]:
    due = Delivery.objects.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")
    return list(due.values_list("pk", flat=True)[:200])


def send_delivery(pk: int, now: datetime, tls: ssl.SSLContext | None = None) -> None:
    """Sends one message, if it waits and no other worker has it. The third failure gives it up, with its reason."""
    due = Delivery.objects.filter(pk=pk, state=State.WAITING, next_try_at__lte=now)
    if not due.update(tries=F("tries") + 1, next_try_at=now + LEASE):
        return
    delivery = Delivery.objects.select_related("webhook").get(pk=pk)
    problem = (
        _problem(delivery, now, tls) if delivery.tries <= MOST_TRIES else "The worker was lost while it sent this."
    )
    claimed = Delivery.objects.filter(pk=pk, state=State.WAITING)
    if not problem:
        claimed.update(state=State.DELIVERED, ended_at=timezone.now(), said="")
    elif delivery.tries >= MOST_TRIES:
        claimed.update(state=State.FAILED, ended_at=timezone.now(), said=problem[:300])
    else:
        claimed.update(next_try_at=now + BACKOFF[delivery.tries - 1], said=problem[:300])


def signature_of(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the time in seconds, a full stop and the body, in hexadecimal digits.

    The receiver computes the same, compares in constant time, and refuses times that are minutes away.
    """
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def body_of(delivery: Delivery) -> bytes:
    payload = {
        "id": str(delivery.identifier),
        "at": delivery.created_at.isoformat(timespec="seconds"),
        **delivery.payload,
        "url": settings.BASE_URL.rstrip("/") + str(delivery.payload["url"]),
    }
    return json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()


def _told(hook: Webhook) -> dict[str, str]:
    return {"project": hook.project.slug} if hook.project else {}


def _callable(url: str) -> None:
    try:
        run_bounded(lambda: rules().check(url), DEADLINE)
    except OutboundRefused as refusal:
        raise WebhookRefused("url", str(refusal)) from refusal
    except (httpcore2.ConnectError, TimeoutError) as error:
        raise WebhookRefused("url", "The host name of this address cannot be resolved.") from error


def _problem(delivery: Delivery, now: datetime, tls: ssl.SSLContext | None) -> str:
    """Sends it; what went wrong in words, empty where the other side took it."""
    hook = delivery.webhook
    try:
        secret = hook.secret.open(hook.belonging)
        status = run_bounded(
            lambda: _post(hook.url, secret, body_of(delivery), int(now.timestamp()), tls), DEADLINE + 2
        )
    except TimeoutError:
        return f"No answer within {DEADLINE:g} s."
    except (OutboundRefused, SealBroken) as refusal:
        return str(refusal)
    except (httpx2.HTTPError, httpcore2.ConnectError, OSError) as error:
        return f"It could not be reached: {error or type(error).__name__}"
    return (
        ""
        if 200 <= status < 300
        else f"It answered {status}{'; redirects are not followed' if 300 <= status < 400 else ''}."
    )


async def _post(url: str, secret: str, body: bytes, timestamp: int, tls: ssl.SSLContext | None) -> int:
    """The status of the answer; its body is not read."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Plumbline",
        "Plumbline-Timestamp": str(timestamp),
        "Plumbline-Signature": f"v1={signature_of(secret, timestamp, body)}",
    }
    async with (
        asyncio.timeout(DEADLINE),
        outbound_client(connections=1, tls=tls) as client,
        client.stream("POST", url, content=body, headers=headers) as response,
    ):
        return int(response.status_code)
