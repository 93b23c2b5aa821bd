"""The chain of command in steps: predict first, then see what holds and by which rule."""

import pytest
from django.urls import reverse

from explorer import services
from explorer.levels import LEVELS
from explorer.models import Section, SpecVersion
from explorer.topics import walk
from tests.conftest import Cast
from tests.explorer.topic_pages import Page, Read, escaped, predicted

pytestmark = pytest.mark.django_db


def test_each_level_shows_how_many_principles_the_version_in_use_has_and_links_to_them(
    read_topic: Read, cast: Cast
) -> None:
    page, listed = read_topic("chain-of-command"), reverse("explorer:principle_list", args=[cast.project.path])

    for level, count in (("root", 22), ("system", 3), ("developer", 1), ("user", 15), ("guideline", 18)):
        assert f'<a href="{listed}?level={level}">{count} principle' in page


def test_an_early_version_has_its_own_word_for_the_highest_level(
    read_topic: Read, cast: Cast, kitchen: SpecVersion
) -> None:
    Section.objects.filter(version=kitchen, authority="root").update(authority="platform")
    services.pin_version(cast.project, kitchen, cast.editor)
    page = read_topic("chain-of-command")

    assert "?level=platform" in page
    assert "<h3>Root</h3>" not in page
    assert "No principle in the version in use" in page


def test_every_level_has_a_voice() -> None:
    assert set(walk.voices()) == {level.name for level in LEVELS}


def test_the_walk_asks_for_the_prediction_before_it_shows_the_rule(read_topic: Read) -> None:
    page, first = read_topic("chain-of-command"), walk.steps()[0]

    assert [name for name, _ in Page(page).radios] == [first.key, first.key]
    assert escaped(first.because) not in page
    assert "0 of 6 taken" in page


def test_each_step_shows_what_holds_by_which_rule_and_asks_the_next(read_topic: Read) -> None:
    taken: dict[str, str] = {}
    for number, step in enumerate(walk.steps(), 1):
        taken[step.key] = step.holder
        page = read_topic("chain-of-command", **taken)
        assert f"{number} of 6 taken, {number} as the rules decide" in page
        assert escaped(step.because) in page
        assert escaped(step.rule.title) in page
        assert "?line=" in page
        assert Page(page).hidden.items() >= (taken.items() if number < 6 else set())

    assert "You predicted all 6 as the rules decide" in page


def test_a_wrong_prediction_is_told_and_counted(read_topic: Read) -> None:
    step = walk.steps()[0]
    wrong = next(each.id for each in step.instructions if each.id != step.holder)

    assert "1 of 6 taken, 0 as the rules decide" in read_topic("chain-of-command", **{step.key: wrong})
    assert "Not as you predicted" in read_topic("chain-of-command", **{step.key: wrong})
    assert "You predicted 5 of 6" in read_topic("chain-of-command", **predicted(**{step.key: wrong}))


def test_what_holds_is_decided_by_the_chain_of_command_for_every_kind_of_clash() -> None:
    assert [(step.holder, step.rule.name) for step in walk.steps()] == [
        ("limit", "letter_of_higher"),
        ("plain", "guideline_yields_to_cue"),
        ("candour", "explicit_words_needed"),
        ("polish", "later_supersedes"),
        ("reading", "no_authority"),
        ("privacy", "root_stands"),
    ]


def test_a_prediction_that_there_is_not_is_asked_again(read_topic: Read) -> None:
    page = read_topic("chain-of-command", status=422, essay="nobody")

    assert "names an answer that is not one of these" in page
    assert "0 of 6 taken" in page
