"""Secrets at rest: encrypted text that opens only for the organisation and the purpose it was sealed for.

The keys are ``settings.FIELD_KEYS``, the newest first: it seals what is new, and all of them open what is old.
Fernet does not say where a token belongs, so that stands inside it: one that was copied to another row does not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.expressions import BaseExpression

from workspaces.errors import WorkspaceError

PREFIX = "v1:"
REDACTED = "•••"
# A secret shorter than this shows nothing of itself.
SHORTEST_WITH_HINT = 12


class SealBroken(WorkspaceError):
    """The secret does not open: its key is gone, or it was sealed for something else."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose secret it is and what for, such as the key of one endpoint of one organisation."""

    organisation: int
    purpose: str

    def __str__(self) -> str:
        return f"{self.organisation}/{self.purpose}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted secret, or none where the token is empty. Whatever prints it prints dots."""

    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, text: str, belonging: Belonging) -> Sealed:
        """Seals a text; an empty one is no secret and stays empty."""
        if not text:
            return cls()
        plain = json.dumps({"for": str(belonging), "text": text})
        return cls(PREFIX + _keys().encrypt(plain.encode()).decode("ascii"))

    def open(self, belonging: Belonging) -> str:
        """The text; empty where there is no secret.

        Raises:
            SealBroken: no key opens it, or it belongs elsewhere.
        """
        if not self.token:
            return ""
        try:
            found = json.loads(_keys().decrypt(_bare(self.token)))
        except (InvalidToken, ValueError) as error:
            raise SealBroken("The key that this secret was sealed with is not there.") from error
        if found["for"] != str(belonging):
            raise SealBroken("This secret was sealed for something else.")
        return str(found["text"])

    def resealed(self) -> Sealed:
        """The same secret under the newest key. Raises SealBroken when no key opens it."""
        try:
            return Sealed(PREFIX + _keys().rotate(_bare(self.token)).decode("ascii"))
        except InvalidToken as error:
            raise SealBroken("The key that this secret was sealed with is not there.") from error

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return REDACTED if self.token else ""


def hint_of(text: str) -> str:
    """What people may see of a secret: its last four characters, and of a short one nothing."""
    return text[-4:] if len(text) >= SHORTEST_WITH_HINT else ""


if TYPE_CHECKING:
    SealedText = models.TextField[Any, Any]
else:
    SealedText = models.TextField  # generic for the type checker only


class SealedField(SealedText):
    """A column that takes and gives :class:`Sealed`; plain text is refused, so that it is never stored by mistake."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # No form makes a widget of it, and none asks for it.
        options["editable"], options["blank"], options["default"] = False, True, Sealed
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        own = ("editable", "blank", "default")
        return name, path, args, {key: value for key, value in options.items() if key not in own}

    def from_db_value(self, value: str | None, expression: BaseExpression, connection: object) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Sealed:
        return value if isinstance(value, Sealed) else Sealed(str(value or ""))

    def get_prep_value(self, value: Any) -> str:
        if not isinstance(value, Sealed):
            raise TypeError("A sealed field takes Sealed.of(text, belonging), never the text itself.")
        return value.token

    def value_to_string(self, obj: models.Model) -> str:
        sealed: Sealed = self.value_from_object(obj)
        return sealed.token


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many secrets are now under the newest key, and which columns of which rows no key opens."""

    resealed: int
    lost: list[str]


def rotate() -> Rotation:
    """Puts every secret of every room under the newest key; what cannot be opened stays as it is and is named.

    May run while the product serves: a secret that is replaced meanwhile is left alone.
    """
    resealed, lost = 0, []
    for model, name in sealed_columns():
        for row, sealed in model._default_manager.exclude(**{name: Sealed()}).values_list("pk", name).iterator():
            try:
                renewed = sealed.resealed()
            except SealBroken:
                lost.append(f"{model._meta.label} {row} {name}")
                continue
            resealed += model._default_manager.filter(**{"pk": row, name: sealed}).update(**{name: renewed})
    return Rotation(resealed, lost)


def locked_secrets() -> list[str]:
    """Which columns of which rows hold a secret that none of the keys opens."""
    return [
        f"{model._meta.label} {row} {name}"
        for model, name in sealed_columns()
        for row, sealed in model._default_manager.exclude(**{name: Sealed()}).values_list("pk", name).iterator()
        if not _opens(sealed)
    ]


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every sealed column of the product."""
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, SealedField):
                yield model, column.name


def _opens(sealed: Sealed) -> bool:
    try:
        sealed.resealed()
    except SealBroken:
        return False
    return True


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def _bare(token: str) -> bytes:
    return token.removeprefix(PREFIX).encode("ascii", "replace")
