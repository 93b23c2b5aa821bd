"""The walk through JSON that streams in: it gives what `json` gives, wherever the chunks end, and holds little."""

import io
import json
import math
import tracemalloc
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.exchange import json_pull
from evaluations.exchange.json_pull import BadValue, BrokenOff, JsonPull
from tests.evaluations.exchange.logs import as_json, inspect_log, inspect_sample, surveyed

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(['"', "\\", '\\"', "{", "]}", "\n"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def walked(pull: JsonPull) -> Any:
    """A value, walked through to its leaves."""
    kind = pull.kind()
    if kind == "{":
        return {key: walked(pull) for key in pull.fields()}
    if kind == "[":
        return [walked(pull) for _ in pull.entries()]
    return pull.value()


@given(VALUES, st.integers(1, 9), st.booleans(), st.booleans())
def test_a_walk_gives_what_json_gives(value: Any, chunk: int, ascii_only: bool, spread: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only, indent=1 if spread else None).encode()
    with patch.object(json_pull, "CHUNK", chunk):
        assert JsonPull(io.BytesIO(data)).value() == value
        assert walked(JsonPull(io.BytesIO(data))) == value


@given(st.dictionaries(TEXT, VALUES, max_size=6), st.integers(1, 9))
def test_what_is_left_alone_is_passed_over(value: dict[str, Any], chunk: int) -> None:
    with patch.object(json_pull, "CHUNK", chunk):
        assert list(JsonPull(io.BytesIO(json.dumps(value).encode())).fields()) == list(value)


@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4), st.data())
def test_a_text_that_was_cut_off_says_so_and_never_hangs(value: dict[str, Any], data: st.DataObject) -> None:
    whole = json.dumps(value).encode()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(BrokenOff):
        list(JsonPull(io.BytesIO(cut)).fields())


def test_bare_nan_and_a_byte_order_mark_are_taken() -> None:
    found = walked(JsonPull(io.BytesIO(b'\xef\xbb\xbf{"a": NaN, "b": [-Infinity]}')))
    assert math.isnan(found["a"])
    assert found["b"] == [-math.inf]


def test_a_value_that_is_too_large_is_left_out_and_the_walk_goes_on() -> None:
    pull = JsonPull(io.BytesIO(json.dumps({"a": "x" * 5000, "b": 1}).encode()), largest=1000)
    found: dict[str, Any] = {}
    for key in pull.fields():
        try:
            found[key] = pull.value()
        except BadValue as error:
            found[key] = str(error)
    assert "larger than" in found["a"]
    assert found["b"] == 1


def test_bytes_that_are_no_text_end_the_walk_where_they_stand() -> None:
    with pytest.raises(BrokenOff, match="not UTF-8"):
        walked(JsonPull(io.BytesIO(b'{"a": 1, "b": "\xff"}')))


def test_what_is_not_looked_at_costs_no_memory() -> None:
    heavy = [{"event": "x" * 1000} for _ in range(1000)]
    log = as_json(inspect_log(*(inspect_sample(number, events=heavy) for number in range(20))))
    tracemalloc.start()
    try:
        found = surveyed(log)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(log) > 20_000_000
    assert found.samples == 20
    assert peak < 2 * len(log) / 10
