"""Reads of comments."""

from django.db.models import QuerySet

from workspaces.models import Comment, Project

SHOWN = 200


def comments_on(project: Project, subject: str) -> list[Comment]:
    """What was said about one subject, the earliest first, with mentions and earlier versions; three queries.

    Of very many the latest are shown. Withdrawn ones stand in their place without their text.
    """
    return list(reversed(comments_of(project).filter(subject=subject).order_by("-created_at", "-pk")[:SHOWN]))


def comments_of(project: Project) -> QuerySet[Comment]:
    return (
        Comment.objects.filter(project=project)
        .select_related("author")
        .prefetch_related("mentions__person", "versions")
    )
