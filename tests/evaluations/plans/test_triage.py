"""Triage: who may say why an answer failed, that nothing said is lost, and what is still without a word."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Sample, Triage
from evaluations.plans.selectors import untriaged
from evaluations.services.triage import triage_sample
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import counted, ended, frozen
from tests.evaluations.test_pages import address, text_of
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SAID = {"cause": "case", "note": "The rubric asks for a sentence that the handbook forbids."}


def test_evaluators_triage_a_failing_answer_on_its_page(bench: Bench, client_for: Clients) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=2)
    first, second = untriaged(run)
    url = address(bench.project, "triage_create", run.pk, first.pk)
    for user, status in ((bench.cast.viewer, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(url, SAID).status_code == status
    client, page = client_for(bench.cast.evaluator), address(bench.project, "sample_detail", run.pk, first.pk)
    assert "Nobody has triaged this failure yet" in text_of(client.get(page).content.decode())
    response = client.post(url, SAID, follow=True)
    shown = text_of(response.content.decode())
    assert response.redirect_chain == [(page, 303)]
    assert "1 of 2 failures are triaged." in shown
    assert "Triage: the case is wrong" in shown
    assert SAID["note"] in shown
    assert address(bench.project, "sample_detail", run.pk, second.pk) in response.content.decode()
    assert list(untriaged(run)) == [second]
    assert AuditEntry.objects.filter(action="failure.triaged", details__cause="case").exists()


def test_a_second_word_holds_and_the_first_stays_to_be_read(bench: Bench, client_for: Clients) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=1)
    sample = untriaged(run).get()
    for cause, note in (("grader", "The rule is too strict."), ("accepted", "Agreed with legal until May.")):
        triage_sample(sample, cause=cause, note=note, actor=bench.cast.editor)
    page = text_of(
        client_for(bench.cast.viewer).get(address(bench.project, "sample_detail", run.pk, sample.pk)).content.decode()
    )
    assert "Triage: accepted, for a reason" in page
    assert "The grader is wrong. The rule is too strict." in page
    assert "Say otherwise" not in page
    assert Triage.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"cause": ""}, "cause", "Choose who is wrong, or accept it."),
        ({"cause": "nobody"}, "cause", "Choose one of the four."),
        ({"note": ""}, "note", "required"),
        ({"note": "   "}, "note", "required"),
        ({"note": "n" * 4001}, "note", "4000"),
        ({"note": "a\x00"}, "note", "Null"),
    ],
)
def test_what_says_too_little_comes_back_with_what_was_typed(
    bench: Bench, client_for: Clients, changes: dict[str, str], field: str, words: str
) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=1)
    url = address(bench.project, "triage_create", run.pk, untriaged(run).get().pk)
    response = client_for(bench.cast.evaluator).post(url, {**SAID, **changes})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page
    assert not Triage.objects.exists()


def test_an_answer_that_does_not_fail_has_nothing_to_triage(bench: Bench, client_for: Clients) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=0)
    sample = run.samples.all()[0]
    response = client_for(bench.cast.evaluator).post(address(bench.project, "triage_create", run.pk, sample.pk), SAID)
    assert response.status_code == 422
    assert "does not fail" in response.content.decode()
    listed = client_for(bench.cast.viewer).get(address(bench.project, "triage_list", run.pk)).content.decode()
    assert "No answer of this run fails" in listed


def test_a_failure_that_a_person_overruled_needs_no_triage_any_more(bench: Bench) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=2)
    Sample.objects.filter(pk=untriaged(run)[0].pk).update(outcome="compliant", decided_by="person")
    assert untriaged(run).count() == 1


def test_the_list_puts_what_waits_first_and_takes_no_more_queries_for_more(bench: Bench, client_for: Clients) -> None:
    run = ended(counted(bench, frozen(bench)), wrong=3)
    url, client = address(bench.project, "triage_list", run.pk), client_for(bench.cast.viewer)
    for sample in list(untriaged(run))[:2]:
        triage_sample(sample, **SAID, actor=bench.cast.evaluator)
    page = text_of(client.get(url).content.decode())
    assert "1 of 3 failures waits for triage" in page
    assert page.index("waits") < page.index("The case is wrong")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    few = queries()
    ended(run, wrong=20)
    assert queries() == few
