"""The samples of a run as a list: filtered, counted, searched, and as quick for many as for few."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Run, Sample
from evaluations.runs import sample_selectors
from evaluations.runs.load import load_organisation, make_project
from evaluations.runs.sample_filters import Chosen
from evaluations.runs.sample_selectors import facets_of, neighbours, page_of, place_of
from tests.conftest import Cast
from workspaces import services
from workspaces.models import Role, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
HTMX = {"HX-Request": "true", "HX-Target": "samples"}


@pytest.fixture
def run(cast: Cast) -> Run:
    organisation = load_organisation()
    services.add_member(organisation, cast.viewer, Role.VIEWER, actor=None)
    return make_project(organisation, 600)


def address(run: Run, name: str = "sample_list", *more: Any) -> str:
    return reverse(f"evaluations:{name}", args=[run.project.path, run.pk, *more])


def shown(html: str) -> list[int]:
    """The samples whose pages a list leads to."""
    return [int(key) for key in re.findall(r'/samples/(\d+)/[^"]*" data-keys-item', html)]


def test_going_on_shows_every_sample_once_and_going_back_the_same_pages(run: Run, client_for: Clients) -> None:
    client, query, pages = client_for(run.project.organisation.memberships.get().user), "", []
    for _ in range(20):
        html = client.get(f"{address(run)}?{query}").content.decode()
        pages.append(shown(html))
        found = re.search(r'\?([^"#]*)#samples"[^>]*>Next<', html)
        if not found:
            break
        query = found[1].replace("&amp;", "&")
    assert len(pages) == 12
    assert [key for page in pages for key in page] == list(run.samples.order_by("pk").values_list("pk", flat=True))
    back = Chosen(before=pages[2][0])
    assert [sample.pk for sample in page_of(run, back).samples] == pages[1]
    assert page_of(run, back).previous_before == pages[1][0]


@pytest.mark.parametrize(
    "asked",
    [
        {"outcome": "violation"},
        {"outcome": "compliant", "kind": "borderline"},
        {"principle": "do_not_lie"},
        {"fault": "unavailable"},
        {"disputed": "1"},
        {"disputed": "1", "outcome": "compliant"},
    ],
)
def test_a_filter_shows_what_it_says_and_its_counts_are_those_of_the_rows(run: Run, asked: dict[str, str]) -> None:
    chosen = Chosen.read(asked)
    expected = Sample.objects.filter(run=run, **chosen.narrowed)
    facets = facets_of(run, chosen)
    assert 0 < facets.matching == expected.count() < facets.total == 600
    first = [sample.pk for sample in page_of(run, chosen).samples]
    assert first == list(expected.order_by("pk").values_list("pk", flat=True)[:50])
    for name in ("outcome", "principle", "kind", "fault"):
        others = {key: value for key, value in chosen.narrowed.items() if key != name}
        for value, count in facets.counts[name].items():
            assert count == Sample.objects.filter(run=run, **others, **{name: value}).count()


def test_words_are_looked_for_within_a_bound_and_the_page_leads_on(
    run: Run, client_for: Clients, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = list(run.samples.order_by("pk").values_list("pk", flat=True))
    Sample.objects.filter(pk__in=[keys[5], keys[450]]).update(response="The Zebra is 100% striped_here.")
    monkeypatch.setattr(sample_selectors, "SEARCHED_AT_ONCE", 200)
    client, found, query = client_for(cast.viewer), [], "words=100%25+STRIPED_"
    for _ in range(5):
        html = client.get(f"{address(run)}?{query}").content.decode()
        found.append(shown(html))
        further = re.search(r'\?([^"#]*)#samples"[^>]*>Search the answers after', html)
        if not further:
            break
        query = further[1].replace("&amp;", "&")
    assert found == [[keys[5]], [], [keys[450]], []] or found == [[keys[5]], [], [keys[450]]]
    assert page_of(run, Chosen(words="striped%")).samples == [], "a sign of the database's own is a letter here"


@pytest.mark.parametrize(
    "query",
    [
        "outcome=nonsense&page=-7",
        "principle=%27;DROP&kind=%00&fault=%ED%A0%80",
        "after=99999999999999999999&before=-3",
        "after=9223372036854775807",
        "before=1",
        "words=%00",
        "words=" + "x" * 5000,
        "outcome=violation&outcome=compliant&disputed=yes",
    ],
)
def test_no_query_breaks_the_list(run: Run, client_for: Clients, cast: Cast, query: str) -> None:
    assert client_for(cast.viewer).get(f"{address(run)}?{query}").status_code == 200


def test_htmx_gets_the_list_alone_and_so_does_the_page_of_the_run(run: Run, client_for: Clients, cast: Cast) -> None:
    client = client_for(cast.viewer)
    alone = client.get(f"{address(run)}?outcome=violation", headers=HTMX).content.decode().strip()
    assert alone.startswith('<div class="stack" id="samples"')
    assert "<html" not in alone
    page = client.get(f"{address(run, 'run_detail')}?outcome=violation").content.decode()
    assert shown(page) == shown(alone)
    assert "simulated" in client.get(address(run)).content.decode()


def test_the_list_takes_as_many_queries_for_a_thousand_samples_as_for_a_hundred(
    cast: Cast, client_for: Clients
) -> None:
    organisation = load_organisation()
    services.add_member(organisation, cast.viewer, Role.VIEWER, actor=None)
    client, counts = client_for(cast.viewer), []
    for samples in (100, 1000):
        url = address(make_project(organisation, samples))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{url}?outcome=compliant").status_code == 200
        counts.append(len(queries))
        assert not [query for query in queries.captured_queries if "OFFSET" in query["sql"]]
    assert counts[0] == counts[1]


def test_the_page_of_a_sample_turns_within_the_filter(run: Run, client_for: Clients, cast: Cast) -> None:
    wrong = list(run.samples.filter(outcome="violation").order_by("pk").values_list("pk", flat=True))
    chosen = Chosen(outcome="violation")
    assert neighbours(run, chosen, wrong[1]) == (wrong[0], wrong[2])
    assert neighbours(run, chosen, wrong[-1])[1] == 0
    assert place_of(run, chosen, wrong[1]) == (2, len(wrong))
    assert place_of(run, replace(chosen, words="refund"), wrong[1]) is None
    html = client_for(cast.viewer).get(f"{address(run, 'sample_detail', wrong[1])}?outcome=violation").content.decode()
    assert f">2 of {len(wrong)}<" in html
    for relation, key in (("prev", wrong[0]), ("next", wrong[2])):
        assert f'rel="{relation}" href="{address(run, "sample_detail", key)}?outcome=violation"' in html


def test_the_page_of_a_sample_marks_the_evidence_and_tells_how_it_was_answered(
    run: Run, client_for: Clients, cast: Cast
) -> None:
    sample = run.samples.filter(outcome="violation").order_by("pk")[0]
    Sample.objects.filter(pk=sample.pk).update(response="Of course <b>you get</b> 500 euro today.")
    details = [{"kind": "not_contains", "outcome": "violation", "reason": "promises", "evidence": "500 euro"}]
    sample.verdicts.create(source="rules", outcome="violation", details=details)
    html = client_for(cast.viewer).get(address(run, "sample_detail", sample.pk)).content.decode()
    assert '&lt;b&gt;you get&lt;/b&gt; <mark class="evidence violation">500 euro</mark> today.' in html
    for told in ("simulated-share-0.07-seed-3", "<dt>Attempts</dt><dd>1</dd>", "<dt>Tokens</dt><dd>120 in", "0.20 s"):
        assert told in html
