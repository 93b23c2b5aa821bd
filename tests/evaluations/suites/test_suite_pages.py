"""A suite as people read it: filtered, paged, weighted; and a case with the box that tries an answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.models import Case, Run, Verdict
from evaluations.suites.selectors import weights_of
from tests.evaluations.case_pages import HTMX, Clients, address, case_in, of, text_of
from tests.evaluations.conftest import Bench

pytestmark = pytest.mark.django_db


def test_an_answer_is_tried_and_nothing_is_stored(bench: Bench, client_for: Clients) -> None:
    case, client = case_in(bench), client_for(bench.cast.viewer)
    url = of(bench, "case_try", case)
    whole = client.post(url, {"answer": case.exemplars["violation"]})
    assert whole.status_code == 200
    assert "Violation" in text_of(whole)
    piece = client.post(url, {"answer": case.exemplars["compliant"]}, headers=HTMX)
    assert piece.content.decode().strip().startswith('<div class="stack" id="tryout"')
    assert "Compliant" in text_of(piece)
    assert "can&#x27;t see payments" in piece.content.decode(), "the evidence is shown"
    assert not Verdict.objects.exists()
    assert not Run.objects.exists()


@pytest.mark.parametrize("answer", ["", "x" * 100_001, "a\0b"])
def test_what_cannot_be_tried_is_said_beside_the_box(bench: Bench, client_for: Clients, answer: str) -> None:
    response = client_for(bench.cast.viewer).post(of(bench, "case_try", case_in(bench)), {"answer": answer})
    assert response.status_code == 422
    assert 'id="id_answer_error"' in response.content.decode()


def test_similarity_takes_the_exemplars_of_the_case(bench: Bench, client_for: Clients) -> None:
    case = case_in(bench)
    Case.objects.filter(pk=case.pk).update(graders=[{"kind": "similarity"}])
    client = client_for(bench.cast.viewer)
    for side, said in (("compliant", "Compliant"), ("violation", "Violation")):
        assert said in text_of(client.post(of(bench, "case_try", case), {"answer": case.exemplars[side]}, headers=HTMX))


def test_weights_show_as_shares_of_the_mix(bench: Bench, client_for: Clients) -> None:
    client, page = client_for(bench.cast.viewer), address("suite_detail", bench.project.path, bench.suite.pk)
    assert "of the mix" not in text_of(client.get(page))
    Case.objects.filter(suite=bench.suite, principle="do_not_lie").update(weight=11)
    assert "50.0" in text_of(client.get(page))
    weights = weights_of(bench.suite)
    assert (len(weights), sum(weights.values())) == (24, 44)


def test_a_suite_is_filtered_by_principle_and_tag(bench: Bench, client_for: Clients) -> None:
    Case.objects.filter(pk=case_in(bench).pk).update(tags=["chat"])
    client, page = client_for(bench.cast.viewer), address("suite_detail", bench.project.path, bench.suite.pk)

    def shown(**chosen: str) -> int:
        return client.get(page, chosen).content.decode().count('<article class="case"')

    assert (shown(), shown(principle="do_not_lie"), shown(tag="chat"), shown(tag="'; DROP")) == (24, 2, 1, 0)
    assert shown(page="999") == 24


def test_a_suite_of_many_cases_is_paged_and_takes_no_more_queries(bench: Bench, client_for: Clients) -> None:
    client, page = client_for(bench.cast.viewer), address("suite_detail", bench.project.path, bench.suite.pk)
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    cases = list(bench.suite.cases.all())
    for copy in range(1, 11):
        for place, case in enumerate(cases):
            case.pk, case.key, case.position = None, f"{case.key[:80]}-{copy}", 1000 * copy + place
        Case.objects.bulk_create(cases)
    with CaptureQueriesContext(connection) as many:
        response = client.get(page)
    assert len(many) <= len(few) + 1, "one for the count of pages at most"
    assert response.content.decode().count('<article class="case"') == 60
