"""Reads the texts of the topics, and counts how long they take."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_text(name: str) -> dict[str, Any]:
    """What stands in one of the files beside this one."""
    data: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe one
    return data


def sentences_in(data: Any) -> list[str]:
    """Every text in nested lists and dictionaries, in order."""
    if isinstance(data, str):
        return [data]
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [sentence for each in inner for sentence in sentences_in(each)]
