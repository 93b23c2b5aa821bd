"""What a new password must not be, beside what Django asks of it."""

from typing import Any

from django.core.exceptions import ValidationError

LONGEST_PASSWORD = 256


class MaximumLengthValidator:
    """A passphrase of any sense fits; a megabyte would only keep the hash busy."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return f"A password has at most {LONGEST_PASSWORD} characters."
