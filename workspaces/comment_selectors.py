"""Reads of comments."""

from collections.abc import Iterator

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from workspaces.models import Comment, Project

SHOWN = 200


def comments_on(project: Project, subject: str) -> list[Comment]:
    """What was said about one subject, the earliest first, with mentions and earlier versions; three queries.

    Of very many the latest are shown. Withdrawn ones stand in their place without their text.
    """
    return list(reversed(comments_of(project).filter(subject=subject).order_by("-created_at", "-pk")[:SHOWN]))


def latest_comments(project: Project, kind: str, most: int) -> Iterator[tuple[Comment, int]]:
    """The latest comments on each subject that begins with *kind*, with how many there are on it; in one query.

    Those that were withdrawn are left out, and mentions and earlier versions are not read.
    """
    shown = Comment.objects.filter(project=project, subject__startswith=kind, withdrawn_at__isnull=True)
    newest = [F("created_at").desc(), F("pk").desc()]
    placed = shown.annotate(
        place=Window(RowNumber(), partition_by=F("subject"), order_by=newest),
        total=Window(Count("pk"), partition_by=F("subject")),
    )
    for comment in placed.filter(place__lte=most).select_related("author").order_by("subject", "created_at", "pk"):
        yield comment, comment.total


def comments_of(project: Project) -> QuerySet[Comment]:
    return (
        Comment.objects.filter(project=project)
        .select_related("author")
        .prefetch_related("mentions__person", "versions")
    )
