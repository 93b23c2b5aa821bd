"""One way to write the inputs of a scenario down, so that equal inputs have equal bytes and one hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workspaces.canonical import sha256_of


def content_sha256(inputs: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the inputs, as UTF-8 JSON with sorted keys and no spaces.

    The name is left out: a scenario may be renamed. 12 and 12.0 are one number, as they are to the model and to
    PostgreSQL, which gives a stored 1e22 back as a whole number.
    """
    content = {key: value for key, value in inputs.items() if key != "name"}
    return sha256_of(_plain(content))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
