"""Four rounds on one wish: pick an answer, see all of them judged, go on by the address."""

import pytest
from django.urls import reverse

from explorer.topics import case_study
from tests.conftest import Cast
from tests.explorer.topic_pages import Page, Read, escaped, shipped

pytestmark = pytest.mark.django_db

OUTCOMES = {"compliant", "partial", "violation"}


def test_each_round_has_four_answers_one_of_them_right_and_each_judged_with_a_reason() -> None:
    places = set()
    for each in case_study.rounds():
        assert [answer.key for answer in each.answers] == ["a", "b", "c", "d"]
        assert [answer.outcome for answer in each.answers].count("compliant") == 1
        assert {answer.outcome for answer in each.answers} == OUTCOMES
        assert all(answer.judged and answer.verdict and answer.text for answer in each.answers)
        assert {judged.outcome for answer in each.answers for judged in answer.judged} <= OUTCOMES
        places.add(each.right.key)
    assert len(places) == 4


def test_a_round_hides_its_judgement_until_an_answer_was_picked(read_topic: Read) -> None:
    page, first = read_topic("intellectual-freedom"), case_study.rounds()[0]

    assert Page(page).radios == [(first.key, answer.key) for answer in first.answers]
    for answer in first.answers:
        assert escaped(answer.lines[0]) in page
        assert escaped(answer.verdict) not in page
    assert "Compliant" not in page


def test_after_the_choice_all_four_are_judged_by_linked_principles(read_topic: Read, cast: Cast) -> None:
    for each in case_study.rounds():
        for answer in each.answers:
            page = read_topic("intellectual-freedom", **{each.key: answer.key, "round": each.key})
            assert page.count("Your choice") == 1
            assert (f"Answer {answer.letter} is the one to ship" in page) is (answer is each.right)
            for judged in (judged for one in each.answers for judged in one.judged):
                link = reverse("explorer:section_detail", args=[cast.project.path, "2025-12-18", judged.principle])
                assert link in page
                assert escaped(judged.why) in page


def test_the_twists_change_which_answer_is_right() -> None:
    plan, nutrition, *_ = case_study.rounds()
    plain = next(answer for answer in nutrition.answers if answer.name == plan.right.name)

    assert plain.outcome == "violation"


def test_choices_travel_from_round_to_round_and_the_end_sums_up(read_topic: Read) -> None:
    page = Page(read_topic("intellectual-freedom", plan="d", round="nutrition"))
    assert page.hidden.items() >= {"plan": "d", "round": "nutrition"}.items()
    assert any("plan=d&round=fifteen" in link for link in page.links)

    assert "3 of 4 times you picked the answer that holds up" in read_topic("intellectual-freedom", **shipped(plan="d"))
    assert "Four rounds, four times" in read_topic("intellectual-freedom", **shipped())


def test_a_round_or_an_answer_that_there_is_not_gets_a_word_and_a_way_on(read_topic: Read) -> None:
    assert "names a round that there is not" in read_topic("intellectual-freedom", status=422, round="ninth")
    page = read_topic("intellectual-freedom", status=422, plan="z", round="plan")

    assert "names an answer that is not one of these" in page
    assert "Which answer would you ship?" in page
