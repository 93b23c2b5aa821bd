"""A document that cannot be read without guessing is refused, with a line for every fault; garbage never crashes."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.spec_markdown import SpecRefused, read_document


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(SpecRefused) as refused:
        read_document(text)
    return [(fault.line, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# A {#a authority=king}", 1, "Unknown authority level."),
        ("# A {#a authority=Root}", 1, "Unknown authority level."),
        ("# A {#a authority=}", 1, "This is no attribute."),
        ("# A {#a}\n\n# B {#b}\n\n# C {#a}", 5, "This identifier was given before, on line 1."),
        ("# A {#a}\n\n~~~xml\n<user>\nHi\n</user>\n", 3, "This fence is never closed."),
        (
            "# A {#a}\n\n~~~xml\n<user>\nHi\n</user>\n\n# B {#b}\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n",
            3,
            "This fence is still open where the next one begins, on line 10.",
        ),
        ("# A {#a}\n\n<!-- so\n\n# B {#b}\n", 3, "This comment is never closed."),
        ("<!-- so\n\n<!-- on -->\n# A {#a}", 1, "This comment is still open where the next one begins, on line 3."),
        ("# A {#a authority=root", 1, "The attributes of this heading are never closed."),
        ("# A {authority=root}", 1, "This heading has attributes, but no identifier."),
        ("# A {#a root}", 1, "This is no attribute."),
        ("# A {#a authority=root authority=user}", 1, "This heading has more than one authority."),
        ("# {#a}", 1, "The title of this section is empty or too long."),
        ("# A {#a}\n\0", 2, "This line holds a NUL character."),
        ("", 1, "There is no section in this document."),
        ("# A heading of any old page\n\nText.", 1, "There is no section in this document."),
        ("~~~\n# A {#a}\n~~~", 1, "There is no section in this document."),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, message: str) -> None:
    assert (line, message) in faults_of(text)


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = "# A {#a authority=king}\n\n# B {#a}\n\n**Example**: x\n\n~~~xml\n<user>\nHi\n~~~\n\n```\n"

    assert [line for line, _ in faults_of(text)] == [1, 3, 8, 12]


PIECES = st.sampled_from(
    """# A {#a}|## B {#b authority=root}|# C {#a|~~~xml|~~~|```|```py|<user>|</user>|<comparison>|</comparison>
<assistant> <!-- GOOD -->|<!--|-->|</assistant>|<untrusted>|</untrusted>|**Example**: x|!!! meta|    in||`|*</user>
text[^abc] [?](#a)|<tool name="|<user>a</user><user>| \t|\x85\u2028""".replace("\n", "|").split("|")
)
LONG = [
    *("```python", "!!! a" + " " * 50_000 + "x", "`" * 50_000, " " * 50_000 + "x", "<user " + 'a="' * 20_000),
    *("[^" * 30_000, "# " + "{" * 50_000, "# A {#a " + "b=" * 20_000, "](#" * 20_000, "<!--", "<user>"),
    "**Example**" + ": " * 20_000,
]


@given(st.one_of(st.lists(PIECES, max_size=40).map("\n".join), st.text(max_size=400)))
@settings(max_examples=300, deadline=None)
def test_garbage_is_read_or_refused_and_never_loses_text(text: str) -> None:
    try:
        document = read_document(text, {"abc": text})
        written, faults = document.to_markdown(), None
    except SpecRefused as refused:
        written, faults = "", refused.faults

    if faults is None:
        assert written == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    else:
        assert faults
        assert all(fault.line >= 1 and fault.message for fault in faults)


@given(st.lists(PIECES, max_size=30).map("\n".join))
@settings(max_examples=200, deadline=None)
def test_what_was_read_and_written_out_is_read_again_to_the_same_tree(text: str) -> None:
    try:
        document = read_document(f"# First {{#first}}\n{text}")
    except SpecRefused:
        return
    assert read_document(document.to_markdown()).sections == document.sections


@pytest.mark.parametrize("line", LONG)
def test_reading_time_grows_no_faster_than_the_text(line: str) -> None:
    """A guard against patterns that try every way round: these take milliseconds read once, and hours otherwise."""
    begun = perf_counter()
    repeated = "\n".join([line] * max(1, 100_000 // len(line)))
    for text in (repeated, f"# A {{#a}}\n\n~~~xml\n<user>\n{repeated}\n</user>\n~~~\n"):
        try:
            read_document(text)
        except SpecRefused:
            continue
    assert perf_counter() - begun < 20
