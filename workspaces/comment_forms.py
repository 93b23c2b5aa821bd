"""Forms of comments: what is said, and who is called to it."""

from typing import Any

from django import forms

from workspaces.comments import LONGEST_COMMENT
from workspaces.forms import CleanCharField, SeveralField
from workspaces.models import Comment, Project, User
from workspaces.selectors import people_of


class CommentForm(forms.Form):
    """A new comment. People are picked from the members, so that nobody else can be mentioned."""

    text = CleanCharField(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": ""}),
        error_messages={"required": "Write something."},
    )
    mentioned = SeveralField(
        User.objects.none(),
        required=False,
        label="Mention",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Mention people who belong to the project.",
            "invalid_pk_value": "Mention people who belong to the project.",
        },
    )

    def __init__(self, data: Any = None, *, project: Project, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="id_comment_%s")
        self.fields["mentioned"].queryset = people_of(project.organisation)  # type: ignore[attr-defined]


class CommentEditForm(CommentForm):
    version = forms.IntegerField(
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )

    def __init__(self, data: Any = None, *, comment: Comment) -> None:
        start = {
            "text": comment.text,
            "version": comment.version,
            "mentioned": [mention.person_id for mention in comment.mentions.all()],
        }
        super().__init__(data, project=comment.project, initial=start)
