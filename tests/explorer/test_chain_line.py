"""The line of cards: its moves, and the way into an address and back."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.chain import line as chain_line
from explorer.chain.line import LETTERS, LONGEST_ADDRESS, LONGEST_CARD, Line, line_of, packed, unpacked
from explorer.chain.situations import SITUATIONS
from explorer.command_chain import KINDS, ROLES, Conflict, Instruction, InstructionsRefused, resolve


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Lines that a person can build: any cards, conflicts and lenders without a circle."""
    letters = LETTERS[: draw(st.integers(0, 8))]
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
    cards = []
    for number, letter in enumerate(letters):
        lender = draw(st.sampled_from(["", *letters[:number]]))
        words = draw(text.filter(str.strip))
        cards.append(Instruction(letter, draw(st.sampled_from(ROLES)), 0, words, draw(st.booleans()), lender))
    pairs = st.tuples(st.sampled_from(letters or "A"), st.sampled_from(letters or "A"), st.sampled_from(KINDS))
    found = draw(st.lists(pairs, max_size=6)) if letters else []
    return line_of(cards, [Conflict((one, other), kind) for one, other, kind in found if one != other])


@given(lines())
def test_an_address_gives_back_the_line_that_went_in(line: Line) -> None:
    assert unpacked(packed(line)) == line


@given(lines(), st.integers(0, 400), st.text(max_size=3))
def test_a_damaged_address_gives_a_line_or_a_reason(line: Line, place: int, noise: str) -> None:
    value = packed(line)
    damaged = value[:place] + noise + value[place + 1 :]
    try:
        assert isinstance(unpacked(damaged), Line)
    except InstructionsRefused as refused:
        assert refused.faults  # noqa: PT017 - whether it raises depends on the damage


def address_of(document: object, junk: bytes = b"") -> str:
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS, zdict=chain_line._DICTIONARY)
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return "1" + base64.urlsafe_b64encode(packer.compress(text) + packer.flush() + junk).decode().rstrip("=")


def card(**changes: Any) -> dict[str, Any]:
    return {"id": "A", "role": "user", "order": 1, "text": "Reply in verse.", "explicit": True, **changes}


@pytest.mark.parametrize(
    "value",
    [
        "2abc",
        SITUATIONS[0].address[:60] + "!" + SITUATIONS[0].address[60:],
        address_of({"instructions": [], "conflicts": []}, junk=b"more"),
        "1",
        "1!!!!",
        "1" + "A" * LONGEST_ADDRESS,
        "1é",
        "1\ud800",
        address_of(b"{"),
        address_of(b"[" * 50_000),
        address_of(b" " * 1_000_000),
        address_of({"instructions": [card(role="king")], "conflicts": []}),
        address_of({"instructions": [card(id="AB")], "conflicts": []}),
        address_of({"instructions": [card(id="a")], "conflicts": []}),
        address_of({"instructions": [card(text="  ")], "conflicts": []}),
        address_of({"instructions": [card(text="x" * (LONGEST_CARD + 1))], "conflicts": []}),
        address_of({"instructions": [card(), card()], "conflicts": []}),
        address_of({"instructions": [card()], "conflicts": [{"between": ["A", "B"], "kind": "cue"}]}),
        address_of({"instructions": [card(order=True)], "conflicts": [], "more": 1}),
    ],
)
def test_an_address_that_no_page_wrote_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(InstructionsRefused) as refused:
        unpacked(value)

    assert all(fault.message and fault.allowed for fault in refused.value.faults)


def test_an_address_stays_short() -> None:
    assert all(len(situation.address) < 450 for situation in SITUATIONS)
    assert packed(Line()) == ""


