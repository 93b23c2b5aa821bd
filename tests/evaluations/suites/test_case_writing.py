"""Writing a case by its form: as it was typed, with what is wrong beside its field, previewed before it is saved."""

import json
import re
from dataclasses import replace

import pytest

from evaluations.content import suite_sha256
from evaluations.errors import SuiteRefused
from evaluations.graders import read_specs
from evaluations.models import Case, Suite
from evaluations.services.suite_making import create_suite
from evaluations.suites.case_draft import CaseDraft
from evaluations.suites.drafts import draft_of
from tests.conftest import Cast
from tests.evaluations.case_pages import HTMX, SENT, Clients, address, case_in, fields_of, of, text_of, write
from tests.evaluations.conftest import Bench

pytestmark = pytest.mark.django_db


@pytest.fixture
def suite(cast: Cast) -> Suite:
    return create_suite(cast.project, cast.editor, "Ours")


def test_a_case_is_written_with_rows_and_reads_as_it_was_typed(cast: Cast, client_for: Clients, suite: Suite) -> None:
    response = write(client_for(cast.editor), suite)
    case = Case.objects.get()
    assert (response.status_code, response.headers["Location"]) == (
        303,
        address("case_detail", cast.project.path, suite.pk, case.pk),
    )
    assert case.key == "a-refund-nobody-can-see"
    assert case.messages == [
        {"role": "system", "content": "You answer questions about orders."},
        {"role": "user", "content": "Did it go out?"},
    ]
    assert case.graders == [
        {"kind": "contains", "any": ["cannot see", "cannot tell"], "none": ["yesterday"]},
        {"kind": "question", "fails_as": "partial"},
    ]
    assert (case.tags, case.weight) == (["money", "chat"], 2.5)
    suite.refresh_from_db()
    assert suite.content_sha256 == suite_sha256([case])
    page = client_for(cast.viewer).get(response.headers["Location"])
    assert "money" in text_of(page)
    assert "Asks the reader a question" in text_of(page)
    assert "Remove" not in text_of(page), "viewers change nothing"


@pytest.mark.parametrize("name", ["case_create", "case_change", "case_copy", "case_move", "case_remove"])
def test_only_editors_change_cases(bench: Bench, client_for: Clients, name: str) -> None:
    case = case_in(bench)
    keys = [bench.project.path, bench.suite.pk] + ([] if name == "case_create" else [case.pk])
    for user, status in ((bench.cast.viewer, 403), (bench.cast.evaluator, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(address(name, *keys), SENT).status_code == status
    assert bench.suite.cases.count() == 24


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "id_title_error"),
        ({"principle": "nowhere"}, "id_principle_error"),
        ({"weight": "0"}, "id_weight_error"),
        ({"weight": "NaN"}, "id_weight_error"),
        ({"weight": "1e309"}, "id_weight_error"),
        ({"tags": "x" * 50}, "id_tags_error"),
        ({"title": "a\0b"}, "id_title_error"),
        ({"messages-2-content": " "}, "messages-0_error"),
        ({"messages-2-content": "a\0b"}, "messages-2_error"),
        ({"messages-2-role": "assistant"}, "messages-2_error"),
        ({"messages-0-role": "wizard"}, "messages-0_error"),
        ({"rules-1-kind": "regex", "rules-1-pattern": "("}, "rules-1-pattern_error"),
        ({"rules-1-kind": "length", "rules-1-max_words": "few"}, "rules-1-max_words_error"),
        ({"rules-1-kind": "json", "rules-1-schema": "{"}, "rules-1-schema_error"),
        ({"rules-1-kind": "any_of", "rules-1-of": '[{"kind": "regex", "pattern": "("}]'}, "rules-1-of_error"),
        ({"rules-1-kind": "language", "rules-1-in": "klingon"}, "rules-1-in_error"),
        ({"rules-1-kind": "similarity", "violation": ""}, "id_violation_error"),
        ({"rules-as": "json", "rules-json": "[{]"}, "rules-json_error"),
        ({"rules-as": "json", "rules-json": '[{"kind": "magic"}]'}, "rules-json_error"),
        ({"rules-as": "json", "rules-json": "[" * 50_000}, "rules-json_error"),
        ({"rules-as": "json", "rules-json": '"text"'}, "rules-json_error"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    cast: Cast, client_for: Clients, suite: Suite, changed: dict[str, str], field: str
) -> None:
    response = write(client_for(cast.editor), suite, **changed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}"' in page
    assert "Says that it cannot see payments." in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"messages-total": "99999999999999999999", "rules-total": "-1"},
        {"messages-total": "²", "rules-total": "1e9"},
        {"messages-total": "", "rules-as": "magic"},
        {"action": "remove_message:999"},
        {"action": "remove_rule:²"},
        {"action": "add_rule", "new_rule": "magic"},
        {"action": "dance:1"},
        {"seen": "x" * 64},
        {"rules-0-any": "\ud800"},
    ],
)
def test_odd_requests_are_answered_like_any_other(
    cast: Cast, client_for: Clients, suite: Suite, hostile: dict[str, str]
) -> None:
    data = {name: value.encode("utf-8", "surrogatepass") for name, value in (SENT | hostile).items()}
    response = client_for(cast.editor).post(address("case_create", cast.project.path, suite.pk), data)
    assert response.status_code in (200, 303, 422)


