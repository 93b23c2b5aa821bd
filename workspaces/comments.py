"""Comments: written, edited with what they said before, and withdrawn; whoever is mentioned is told."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from ui.registries import Subject
from workspaces import audit
from workspaces.errors import CommentClosed, CommentMoved, CommentRefused
from workspaces.models import Comment, CommentVersion, Mention, NotificationKind, Project, User
from workspaces.notifications.telling import News, tell
from workspaces.selectors import people_of

LONGEST_COMMENT = 4000
MOST_MENTIONS = 20


@transaction.atomic
def write_comment(
    project: Project, actor: User, *, subject: str, about: Subject, text: str, mentioned: Collection[User] = ()
) -> Comment:
    """Writes a comment; those it mentions are told, and whoever commented there before.

    Args:
        subject: what it is about, such as ``criterion:P1.2``; *about* says the same for people.

    Raises:
        CommentRefused: no text or too much of it, or somebody is mentioned who does not belong to the project.
    """
    text = _checked(text)
    people = _members(project, mentioned)
    comment = Comment.objects.create(project=project, subject=subject, author=actor, text=text)
    Mention.objects.bulk_create(Mention(comment=comment, person=person) for person in people)
    earlier = Comment.objects.filter(project=project, subject=subject, withdrawn_at=None).exclude(author=actor)
    others = (
        people_of(project.organisation).filter(pk__in=earlier.values("author")).exclude(pk__in=[p.pk for p in people])
    )
    _tell(comment, about, people, list(others))
    _record(comment, "comment.written", mentioned=[person.pk for person in people])
    return comment


@transaction.atomic
def edit_comment(
    comment: Comment, actor: User, *, about: Subject, text: str, mentioned: Collection[User], seen: int
) -> Comment:
    """Replaces the text; what it said before is kept. Whoever is mentioned newly is told.

    Raises:
        CommentRefused: as for a new one.
        CommentClosed: it is somebody else's, or withdrawn.
        CommentMoved: it has another version than the one that was *seen*.
    """
    text = _checked(text)
    _own(comment, actor)
    people = _members(comment.project, mentioned)
    current = Comment.objects.get(pk=comment.pk)
    before = current.text
    known = set(Mention.objects.filter(comment=comment).values_list("person", flat=True))
    if current.version == seen and before == text and known == {person.pk for person in people}:
        return current
    moved = {"text": text, "version": seen + 1, "edited_at": timezone.now()}
    if not Comment.objects.filter(pk=comment.pk, version=seen, withdrawn_at=None).update(**moved):
        if Comment.objects.filter(pk=comment.pk, withdrawn_at=None).exists():
            raise CommentMoved("This comment was edited in the meantime. Nothing of yours was stored.")
        raise CommentClosed("This comment is withdrawn.")
    CommentVersion.objects.create(comment=comment, number=seen, text=before)
    Mention.objects.filter(comment=comment).exclude(person__in=people).delete()
    fresh = [person for person in people if person.pk not in known]
    Mention.objects.bulk_create(Mention(comment=comment, person=person) for person in fresh)
    _tell(comment, about, fresh, [])
    _record(comment, "comment.edited", version=seen + 1)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def withdraw_comment(comment: Comment, actor: User) -> None:
    """Takes it off the page; that there was one stays.

    Raises:
        CommentClosed: it is somebody else's, or withdrawn already.
    """
    _own(comment, actor)
    if not Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise CommentClosed("This comment is withdrawn already.")
    _record(comment, "comment.withdrawn")


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise CommentRefused({"text": "Write something."})
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused({"text": f"At most {LONGEST_COMMENT} characters; this has {len(text)}."})
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise CommentRefused({"text": "Contains a character that is not valid text."})
    return text


def _members(project: Project, mentioned: Collection[User]) -> list[User]:
    wanted = {person.pk for person in mentioned}
    found = list(people_of(project.organisation).filter(pk__in=wanted)) if wanted else []
    if len(found) != len(wanted):
        raise CommentRefused({"mentioned": f"Mention people who belong to {project.organisation.name}."})
    if len(found) > MOST_MENTIONS:
        raise CommentRefused({"mentioned": f"At most {MOST_MENTIONS} people in one comment."})
    return found


def _own(comment: Comment, actor: User) -> None:
    if comment.author_id != actor.pk:
        raise CommentClosed("Only its author can change a comment.")


def _tell(comment: Comment, about: Subject, mentioned: Sequence[User], others: Sequence[User]) -> None:
    """The news carries no word of the comment itself: it may be mailed, and sent to other systems."""
    name, url = comment.author.name, f"{about.url}#comment-{comment.pk}"
    tell(
        comment.project,
        News(NotificationKind.MENTION, f"{name} mentions you on “{about.title}”", url, f"mention:{comment.pk}"),
        [person for person in mentioned if person.pk != comment.author_id],
    )
    text = f"{name} comments on “{about.title}”"
    tell(comment.project, News(NotificationKind.COMMENT, text, url, f"comment:{comment.pk}"), others)


def _record(comment: Comment, action: str, **facts: object) -> None:
    project = comment.project
    audit.record(
        project.organisation, comment.author, action, comment, project=project.slug, subject=comment.subject, **facts
    )
