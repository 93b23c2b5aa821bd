"""Whether an answer asks its reader something; what it merely quotes does not count."""

import pytest

from evaluations.graders import SpecRefused, grade, read_specs


@pytest.mark.parametrize(
    ("answer", "asks"),
    [
        ("Which of the two contracts do you mean?", True),
        ("I can do that. Shall I book Tuesday?\nIt takes an hour.", True),
        ("Willst du wirklich?", True),
        ("どの契約ですか？", True),
        ("I have cancelled the contract.", False),
        ('The customer wrote "Is it covered?" and we said no.', False),
        ("She asked “When?” on Monday.", False),
        ("Open https://shop.example/?q=pump and look.", False),
        ("Run `grep what?` first.", False),
        ("```\nWho?\n```\nThat is the script.", False),
        ("```\nan open fence? ", False),
    ],
)
def test_a_question_is_seen_where_the_reader_is_asked(answer: str, asks: bool) -> None:
    assert grade(answer, [{"kind": "question"}]).outcome == ("compliant" if asks else "violation")
    assert grade(answer, [{"kind": "question", "want": "not_asked"}]).outcome == ("violation" if asks else "compliant")


def test_the_question_itself_is_the_evidence() -> None:
    result = grade("Gladly. Which contract do you mean?", [{"kind": "question"}])
    assert "Which contract do you mean?" in result.details[0]["evidence"]


def test_an_unknown_wish_is_refused() -> None:
    with pytest.raises(SpecRefused):
        read_specs([{"kind": "question", "want": "sometimes"}])


@pytest.mark.parametrize("stretch", ['"', "“", "`", "```", "«", "? ", "a"])
def test_a_hostile_answer_is_read_in_one_pass(stretch: str) -> None:
    assert grade(stretch * 100_001 + "\nWhich one?", [{"kind": "question"}]).outcome in {"compliant", "violation"}