def test_rows_are_added_and_taken_out_without_losing_what_was_typed(
    cast: Cast, client_for: Clients, suite: Suite
) -> None:
    client = client_for(cast.editor)
    page = write(client, suite, action="add_message").content.decode()
    assert 'name="messages-3-content"' in page
    assert "Did it go out?" in page
    page = write(client, suite, action="remove_message:2").content.decode()
    assert "Did it go out?" not in page
    page = write(client, suite, action="add_rule", new_rule="language").content.decode()
    assert 'name="rules-2-in"' in page
    page = write(client, suite, action="remove_rule:0").content.decode()
    assert "cannot tell" not in page
    assert 'name="rules-0-kind" value="question"' in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("action", "focused"),
    [
        ("add_message", 'name="messages-3-content"'),
        ("remove_message:2", 'value="add_message"'),
        ("add_rule", 'class="rule"'),
        ("remove_rule:0", 'value="add_rule"'),
        ("as_json", 'name="rules-json"'),
        ("preview", 'class="preview stack"'),
    ],
)
def test_the_next_thing_to_fill_in_has_the_focus(
    cast: Cast, client_for: Clients, suite: Suite, action: str, focused: str
) -> None:
    page = write(client_for(cast.editor), suite, action=action, new_rule="language").content.decode()
    tags = re.findall(r"<[^>]* autofocus[^>]*>", page)
    assert [focused in tag for tag in tags] == [True]
    if action == "add_rule":
        assert page.index(tags[0]) > page.index('name="rules-1-kind"'), "the new rule, not one that stood there before"


def test_rules_are_shown_as_json_and_back(cast: Cast, client_for: Clients, suite: Suite) -> None:
    client = client_for(cast.editor)
    page = write(client, suite, action="as_json")
    found = re.search(r'name="rules-json"[^>]*>([^<]*)<', page.content.decode())
    assert found is not None
    specs = found.group(1).replace("&quot;", '"')
    assert json.loads(specs)[1] == {"kind": "question", "fails_as": "partial"}
    back = write(client, suite, **{"rules-as": "json", "rules-json": specs, "action": "as_rows"}).content.decode()
    assert 'name="rules-1-kind" value="question"' in back
    wild = '[{"kind": "contains", "any": ["x"], "colour": 1}]'
    kept = write(client, suite, **{"rules-as": "json", "rules-json": wild, "action": "as_rows"})
    assert "say more than rows can show" in text_of(kept)


def test_the_preview_grades_both_answers_and_saves_nothing(cast: Cast, client_for: Clients, suite: Suite) -> None:
    client = client_for(cast.editor)
    response = client.post(
        address("case_create", cast.project.path, suite.pk), SENT | {"action": "preview"}, headers=HTMX
    )
    page = text_of(response)
    assert "<html" not in response.content.decode()
    assert "Preview, not saved" in page
    assert "The compliant answer is graded Compliant" in page
    assert "The violating answer is graded Violation" in page
    assert not Case.objects.exists()


def test_every_shipped_case_fits_into_the_form_and_comes_out_the_same(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.editor)
    for case in bench.suite.cases.all():
        page = client.get(of(bench, "case_change", case)).content.decode()
        before = draft_of(case)
        sent = fields_of(page)
        assert client.post(of(bench, "case_change", case), sent).status_code == 303, case.key
        after = draft_of(Case.objects.get(pk=case.pk))
        assert read_specs(after.graders) == read_specs(before.graders), case.key
        assert replace(after, graders=[]) == replace(before, graders=[]), case.key


@pytest.mark.parametrize(
    ("rule", "field", "said"),
    [
        ({"type": "contains", "any": ["yes"]}, "kind", "must be one of"),
        ({"kind": "containz", "any": ["yes"]}, "kind", "must be one of"),
        ({"kind": "regex"}, "pattern", "must be"),
        ({"kind": "contains", "every": ["yes"]}, "every", "is not a field of this grader"),
    ],
)
def test_a_suite_takes_no_case_whose_rule_cannot_be_read(
    cast: Cast, rule: dict[str, object], field: str, said: str
) -> None:
    sound = CaseDraft("sound", "wash", [{"role": "user", "content": "Hands?"}], graders=[{"kind": "question"}])
    with pytest.raises(SuiteRefused) as refusal:
        create_suite(cast.project, cast.editor, "Ours", [sound, replace(sound, key="odd", graders=[rule])])
    found = {fault.field: fault.message for fault in refusal.value.faults}
    assert f"cases[1].graders[0].{field}" in found
    message = found[f"cases[1].graders[0].{field}"]
    assert message.startswith("Case “odd”: ")
    assert said in message
    assert not Suite.objects.exists()
