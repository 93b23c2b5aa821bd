"""What somebody has typed and not saved: kept so that it survives a reload, and forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from calculator.models import SavedScenario, ScenarioDraft
from workspaces.models import Project, User

KEPT = timedelta(days=30)
MOST_CHARACTERS = 1_000_000  # of a draft; a larger one is not kept, and the page goes on without
UNSTORABLE = str.maketrans({"\x00": "\ufffd"})  # PostgreSQL's JSON takes no NUL


def keep_draft(
    project: Project,
    person: User,
    *,
    scenario: SavedScenario | None,
    version: int | None,
    content: Sequence[tuple[str, str]],
) -> None:
    """Keeps what was typed in place of what was kept before. It is the person's own and no fact of the organisation, so
    the trail does not hear of it."""
    if sum(len(name) + len(text) for name, text in content) > MOST_CHARACTERS:
        return
    given = {
        "content": [[name, text.translate(UNSTORABLE)] for name, text in content],
        "version": version,
        "updated_at": timezone.now(),
    }
    kept = ScenarioDraft.objects.filter(project=project, person=person, scenario=scenario)
    if kept.update(**given):
        return
    try:
        with transaction.atomic():
            ScenarioDraft.objects.create(project=project, person=person, scenario=scenario, **given)
    except IntegrityError:  # another window of the same person was first
        kept.update(**given)


def drop_draft(project: Project, person: User, scenario: SavedScenario | None) -> None:
    """Forgets what was typed: it is saved, or the person does not want it."""
    ScenarioDraft.objects.filter(project=project, person=person, scenario=scenario).delete()


def prune_drafts() -> int:
    """Forgets drafts that nobody touched for thirty days; how many they were."""
    return ScenarioDraft.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()[0]
