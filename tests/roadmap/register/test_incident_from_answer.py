"""An incident that begins with an answer: offered on the page of a failing one, with what it was about filled in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from evaluations.models import Sample
from roadmap.models import Incident
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import ended
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


@pytest.fixture
def wrong(laid_out: Bench) -> Sample:
    return ended(laid_out.start(), wrong=1).samples.get(outcome="violation")


def page_of(sample: Sample, client: Client) -> str:
    url = reverse("evaluations:sample_detail", args=[sample.run.project.path, sample.run_id, sample.pk])
    return client.get(url).content.decode()


def form_of(laid_out: Bench, sample: int | str) -> str:
    return f"{reverse('roadmap:incident_create', args=[laid_out.project.path])}?answer={sample}"


def test_a_failing_answer_offers_an_incident_to_who_may_record_one(
    laid_out: Bench, client_for: Clients, wrong: Sample
) -> None:
    assert form_of(laid_out, wrong.pk) in page_of(wrong, client_for(laid_out.cast.evaluator))
    assert form_of(laid_out, wrong.pk) not in page_of(wrong, client_for(laid_out.cast.viewer))
    good = wrong.run.samples.filter(outcome="compliant")[0]
    assert form_of(laid_out, good.pk) not in page_of(good, client_for(laid_out.cast.evaluator))


def test_the_form_begins_with_what_was_asked_and_answered(laid_out: Bench, client_for: Clients, wrong: Sample) -> None:
    Sample.objects.filter(pk=wrong.pk).update(response="You get <b>500 euro</b> today.")
    page = client_for(laid_out.cast.evaluator).get(form_of(laid_out, wrong.pk)).content.decode()
    assert escape("You get <b>500 euro</b> today.") in page
    assert escape(wrong.case.messages[-1]["content"]) in page
    assert f'value="{escape(str(wrong.case))}"' in page
    assert f'<option value="{wrong.principle}" selected>' in page
    assert not Incident.objects.exists(), "a person says what happened and how bad it is"


@pytest.mark.parametrize("asked", ["", "0", "-1", "²", "x", "9" * 40, "999999"])
def test_what_names_no_answer_gives_an_empty_form(laid_out: Bench, client_for: Clients, asked: str) -> None:
    response = client_for(laid_out.cast.evaluator).get(form_of(laid_out, asked))
    assert response.status_code == 200
    assert 'name="title"' in response.content.decode()


def test_an_answer_of_another_organisation_tells_nothing(laid_out: Bench, client_for: Clients, wrong: Sample) -> None:
    Sample.objects.filter(pk=wrong.pk).update(response="Only for these eyes.")
    url = f"{reverse('roadmap:incident_create', args=[laid_out.cast.other_project.path])}?answer={wrong.pk}"
    response = client_for(laid_out.cast.stranger).get(url)
    assert response.status_code == 200
    assert "Only for these eyes." not in response.content.decode()
