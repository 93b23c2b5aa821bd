"""Comments: written where the work is, only by and for members, edited with their history, withdrawn."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap.models import Criterion
from tests.conftest import Cast
from ui.registries import Subject
from workspaces.comments import edit_comment, write_comment
from workspaces.errors import CommentMoved, CommentRefused
from workspaces.models import AuditEntry, Comment, Notification, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ABOUT = Subject("P1.1 A criterion", "/somewhere/")


def criterion_of(cast: Cast) -> Criterion:
    return Criterion.objects.get(phase__project=cast.project, code="P1.1")


def page_of(cast: Cast) -> str:
    return reverse("roadmap:criterion_detail", args=[cast.project.path, criterion_of(cast).pk])


def thread(cast: Cast) -> str:
    return reverse("workspaces:comments", args=[cast.project.path])


def said(cast: Cast, author: User, text: str = "It is so.", mentioned: list[User] | None = None) -> Comment:
    return write_comment(
        cast.project, author, subject="criterion:P1.1", about=ABOUT, text=text, mentioned=mentioned or []
    )


def told(person: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", "text"))


def test_a_comment_is_written_on_the_page_it_is_about_and_whoever_is_mentioned_is_told(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.viewer)
    values = {"subject": "criterion:P1.1", "text": "Look at <b>this</b>.", "mentioned": [cast.editor.pk]}
    response = client.post(thread(cast), values)
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == f"{page_of(cast)}#comment-{comment.pk}"

    shown = client.get(page_of(cast)).content.decode()
    assert "Look at &lt;b&gt;this&lt;/b&gt;." in shown
    assert "Mentions Acme Editor" in shown
    assert told(cast.editor) == [("mention", f"Acme Viewer mentions you on “{criterion_of(cast)}”")]
    entry = AuditEntry.objects.get(action="comment.written")
    assert entry.actor == cast.viewer
    assert "this" not in str(entry.details)


def test_people_of_another_organisation_cannot_be_mentioned(cast: Cast, client_for: ClientFor) -> None:
    values = {"subject": "criterion:P1.1", "text": "Hello.", "mentioned": [cast.stranger.pk]}
    response = client_for(cast.editor).post(thread(cast), values)
    assert response.status_code == 422
    assert "Mention people who belong to the project." in response.content.decode()
    assert "Hello." in response.content.decode()
    with pytest.raises(CommentRefused, match="belong to Acme"):
        said(cast, cast.editor, mentioned=[cast.stranger])
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("key", [2**63, 10**30, "9" * 5000, "x", "-1", "١"])
def test_a_key_that_no_person_can_have_is_no_person(cast: Cast, client_for: ClientFor, key: object) -> None:
    values = {"subject": "criterion:P1.1", "text": "Hello.", "mentioned": [key]}
    response = client_for(cast.editor).post(thread(cast), values)
    assert response.status_code == 422 or (key == "١" and response.status_code == 303)
    assert ("Mention people who belong to the project." in response.content.decode()) == (response.status_code == 422)


def test_whoever_commented_before_is_told_once_and_nobody_of_their_own_words(cast: Cast) -> None:
    said(cast, cast.editor)
    said(cast, cast.editor, "And so.")
    said(cast, cast.owner, "Not quite.")
    assert told(cast.editor) == [("comment", "Acme Owner comments on “P1.1 A criterion”")]
    assert told(cast.owner) == []


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "\ud800", "x" * 4001])
def test_a_comment_needs_text_that_can_be_stored(cast: Cast, client_for: ClientFor, text: str) -> None:
    values = {"subject": "criterion:P1.1", "text": text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    if text == "\ud800":
        with pytest.raises(CommentRefused):
            said(cast, cast.editor, text)
        return
    assert client_for(cast.editor).post(thread(cast), values).status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "subject", ["criterion:P9.9", "run:999999", "run:١", "nothing", "x:1", "sample:0", "scenario:1e9"]
)
def test_a_subject_that_the_project_does_not_have_is_not_found(cast: Cast, client_for: ClientFor, subject: str) -> None:
    client = client_for(cast.editor)
    assert client.post(thread(cast), {"subject": subject, "text": "Hello."}).status_code == 404
    assert client.get(thread(cast), {"subject": subject}).status_code == 404


def test_an_edit_keeps_what_was_said_and_tells_only_who_is_new(cast: Cast, client_for: ClientFor) -> None:
    comment = said(cast, cast.editor, "First.", [cast.owner])
    address = reverse("workspaces:comment_edit", args=[cast.project.path, comment.pk])
    client = client_for(cast.editor)
    assert "First." in client.get(address).content.decode()

    values = {"text": "Second.", "version": 1, "mentioned": [cast.owner.pk, cast.viewer.pk]}
    assert client.post(address, values).status_code == 303
    comment.refresh_from_db()
    assert (comment.text, comment.version, [version.text for version in comment.versions.all()]) == (
        "Second.",
        2,
        ["First."],
    )
    assert len(told(cast.owner)) == len(told(cast.viewer)) == 1


def test_the_second_of_two_edits_sees_both_texts(cast: Cast, client_for: ClientFor) -> None:
    comment = said(cast, cast.editor, "First.")
    edit_comment(comment, cast.editor, about=ABOUT, text="Theirs.", mentioned=[], seen=1)
    address = reverse("workspaces:comment_edit", args=[cast.project.path, comment.pk])
    response = client_for(cast.editor).post(address, {"text": "Mine.", "version": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="version" value="2"' in page
    with pytest.raises(CommentMoved):
        edit_comment(comment, cast.editor, about=ABOUT, text="Mine.", mentioned=[], seen=1)


def test_only_the_author_edits_and_withdraws(cast: Cast, client_for: ClientFor) -> None:
    comment = said(cast, cast.editor, "Private thoughts.")
    owner = client_for(cast.owner)
    for name in ("comment_edit", "comment_withdraw"):
        address = reverse(f"workspaces:{name}", args=[cast.project.path, comment.pk])
        assert owner.post(address, {"text": "Mine.", "version": 1}).status_code == 403
        assert client_for(cast.stranger).post(address).status_code == 404

    withdraw = reverse("workspaces:comment_withdraw", args=[cast.project.path, comment.pk])
    author = client_for(cast.editor)
    assert author.post(withdraw).status_code == 303
    assert author.post(withdraw).status_code == 303  # twice is said, and no fault
    shown = owner.get(page_of(cast)).content.decode()
    assert "Withdrawn by its author." in shown
    assert "Private thoughts." not in shown


def test_a_thread_takes_as_many_queries_for_thirty_comments_as_for_three(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    for _ in range(3):
        said(cast, cast.editor, mentioned=[cast.owner])
    address = thread(cast) + "?subject=criterion%3AP1.1"
    few = count_queries(client, address)
    for _ in range(27):
        said(cast, cast.editor, mentioned=[cast.owner])
    assert count_queries(client, address) == few


def count_queries(client: Client, address: str) -> int:

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
