"""What differs between two outlines of sections: the kinds of change, their order, and the published versions."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.catalogue import read_outline
from explorer.comparison.comparing import compare
from explorer.spec_markdown import read_document, read_folder
from tests.explorer.kitchen import KITCHEN
from tests.explorer.versions import CHANGES, LATER


@dataclass(frozen=True)
class Line:
    identifier: str
    title: str = "A"
    authority: str = "user"
    text_sha256: str = "1"


def kinds(old: list[Line], new: list[Line]) -> list[tuple[str, tuple[str, ...]]]:
    return [(change.identifier, change.kinds) for change in compare(old, new).changes]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Line("a"), Line("a"), []),
        (Line("a"), Line("a", title="B"), ["retitled"]),
        (Line("a"), Line("a", text_sha256="2"), ["reworded"]),
        (Line("a"), Line("a", authority="root"), ["reranked"]),
        (Line("a", authority=""), Line("a"), ["reranked"]),
        (Line("a"), Line("a", title="B", authority="", text_sha256="2"), ["retitled", "reworded", "reranked"]),
        # Where not even a hash is known, nobody can say that the words changed.
        (Line("a", text_sha256=""), Line("a"), []),
    ],
)
def test_each_way_of_changing_has_its_name(old: Line, new: Line, expected: list[str]) -> None:
    assert kinds([old], [new]) == ([("a", tuple(expected))] if expected else [])


def test_changes_come_in_the_order_of_the_newer_document_and_what_is_gone_after_what_it_followed() -> None:
    old = [Line("gone_first"), Line("a"), Line("gone"), Line("b", title="B"), Line("gone_last")]
    new = [Line("b"), Line("a", title="B"), Line("came")]

    assert [identifier for identifier, _ in kinds(old, new)] == [
        *("gone_first", "b", "gone_last", "a", "gone", "came"),
    ]


def test_a_level_gained_or_lost_is_null_in_the_contract() -> None:
    answer = compare([Line("a", authority=""), Line("b")], [Line("a"), Line("b", authority="")]).as_json()

    assert answer["reranked"] == [{"id": "a", "from": None, "to": "user"}, {"id": "b", "from": "user", "to": None}]


def test_a_principle_is_one_in_either_version() -> None:
    comparison = compare(
        [Line("a"), Line("b", authority="")], [Line("a", authority=""), Line("b", title="B", authority="")]
    )

    assert [(change.identifier, change.is_principle) for change in comparison.changes] == [("a", True), ("b", False)]


def test_two_editions_of_a_document_of_our_own_are_told_apart() -> None:
    assert compare(read_document(KITCHEN).sections, read_document(LATER).sections).as_json() == CHANGES


lines = st.lists(st.builds(Line, *(st.sampled_from("abcde") for _ in range(4))), unique_by=lambda line: line.identifier)


@given(lines, lines)
def test_the_way_back_undoes_the_way_there(old: list[Line], new: list[Line]) -> None:
    there, back = compare(old, new).as_json(), compare(new, old).as_json()

    assert (there["added"], there["removed"]) == (back["removed"], back["added"])
    assert (there["retitled"], there["reworded"]) == (back["retitled"], back["reworded"])
    assert there["reranked"] == [{**entry, "from": entry["to"], "to": entry["from"]} for entry in back["reranked"]]
    assert {section.identifier for section in compare(old, new).sections} == {line.identifier for line in old + new}
    assert not compare(old, [replace(line) for line in old]).changes


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("2025-02-12", "2025-09-12", (11, 5, 2, 46, 19)),
        ("2025-09-12", "2025-10-27", (1, 0, 1, 11, 0)),
        ("2025-10-27", "2025-12-18", (2, 0, 0, 6, 0)),
    ],
)
def test_the_published_versions_differ_in_as_many_sections_as_counted(
    shared_data: Path, old: str, new: str, counts: tuple[int, ...]
) -> None:
    before, after = (read_document(read_folder(shared_data / "model_spec" / label).markdown) for label in (old, new))
    answer = compare(before.sections, after.sections).as_json()

    assert tuple(map(len, answer.values())) == counts
    if old == "2025-09-12":
        assert (answer["added"], answer["retitled"]) == (["respect_real_world_ties"], ["do_not_encourage_self_harm"])
    if old == "2025-02-12":
        assert sum(entry["from"] == "platform" and entry["to"] == "root" for entry in answer["reranked"]) == 16


@pytest.mark.parametrize("label", ["2025-10-27", "2025-12-18"])
def test_a_shipped_outline_equals_the_document_it_was_made_from(shared_data: Path, label: str) -> None:
    document = read_document(read_folder(shared_data / "model_spec" / label).markdown)

    assert not compare(read_outline(label).sections, document.sections).changes
