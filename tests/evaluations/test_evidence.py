"""Where the evidence of verdicts stands in an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.evidence import Passage, marked

ANSWER = "Your refund went out yesterday. I checked it."


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ([("refund", "violation")], [("refund", "violation")]),
        ([("REFUND went", "violation")], [("refund went", "violation")]),
        ([("…went out…", "partial")], [("went out", "partial")]),
        ([("refund", "violation"), ("refund went", "compliant")], [("refund", "violation")]),
        ([("I checked", "compliant"), ("Your", "violation")], [("Your", "violation"), ("I checked", "compliant")]),
        ([("not there", "violation"), ("", "violation"), ("…", "violation")], []),
    ],
)
def test_passages_are_marked_where_they_stand(evidence: list[tuple[str, str]], found: list[tuple[str, str]]) -> None:
    pieces = marked(ANSWER, evidence)
    assert [(piece.text, piece.outcome) for piece in pieces if piece.outcome] == found


def test_an_answer_without_evidence_is_one_piece_and_an_empty_one_none() -> None:
    assert marked(ANSWER, []) == [Passage(ANSWER)]
    assert marked("", [("x", "violation")]) == []


@given(st.text(), st.lists(st.tuples(st.text(max_size=5), st.sampled_from(["violation", "compliant"])), max_size=5))
def test_the_pieces_are_the_answer(answer: str, evidence: list[tuple[str, str]]) -> None:
    assert "".join(piece.text for piece in marked(answer, evidence)) == answer
