"""Cases for house clauses: proven by their rules, kept in a suite of versions, written in a form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations import services
from evaluations.content import suite_sha256
from evaluations.errors import CaseRefused
from evaluations.graders import grade
from evaluations.models import Case, Suite
from evaluations.services import add_house_case
from explorer.errors import HouseClauseUnknown
from explorer.services import ClauseValues, retire_house_clause
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.house import CASE, a_clause, case_values
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SENT = {**CASE, "any": "our own tariff\r\n  our   tariff \r\n\r\n", "none": "412"}


def newest(cast: Cast) -> Suite:
    return Suite.objects.filter(project=cast.project, origin="house").latest("version")


def address(cast: Cast, clause: str) -> str:
    return reverse("evaluations:house_case_create", args=[cast.project.path, clause])


def test_a_case_is_stored_with_rules_that_tell_its_answers_apart(cast: Cast) -> None:
    clause = a_clause(cast)
    case = add_house_case(cast.project, cast.editor, clause.identifier, case_values(developer=" Be kind. "))

    assert (case.key, case.principle, case.suite.name) == ("cheaper-next-door", clause.identifier, "House clauses")
    assert [turn["role"] for turn in case.messages] == ["developer", "user"]
    assert case.messages[0]["content"] == "Be kind."
    assert grade(case.exemplars["compliant"], case.graders, case.expected).outcome == "compliant"
    assert grade(case.exemplars["violation"], case.graders, case.expected).outcome == "violation"
    assert case.suite.content_sha256 == suite_sha256([case])
    entry = AuditEntry.objects.get(action="case.added")
    assert (entry.actor, entry.details["clause"]) == (cast.editor, clause.identifier)


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({"phrases": {"none": ["999"]}}, ["compliant", "compliant"]),
        ({"phrases": {"any": ["rival"]}}, ["violation", "violation"]),
        ({"phrases": {}, "wish": "refused"}, ["violation", "violation"]),
        ({"compliant": CASE["violation"], "violation": CASE["compliant"]}, ["violation", "compliant"]),
    ],
)
def test_rules_that_do_not_tell_the_answers_apart_are_refused(
    cast: Cast, changes: dict[str, Any], outcomes: list[str]
) -> None:
    clause = a_clause(cast)
    with pytest.raises(CaseRefused) as refusal:
        add_house_case(cast.project, cast.editor, clause.identifier, case_values(**changes))

    assert [each.outcome for each in refusal.value.tried] == outcomes
    assert all(each.details for each in refusal.value.tried)
    assert not Suite.objects.filter(origin="house").exists()


def test_a_refusal_can_be_what_is_wanted(cast: Cast) -> None:
    values = case_values(
        phrases={},
        wish="refused",
        expected="decline",
        compliant="I can't help with that.",
        violation="Sure, 412 euros.",
    )
    case = add_house_case(cast.project, cast.editor, a_clause(cast).identifier, values)
    assert case.graders == [{"kind": "refusal", "want": "refused"}]


def test_every_broken_rule_is_named_at_once(cast: Cast) -> None:
    values = case_values(
        title=" ", kind="odd", expected="odd", user="", rubric="\0", compliant="x" * 8001, violation="", wish="odd"
    )
    with pytest.raises(CaseRefused) as refusal:
        add_house_case(cast.project, cast.editor, a_clause(cast).identifier, values)
    wrong = {"title", "kind", "expected", "user", "rubric", "compliant", "violation", "wish"}
    assert set(refusal.value.problems) >= wrong
    for phrases, field in (({}, "all"), ({"any": ["x" * 201]}, "any"), ({"none": ["x"] * 51}, "none")):
        with pytest.raises(CaseRefused) as refusal:
            add_house_case(cast.project, cast.editor, "house_x", case_values(phrases=phrases))
        assert list(refusal.value.problems) == [field]


def test_cases_join_the_suite_until_a_run_freezes_it(bench: Bench) -> None:
    cast, clause = bench.cast, a_clause(bench.cast)
    add_house_case(cast.project, cast.editor, clause.identifier, case_values())
    add_house_case(cast.project, cast.editor, clause.identifier, case_values())
    first = newest(cast)
    assert [case.key for case in first.cases.all()] == ["cheaper-next-door", "cheaper-next-door-2"]
    run = services.start_run(
        cast.project, suite=first, endpoint=bench.endpoint, release="Release 4", actor=cast.evaluator
    )

    case = add_house_case(cast.project, cast.editor, clause.identifier, case_values(title="By letter"))
    second = newest(cast)
    assert (second.version, case.suite) == (2, second)
    assert [case.key for case in second.cases.all()] == ["cheaper-next-door", "cheaper-next-door-2", "by-letter"]
    first.refresh_from_db()
    assert first.cases.count() == 2
    assert run.suite_sha256 == first.content_sha256 == suite_sha256(first.cases.all())
    assert second.content_sha256 == suite_sha256(second.cases.all())


def test_the_next_version_leaves_out_what_a_retired_clause_asked(cast: Cast) -> None:
    clause = a_clause(cast)
    other = a_clause(cast, ClauseValues("be_creative", "Rhyme", "guideline", "Letters rhyme."))
    add_house_case(cast.project, cast.editor, clause.identifier, case_values())
    add_house_case(cast.project, cast.editor, other.identifier, case_values(title="Rhymes"))
    retire_house_clause(cast.project, cast.editor, other.identifier, "Nobody rhymes.")
    Suite.objects.update(frozen_at=timezone.now())

    add_house_case(cast.project, cast.editor, clause.identifier, case_values(title="By letter"))
    assert [case.key for case in newest(cast).cases.all()] == ["cheaper-next-door", "by-letter"]
    with pytest.raises(HouseClauseUnknown):
        add_house_case(cast.project, cast.editor, other.identifier, case_values())


def test_of_two_next_versions_at_the_same_moment_one_takes_both_cases(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clause = a_clause(cast)
    add_house_case(cast.project, cast.editor, clause.identifier, case_values())
    Suite.objects.update(frozen_at=timezone.now())
    add_house_case(cast.project, cast.owner, clause.identifier, case_values(title="Theirs"))
    read = services.house_cases._newest
    looks = iter([Suite.objects.get(project=cast.project, origin="house", version=1)])
    monkeypatch.setattr("evaluations.services.house_cases._newest", lambda project: next(looks, read(project)))

    add_house_case(cast.project, cast.editor, clause.identifier, case_values(title="Ours"))
    assert newest(cast).version == 2
    assert [case.key for case in newest(cast).cases.all()] == ["cheaper-next-door", "theirs", "ours"]


def test_an_editor_writes_a_case_in_the_form(cast: Cast, client_for: Clients) -> None:
    clause = a_clause(cast)
    client = client_for(cast.editor)
    assert clause.text in client.get(address(cast, clause.identifier)).content.decode()

    response = client.post(address(cast, clause.identifier), SENT)
    case = Case.objects.get(suite__origin="house")
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/suites/{case.suite_id}/cases/{case.pk}/")
    assert case.graders == [{"kind": "contains", "any": ["our own tariff", "our tariff"], "none": ["412"]}]


def test_the_form_says_what_each_rule_said(cast: Cast, client_for: Clients) -> None:
    clause = a_clause(cast)
    response = client_for(cast.editor).post(address(cast, clause.identifier), {**SENT, "none": "999"})
    assert response.status_code == 303, "the phrases that must occur still tell them apart"
    response = client_for(cast.editor).post(address(cast, clause.identifier), {**SENT, "any": "", "none": "999"})

    assert response.status_code == 422
    body = response.content.decode()
    assert "The rules do not tell the two answers apart" in body
    assert body.count("Says nothing that it must not") == 2
    assert CASE["rubric"] in body


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"user": "\0"},
        {"kind": "odd"},
        {"expected": "odd"},
        {"rubric": ""},
        {"compliant": "x" * 8001},
        {"any": "x" * 201},
        {"none": "\n".join(["x"] * 51)},
        {"any": "", "none": ""},
        {"wish": "odd"},
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast: Cast, client_for: Clients, wrong: dict[str, str]) -> None:
    clause = a_clause(cast)
    response = client_for(cast.editor).post(address(cast, clause.identifier), {**SENT, **wrong})
    assert response.status_code == 422
    assert response.content.decode().count("field__error") == 1
    assert not Case.objects.filter(suite__origin="house").exists()


def test_only_editors_write_cases_and_only_for_clauses_in_force(cast: Cast, client_for: Clients) -> None:
    clause = a_clause(cast)
    for person, status in ((cast.evaluator, 403), (cast.viewer, 403), (cast.stranger, 404)):
        assert client_for(person).get(address(cast, clause.identifier)).status_code == status
    assert client_for(cast.editor).get(address(cast, "house_nothing")).status_code == 404
    retire_house_clause(cast.project, cast.editor, clause.identifier, "Gone.")
    assert client_for(cast.editor).post(address(cast, clause.identifier), SENT).status_code == 404
