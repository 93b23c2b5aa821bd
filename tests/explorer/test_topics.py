"""The front door and what all topics share: links, answers in the address, no sentence of the document."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from explorer import services
from explorer.catalogue import read_outline
from explorer.models import SpecPin, SpecVersion
from explorer.topics import TOPICS, case_study, evolution, statements, texts, walk
from explorer.topics.checks import Question
from tests.conftest import Cast
from tests.explorer.topic_pages import ClientFor, Page, Read, address, escaped, predicted, shipped

pytestmark = pytest.mark.django_db

CHECKS = [("what-it-is", statements.questions()), ("how-it-evolves", evolution.questions())]
RIGHT = {
    "broken": "distance",
    "policy": "binds",
    "products": "house",
    "dropped": "regression",
    "new": "gap",
    "overdue": "decide",
}
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "explorer"


def test_every_member_enters_by_the_topics_and_nobody_else(cast: Cast, client_for: ClientFor) -> None:
    for url in [address(cast), *(address(cast, topic.slug) for topic in TOPICS)]:
        assert [client_for(person).get(url).status_code for person in cast] == [200] * 4
        assert client_for(cast.stranger).get(url).status_code == 404
        assert client_for(cast.viewer).post(url).status_code == 405
    assert client_for(cast.viewer).get(address(cast, "no-such-topic")).status_code == 404


def test_the_front_door_shows_four_topics_with_their_promise_their_length_and_where_the_project_stands(
    read_topic: Read, cast: Cast
) -> None:
    page = read_topic()

    assert "Four topics lead into 59 principles" in page
    for topic in TOPICS:
        assert address(cast, topic.slug) in page
        assert topic.promise in page
        assert f"{topic.minutes} minutes" in page
    for standing in ("None of 59 principles is decided yet", "34 of 59 principles are yours to change"):
        assert standing in page
    assert "The newest version here is in use" in page
    assert "of its 14 principles measured" in page


def test_the_standing_follows_what_the_project_decides(read_topic: Read, cast: Cast) -> None:
    older = SpecVersion.objects.get(label="2025-10-27")
    services.pin_version(cast.project, older, cast.editor)
    page = read_topic()

    assert "1 newer than the version in use" in page
    assert "Model Spec, 27 October 2025" in page


def test_the_front_door_leads_to_the_whole_room_and_searches(read_topic: Read, cast: Cast) -> None:
    page = read_topic()
    rooms = ("principle_list", "stance_list", "chain_of_command", "version_list", "house_rules")

    for name in rooms:
        assert reverse(f"explorer:{name}", args=[cast.project.path]) in Page(page).links
    assert f'action="{reverse("explorer:principle_list", args=[cast.project.path])}" role="search"' in page


def test_without_any_version_the_front_door_says_so(read_topic: Read) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()

    assert "No version of the Model Spec is loaded" in read_topic()
    assert "No version of the Model Spec is loaded" in read_topic("how-it-evolves")


def test_all_pages_cost_the_same_however_many_principles_there_are(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    client, counts = client_for(cast.viewer), []
    for version in (SpecVersion.objects.get(label="2025-12-18"), kitchen):
        services.pin_version(cast.project, version, cast.editor)
        for url in [address(cast), *(address(cast, topic.slug) for topic in TOPICS)]:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))

    assert counts[:5] == counts[5:]
    assert max(counts) <= 30


def test_every_link_inside_the_room_opens(read_topic: Read, cast: Cast, client_for: ClientFor) -> None:
    client, room = client_for(cast.viewer), address(cast)
    pages = [read_topic(), *(read_topic(topic.slug) for topic in TOPICS), read_topic("chain-of-command", **predicted())]
    pages += [read_topic("intellectual-freedom", **shipped(), round=each.key) for each in case_study.rounds()]
    links = {link.partition("#")[0] for page in pages for link in Page(page).links if link.startswith(room)}

    assert len(links) > 40
    assert {link for link in links if client.get(link).status_code != 200} == set()


def test_each_topic_ends_with_the_next_and_a_way_into_the_work(read_topic: Read, cast: Cast) -> None:
    stances = reverse("explorer:stance_list", args=[cast.project.path])
    for topic, after in zip(TOPICS, [*TOPICS[1:], None], strict=True):
        end = read_topic(topic.slug).partition('class="ways-on"')[2]
        assert stances in end
        assert "Look at cases" in end
        assert after is None or address(cast, after.slug) in end


def test_every_principle_that_a_topic_names_is_in_the_outline() -> None:
    known = {principle.identifier for principle in read_outline().principles}
    named = {row.principle for row in statements.statements({"total": 0, "fixed": 0, "changeable": 0})}
    named |= {step.principle for step in walk.steps()} | {aid.principle for aid in evolution.aids()}

    assert (named | set(case_study.principles())) - {""} <= known


def test_a_principle_that_the_version_in_use_lacks_is_linked_where_it_is(
    read_topic: Read, cast: Cast, kitchen: SpecVersion
) -> None:
    services.pin_version(cast.project, kitchen, cast.editor)
    page = read_topic("intellectual-freedom", plan="b", round="plan")

    assert reverse("explorer:section_detail", args=[cast.project.path, "2025-12-18", "do_not_lie"]) in page
    assert "in 2025-12-18" in page


def test_a_principle_that_no_version_has_is_left_out_without_a_gap(
    read_topic: Read, cast: Cast, kitchen: SpecVersion
) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.exclude(pk=kitchen.pk).delete()

    assert "principle-link" not in read_topic("intellectual-freedom", plan="b", round="plan")


def test_no_eight_words_in_a_row_come_from_the_document(shared_data: Path) -> None:
    theirs = {
        run
        for document in (shared_data / "model_spec").glob("*/model_spec.md")
        for run in runs_of_eight(document.read_text(encoding="utf-8"))
    }
    ours = [
        sentence for path in texts.FOLDER.glob("*.yaml") for sentence in texts.sentences_in(texts.read_text(path.stem))
    ]
    pages = [*TEMPLATES.glob("topics/*.html"), TEMPLATES / "topic.html", TEMPLATES / "index.html"]
    ours += [re.sub(r"<[^>]+>|\{[{%].*?[%}]\}", " | ", path.read_text(encoding="utf-8")) for path in pages]

    assert len(theirs) > 40_000
    assert [run for text in ours for run in runs_of_eight(text) if run in theirs] == []


def runs_of_eight(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9|]+", re.sub("[’']", "", text.lower()))
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


def test_an_htmx_request_gets_the_answer_alone_and_the_focus_with_it(read_topic: Read) -> None:
    for slug, picked in (
        ("what-it-is", {"broken": "distance"}),
        ("chain-of-command", {"essay": "limit"}),
        ("how-it-evolves", {"new": "gap"}),
        ("intellectual-freedom", {"plan": "b", "round": "plan"}),
    ):
        piece = read_topic(slug, headers={"HX-Request": "true"}, **picked)
        assert "<html" not in piece
        assert piece.count("autofocus") == 1
        assert "autofocus" not in read_topic(slug, **picked)


def test_at_least_ten_sayings_are_marked_and_each_hides_its_reason(read_topic: Read) -> None:
    page, rows = read_topic("what-it-is"), statements.statements({"total": 59, "fixed": 25, "changeable": 34})

    assert sum(row.holds for row in rows) >= 5
    assert sum(not row.holds for row in rows) >= 5
    assert Page(page).rows == len(rows) + 1
    assert page.count("<details><summary>") == len(rows) >= 10
    assert "34 of the 59 principles" in page


@pytest.mark.parametrize(("slug", "questions"), CHECKS)
def test_three_questions_are_asked_and_every_answer_is_explained(
    slug: str, questions: tuple[Question, ...], read_topic: Read
) -> None:
    asked = Page(read_topic(slug)).radios
    assert asked == [(question.key, option.key) for question in questions for option in question.options]
    assert len(questions) == 3

    for question in questions:
        for option in question.options:
            page = read_topic(slug, **{question.key: option.key})
            right = option.key == question.right
            assert escaped(option.because) in page
            assert f"{int(right)} of 1 right, 2 still open" in page
            assert ("Not this one." in page) is not right
            assert escaped(next(each.because for each in question.options if each.key == question.right)) in page


@pytest.mark.parametrize(("slug", "questions"), CHECKS)
def test_all_answers_together_give_a_result(slug: str, questions: tuple[Question, ...], read_topic: Read) -> None:
    right = {name: answer for name, answer in RIGHT.items() if name in {question.key for question in questions}}
    wrong = {
        question.key: next(option.key for option in question.options if option.key != question.right)
        for question in questions
    }
    assert "All 3 right" in read_topic(slug, **right)
    assert "0 of 3 right" in read_topic(slug, **wrong)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("broken=perhaps", "names an answer that is not one of these"),
        ("broken=%00", "names an answer that is not one of these"),
        ("broken=%ED%A0%80", "names an answer that is not one of these"),
        (f"broken={'x' * 5_000}", "names an answer that is not one of these"),
        ("broken=contract&broken=distance", "Two answers at once"),
    ],
)
def test_an_answer_that_there_is_not_gets_the_question_again_with_a_word(
    query: str, said: str, cast: Cast, client_for: ClientFor
) -> None:
    response = client_for(cast.viewer).get(f"{address(cast, 'what-it-is')}?{query}")

    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Three questions to see whether it sticks" in response.content.decode()


def test_what_is_not_asked_for_and_empty_answers_change_nothing(read_topic: Read) -> None:
    page = read_topic("what-it-is", utm_source="mail", broken="")

    assert "Three questions to see whether it sticks" in page