@pytest.mark.parametrize(
    ("name", "holds", "fallen"),
    [
        ("refund", "A C", "B>A lateness_is_no_rank, D>C guideline_yields_to_cue"),
        ("hotel", "A C", "B>A root_stands"),
        ("travel", "A B", "D>A letter_of_higher"),
        ("bank", "A D", "B>D explicit_words_needed, C>A letter_of_higher"),
        ("stock", "A B D", "C>B suspected_mistake"),
    ],
)
def test_each_worked_situation_shows_what_it_promises(name: str, holds: str, fallen: str) -> None:
    line = next(situation.line for situation in SITUATIONS if situation.name == name)
    found = resolve(line.situation)

    assert " ".join(found.holds) == holds
    assert sorted(f"{one.id}>{one.by} {one.rule.name}" for one in found.overridden) == fallen.split(", ")


def line(*cards: str) -> Line:
    """`A:user` is a card A at user level."""
    made = [one.split(":") for one in cards]
    return line_of([Instruction(letter, role, 0, letter) for letter, role in made], [])  # type: ignore[arg-type]


def order_of(given: Line) -> str:
    return " ".join(f"{one.id}:{one.role}" for one in given.cards)


def test_a_card_walks_past_its_neighbours_and_over_the_levels() -> None:
    start = line("A:developer", "B:user", "C:user")
    up = chain_line.placed(start, "C", *(chain_line.neighbour_above(start, "C") or ("user", "")))
    over = chain_line.placed(up, "C", *(chain_line.neighbour_above(up, "C") or ("user", "")))
    back = chain_line.placed(over, "C", *(chain_line.neighbour_below(over, "C") or ("user", "")))

    assert order_of(up) == "A:developer C:user B:user"
    assert order_of(over) == "A:developer C:developer B:user"
    assert order_of(back) == order_of(up)


def test_at_the_ends_of_the_line_there_is_no_further_way() -> None:
    ends = line("A:root", "B:guideline", "C:tool", "D:quoted")

    assert chain_line.neighbour_above(ends, "A") is None
    assert chain_line.neighbour_below(ends, "B") is None
    assert chain_line.neighbour_above(ends, "C") is None
    assert chain_line.neighbour_below(ends, "C") == ("quoted", "D")
    assert chain_line.neighbour_below(ends, "D") is None


@given(lines(), st.data())
def test_up_and_down_again_leaves_the_line_as_it_was(given_line: Line, data: st.DataObject) -> None:
    if not given_line.cards:
        return
    letter = data.draw(st.sampled_from([one.id for one in given_line.cards]))
    above = chain_line.neighbour_above(given_line, letter)
    if above is not None:
        up = chain_line.placed(given_line, letter, *above)
        below = chain_line.neighbour_below(up, letter)
        assert below is not None
        assert order_of(chain_line.placed(up, letter, *below)) == order_of(given_line)


def test_what_is_removed_takes_its_conflicts_and_what_it_lent_along() -> None:
    start = line_of(
        [Instruction("A", "user", 0, "a"), Instruction("B", "tool", 1, "b", True, "A")], [Conflict(("A", "B"), "later")]
    )
    left = chain_line.without(start, "A")

    assert left == line_of([Instruction("B", "tool", 0, "b")], [])


def test_nobody_can_be_let_speak_by_who_speaks_for_them() -> None:
    cards = [
        Instruction("A", "user", 0, "a"),
        Instruction("B", "tool", 1, "b", True, "A"),
        Instruction("C", "quoted", 2, "c", True, "B"),
    ]
    lenders = {letter: [one.id for one in line_of(cards, []).lenders_for(letter)] for letter in ("A", "B", "C")}

    assert lenders == {"A": [], "B": ["A"], "C": ["A", "B"]}


def test_a_pair_has_one_kind_the_last_that_was_marked() -> None:
    start = line("A:developer", "B:user")
    marked = chain_line.marked(chain_line.marked(start, "A", "B", "letter"), "B", "A", "spirit")

    assert marked.conflicts == (Conflict(("A", "B"), "spirit"),)
    assert chain_line.unmarked(marked, "B", "A") == start
