"""Forms about people, organisations and projects."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from workspaces.models import Organisation, Project, Role, User
from workspaces.passwords import LONGEST_PASSWORD
from workspaces.services import fingerprint_of
from workspaces.waivers import LONGEST_REASON, latest_day

HIGHEST_KEY = 2**63 - 1


class CleanCharField(forms.CharField):
    """Text that any store and any encoder can take: no NUL (Django's own check) and no lone surrogate."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise forms.ValidationError("Contains a character that is not valid text.", code="surrogate") from error
        return text


if TYPE_CHECKING:
    Several = forms.ModelMultipleChoiceField[Any]
else:
    Several = forms.ModelMultipleChoiceField  # generic for the type checker only


class SeveralField(Several):
    """Some rows of a query; a key that no column can hold is no choice, where SQLite would fail on it."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if not _may_be_a_key(key):
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


def _may_be_a_key(key: Any) -> bool:
    try:
        return abs(int(key)) <= HIGHEST_KEY
    except (TypeError, ValueError):
        return True  # no number at all, for which Django has a word


class ProjectForm(forms.Form):
    name = CleanCharField(max_length=120, help_text="The assistant or the job it does, such as “Support assistant”.")
    purpose = CleanCharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the assistant is for, who uses it, and what it must not be used for.",
    )


class ProjectSettingsForm(ProjectForm):
    """Carries what stood when the form was drawn, so that of two people at once the second one looks again."""

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )

    def __init__(self, data: Any = None, *, project: Project) -> None:
        start = {"name": project.name, "purpose": project.purpose, "seen": fingerprint_of(project)}
        super().__init__(data, initial=start)


class AccountForm(forms.Form):
    name = CleanCharField(
        max_length=120,
        label="Your name",
        help_text="It stands beside what you write and sign from now on; what was signed keeps the name of then.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(max_length=254, label="E-mail")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.VIEWER)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class WaiverForm(forms.Form):
    """Asks for a waiver; the service holds the day against the range that is allowed."""

    reason = CleanCharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why the rule cannot be kept, and what is done instead.",
    )
    until = forms.DateField(
        label="Until",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is not a day of the calendar. Write it as 2026-11-30."},
        help_text="The last day on which it holds, twelve months ahead at most.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["until"].widget.attrs |= {"min": tomorrow.isoformat(), "max": latest_day().isoformat()}


class WaiverDecisionForm(forms.Form):
    GRANT, REFUSE = "grant", "refuse"

    decision = forms.ChoiceField(
        choices=[(GRANT, "Grant"), (REFUSE, "Refuse")],
        error_messages={"required": "Grant it or refuse it.", "invalid_choice": "Grant it or refuse it."},
    )
    note = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A refusal needs one.",
    )


class TokenForm(forms.Form):
    """Makes a token; how long it lives is chosen, and none lives for ever."""

    LIVES = [("30", "30 days"), ("90", "90 days"), ("365", "a year")]

    name = CleanCharField(max_length=120, help_text="What uses it, such as “Pipeline of the support desk”.")
    days = forms.ChoiceField(
        label="Lives for",
        choices=LIVES,
        initial="90",
        error_messages={"required": "Choose how long it lives.", "invalid_choice": "Choose one of the three."},
    )


class AcceptForm(forms.Form):
    """Makes the account of an invited person; the address comes from the invitation, not from the form."""

    name = CleanCharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. A sentence is easier to remember than a riddle.",
    )
    password_again = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        label="The same again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "The two do not match.")
        elif password:
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
