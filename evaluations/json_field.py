"""A form field for JSON that people type: small, flat enough, and nothing that a database or a request cannot hold."""

import json
import math
from typing import Any

from django import forms

from workspaces.forms import CleanCharField

MAX_DEPTH = 20
MAX_LENGTH = 50_000
SHAPES = {dict: 'an object, such as {"top_p": 0.9}', list: 'a list, such as [{"type": "function"}]'}


class JSONTextField(CleanCharField):
    """JSON of one shape, an object or a list; empty stands for an empty one."""

    def __init__(self, *, shape: type[dict[str, Any]] | type[list[Any]], **options: Any) -> None:
        self.shape = shape
        attributes = {"rows": 4, "spellcheck": "false", "class": "code"}
        defaults = {"required": False, "max_length": MAX_LENGTH, "widget": forms.Textarea(attrs=attributes)}
        super().__init__(**{**defaults, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_json(text, self.shape) if text else self.shape()

    def prepare_value(self, value: Any) -> Any:
        """Shows what was typed as it was typed, and a stored value spread out."""
        if isinstance(value, str) or value is None:
            return value
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""


def read_json(text: str, shape: type[dict[str, Any]] | type[list[Any]]) -> Any:
    """Raises ValidationError, with the line where one can be named."""
    try:
        found = json.loads(text, parse_constant=_refused, parse_float=_finite, object_pairs_hook=_without_doubles)
        depth = _depth(found)
    except json.JSONDecodeError as error:
        raise forms.ValidationError(f"This is not JSON: line {error.lineno}: {error.msg}.") from error
    except RecursionError as error:
        raise forms.ValidationError(f"At most {MAX_DEPTH} levels deep.") from error
    except ValueError as error:
        raise forms.ValidationError(f"This cannot be taken: {error}.") from error
    if not isinstance(found, shape):
        raise forms.ValidationError(f"This must be {SHAPES[shape]}.")
    if depth > MAX_DEPTH:
        raise forms.ValidationError(f"At most {MAX_DEPTH} levels deep.")
    written = json.dumps(found, ensure_ascii=False)
    if "\\u0000" in written or not _is_text(written):
        raise forms.ValidationError("Contains a character that is not valid text.")
    return found


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"“{next(name for name in names if names.count(name) > 1)[:60]}” occurs twice")
    return found


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
