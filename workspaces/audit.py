"""The audit trail: per organisation, chained by HMAC, written in the same transaction as the change it records."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from workspaces.models import AuditEntry, AuditHead, Organisation, User

GENESIS = "0" * 64
WALK_HOLDS = 3600  # seconds for which rows that were walked once are taken as they were found
# When, how far, and the MAC there; by organisation and key.
_WALKED: dict[tuple[int, datetime, int], tuple[float, int, str]] = {}


@dataclass(frozen=True)
class ChainState:
    """What a walk over the chain found; ``first_bad`` is the sequence number of the first row that does not fit."""

    rows: int
    head: str
    first_bad: int | None


def record(
    organisation: Organisation, actor: User | None, action: str, target: models.Model | str, **details: Any
) -> AuditEntry:
    """Appends one entry to the organisation's chain.

    Args:
        actor: the person who did it, or None for the product itself.
        action: ``thing.verb`` in the past tense, such as ``scenario.saved``.
        target: what it was done to; a model is written as ``label#pk name``.
        details: JSON-able facts: the change itself, never a secret.

    Raises:
        TransactionManagementError: called outside a transaction; the entry must stand or fall with its change.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry is written inside the transaction of its change.")
    AuditHead.objects.get_or_create(organisation=organisation, defaults={"mac": GENESIS})
    head = AuditHead.objects.select_for_update().get(organisation=organisation)
    entry = AuditEntry(
        organisation=organisation,
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor=actor,
        actor_name=f"{actor.name} <{actor.email}>" if actor else "Plumbline",
        action=action,
        target=_named(target)[:200],
        details=json.loads(json.dumps(details, cls=DjangoJSONEncoder)),
    )
    entry.mac = _mac(entry, head.mac)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=entry.sequence, mac=entry.mac)
    return entry


def verify(organisation: Organisation) -> ChainState:
    """Walks the whole chain and recomputes every MAC; a cut tail is found by the head that is kept beside it."""
    return _walk(organisation, 0, GENESIS)


def verify_for_page(organisation: Organisation) -> ChainState:
    """As `verify`, for pages that ask each time: what this process walked within the hour is not walked again.

    Whatever does not fit behind that is looked at from the first row on, so only *whole* is ever taken from memory.
    """
    key, now = (organisation.pk, organisation.created_at, hash(settings.AUDIT_KEY)), monotonic()
    walked_at, rows, mac = _WALKED.get(key, (now - WALK_HOLDS, 0, GENESIS))
    if walked_at > now - WALK_HOLDS:
        found = _walk(organisation, rows, mac)
        if found.first_bad is None:
            return found
    found = verify(organisation)
    if found.first_bad is None:
        _WALKED[key] = (now, found.rows, found.head)
    return found


def _walk(organisation: Organisation, rows: int, previous: str) -> ChainState:
    """Goes on behind the row with this number and MAC."""
    entries = AuditEntry.objects.filter(organisation=organisation, sequence__gt=rows).order_by("sequence")
    for entry in entries.iterator():
        rows += 1
        if entry.sequence != rows or not hmac.compare_digest(entry.mac, _mac(entry, previous)):
            return ChainState(rows=rows, head=previous, first_bad=rows)
        previous = entry.mac
    head = AuditHead.objects.filter(organisation=organisation).first()
    expected = (head.sequence, head.mac) if head else (0, GENESIS)
    first_bad = None if expected == (rows, previous) else rows + 1
    return ChainState(rows=rows, head=previous, first_bad=first_bad)


def _named(target: models.Model | str) -> str:
    return target if isinstance(target, str) else f"{target._meta.label}#{target.pk} {target}"


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _mac(entry: AuditEntry, previous: str) -> str:
    body = json.dumps(
        {
            "organisation": entry.organisation_id,
            "sequence": entry.sequence,
            "at": _instant(entry.at),
            "actor": entry.actor_id,
            "actor_name": entry.actor_name,
            "action": entry.action,
            "target": entry.target,
            "details": entry.details,
            "previous": previous,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hmac.new(settings.AUDIT_KEY.encode(), body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
