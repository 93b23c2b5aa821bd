"""The forms of allauth in this product's own words: sentence case, and the label above a field says what goes in."""

from typing import Any

from allauth.account import forms as given
from django import forms

SAME_AGAIN = "The same again"
LABELS = {
    "login": "E-mail",
    "email": "E-mail",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "New password",
    "password2": SAME_AGAIN,
}
ABOUT_A_NEW_ONE = "At least 12 characters. A sentence is easier to remember than a riddle."


class InOurWords(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = ABOUT_A_NEW_ONE


class SignInForm(InOurWords, given.LoginForm):  # type: ignore[misc] # allauth ships no types
    """Address and password; who comes to sign in may type at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


class PasswordChangeForm(InOurWords, given.ChangePasswordForm):  # type: ignore[misc] # allauth ships no types
    """The password that is, and the one to be."""


class PasswordSetForm(InOurWords, given.SetPasswordForm):  # type: ignore[misc] # allauth ships no types
    """A first password."""


class PasswordResetForm(InOurWords, given.ResetPasswordForm):  # type: ignore[misc] # allauth ships no types
    """The address that the link goes to."""


class PasswordFromKeyForm(InOurWords, given.ResetPasswordKeyForm):  # type: ignore[misc] # allauth ships no types
    """The new password, behind that link."""


class ReauthenticateForm(InOurWords, given.ReauthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The password once more."""
