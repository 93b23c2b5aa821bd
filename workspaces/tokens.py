"""API tokens: made, revoked, and recognised when a program brings one."""

import hmac
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from workspaces import audit
from workspaces.access import ALLOWED, role_in
from workspaces.errors import TokenClosed, TokenNameTaken
from workspaces.models import ApiToken, Project, User
from workspaces.services import token_hash

MARK = "plb_"  # lets people and secret scanners see what it is
PREFIX_LENGTH = 9
LONGEST = 200
# The time of the last use is kept to the minute, so that a busy pipeline does not write with every call.
NOTED_EVERY = timedelta(minutes=1)


def tokens_of(project: Project) -> QuerySet[ApiToken]:
    """The project's tokens, the newest first, also those that ended."""
    return ApiToken.objects.filter(project=project).select_related("created_by").order_by("-created_at", "-pk")


def create_token(project: Project, *, name: str, days: int, actor: User) -> tuple[ApiToken, str]:
    """A token for the project, and its text, which is not kept and cannot be shown again.

    Raises:
        TokenNameTaken: one of that name is not revoked yet.
    """
    text = MARK + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                project=project,
                name=name,
                prefix=text[:PREFIX_LENGTH],
                token_sha256=token_hash(text),
                created_by=actor,
                expires_at=timezone.now() + timedelta(days=days),
            )
            audit.record(project.organisation, actor, "token.created", token, project=project.slug, days=days)
    except IntegrityError as error:
        if ApiToken.objects.filter(project=project, name=name, revoked_at=None).exists():
            raise TokenNameTaken("A token of this name is there. Revoke it first, or choose another name.") from error
        raise
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: User) -> None:
    """Ends a token now.

    Raises:
        TokenClosed: somebody was faster.
    """
    now = timezone.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise TokenClosed("This token was revoked already.")
    token.revoked_at = now
    audit.record(token.project.organisation, actor, "token.revoked", token, project=token.project.slug)


def token_in_force(text: str) -> ApiToken | None:
    """The token with this text, unless it has ended. It is found by its hash, so that no timing tells a part of it."""
    if not text.startswith(MARK) or len(text) > LONGEST:
        return None
    wanted = token_hash(text)
    found = ApiToken.objects.select_related("project__organisation", "created_by").filter(token_sha256=wanted).first()
    if found is None or not hmac.compare_digest(found.token_sha256, wanted) or not found.is_in_force:
        return None
    return found


def note_use(token: ApiToken) -> None:
    """Keeps when the token was used last."""
    now = timezone.now()
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)


def may_still_report(token: ApiToken) -> bool:
    """Whether the person who made the token may still evaluate in its project: who leaves takes their tokens along."""
    return role_in(token.created_by, token.project) in ALLOWED["evaluate"]
