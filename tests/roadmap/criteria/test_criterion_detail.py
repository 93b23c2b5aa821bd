"""A criterion's page and its form."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Criterion, CriterionChange
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn

pytestmark = pytest.mark.django_db


def url(criterion: Criterion) -> str:
    return reverse("roadmap:criterion_detail", args=[criterion.phase.project.path, criterion.pk])


def form(**values: Any) -> dict[str, Any]:
    return {"version": 1, "owner": "", "due_on": "", "note": ""} | values


def test_the_page_says_what_is_to_be_shown_and_by_what(cast: Cast, client_for: SignIn, find: Find) -> None:
    page = client_for(cast.viewer).get(url(find("P1.7"))).content.decode()
    assert "<h1>P1.7 Harms are listed and the limit of tolerance is set</h1>" in page
    assert "Blocks ‘Approve pilot’" in page
    assert "Rated risks, each with an owner and a treatment" in page
    assert "left for evidence: that every group is named" in page
    page = client_for(cast.viewer).get(url(find("P1.6"))).content.decode()
    assert "How it is shown" in page
    assert "Nothing in the product decides this" in page
    assert "every 180 days" in page
    # Whoever may look may comment; nothing about the criterion itself is offered.
    posts = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page)
    assert [address for address in posts if "/roadmap/" in address] == []


def test_framework_references_are_suggestions_with_their_source(cast: Cast, client_for: SignIn, find: Find) -> None:
    page = client_for(cast.viewer).get(url(find("P1.7"))).content.decode()
    assert "suggested mapping" in page
    assert "GOVERN 4.2, MAP 1.5, MAP 5.1" in page
    assert "identifiers verified in two independent lists" in page
    assert "From a single list: 6.1.4." in page
    assert "https://github.com/getprobo/probo" in page
    assert "before 2 Aug 2026" in page


def test_who_may_waive_is_named_or_nobody(cast: Cast, client_for: SignIn, find: Find) -> None:
    assert "<dd>Risk owner</dd>" in client_for(cast.viewer).get(url(find("P1.8"))).content.decode()
    assert "<dd>nobody</dd>" in client_for(cast.viewer).get(url(find("P1.7"))).content.decode()


def test_an_editor_saves_the_form_and_the_history_shows_it(cast: Cast, client_for: SignIn, find: Find) -> None:
    criterion = find("P1.1")
    browser = client_for(cast.editor)
    answer = browser.post(url(criterion), form(owner=cast.owner.pk, due_on="2026-12-01", note="Two of three signed."))
    assert (answer.status_code, answer["Location"]) == (303, url(criterion))
    page = browser.get(url(criterion)).content.decode()
    assert "Acme Editor" in page
    assert "<dt>Note</dt>" in page
    assert "1 Dec 2026" in page
    assert "Two of three signed." in page


def test_extra_fields_are_ignored(cast: Cast, client_for: SignIn, find: Find) -> None:
    extra = {"blocking": "", "code": "P9.9", "phase": 1, "title": "Mine", "actor": 1, "updated_at": "2020-01-01"}
    client_for(cast.editor).post(url(find("P1.1")), form(note="Only this") | extra)
    changed = find("P1.1")
    assert (changed.note, changed.blocking, changed.title) == ("Only this", True, "Someone is answerable")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due_on", "0001-01-01"),
        ("due_on", "9999-12-31"),
        ("due_on", "2026-02-30"),
        ("due_on", "tomorrow"),
        ("owner", "0"),
        ("owner", "x"),
        ("owner", "9" * 40),
        ("note", "a\0b"),
        ("note", "x" * 4001),
        ("version", "x"),
        ("version", "0"),
        ("version", "99999999999999999999"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    cast: Cast, client_for: SignIn, find: Find, field: str, value: str
) -> None:
    typed = form(note="Typed by hand")
    answer = client_for(cast.editor).post(url(find("P1.1")), typed | {field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    if field not in ("note", "version"):
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert "Typed by hand" in answer.content.decode()
    assert not CriterionChange.objects.exists()


def test_a_foreign_owner_is_refused_beside_the_field_without_being_named(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    answer = client_for(cast.editor).post(url(find("P1.1")), form(owner=cast.stranger.pk))
    assert answer.status_code == 422
    assert answer.context["form"].errors["owner"] == ["Choose somebody who belongs to the organisation."]
    assert "Umbra" not in answer.content.decode()


def test_a_form_that_is_too_old_gets_both_values_side_by_side(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.owner, note="The first note", due_on=date(2026, 12, 1))
    answer = client_for(cast.editor).post(url(find("P1.1")), form(note="The second note"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<h1>P1.1 was changed while you had it open</h1>" in page
    assert "The first note" in page
    assert "The second note" in page
    assert "Acme Owner, " in page
    sides = {row.label: (row.theirs, row.yours) for row in answer.context["versus"].rows}
    assert sides["Due"] == ("2026-12-01", "–")
    assert sides["Owner"] == ("–", "–")
    assert find("P1.1").note == "The first note"


def test_the_second_may_store_theirs_knowingly(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.owner, note="The first note")
    browser = client_for(cast.editor)
    conflict = browser.post(url(find("P1.1")), form(note="The second note", owner=cast.owner.pk))
    answer = browser.post(conflict.context["versus"].action, dict(conflict.context["versus"].hidden))
    assert answer.status_code == 303
    assert (find("P1.1").note, find("P1.1").owner, find("P1.1").version) == ("The second note", cast.owner, 3)


def test_what_people_type_is_shown_and_not_run(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, note="<script>alert(1)</script> {{7*7}}")
    page = client_for(cast.viewer).get(url(find("P1.1"))).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


def test_the_page_costs_the_same_with_a_long_history(cast: Cast, client_for: SignIn, find: Find) -> None:
    browser = client_for(cast.editor)
    update_criterion(find("P1.1"), actor=cast.editor, note="0")
    browser.get(url(find("P1.1")))
    with CaptureQueriesContext(connection) as few:
        browser.get(url(find("P1.1")))
    for number in range(1, 20):
        update_criterion(find("P1.1"), actor=cast.editor if number % 2 else cast.owner, note=str(number))
    with CaptureQueriesContext(connection) as many:
        browser.get(url(find("P1.1")))
    assert len(many) == len(few)


def test_an_old_due_day_may_stay(cast: Cast, client_for: SignIn, find: Find) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    update_criterion(find("P1.1"), actor=cast.owner, due_on=long_ago)
    answer = client_for(cast.editor).post(url(find("P1.1")), form(version=2, due_on=long_ago.isoformat(), note="Late"))
    assert answer.status_code == 303
