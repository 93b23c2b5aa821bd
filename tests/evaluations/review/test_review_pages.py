"""The pages of review: who may do what, what a blind rater cannot see, and what the lead sees."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Rating, ReviewItem, ReviewQueue, Sample, Verdict
from evaluations.services.ratings import rate, settle
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.reviewed import (
    a_queue,
    a_run,
    another_rater,
    say,
    say_all,
    sixty_answers,
    take,
    without_warm_ups,
)
from tests.evaluations.test_pages import address, text_of
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
SENT = {"rule": "random", "percent": "50", "name": "Half of it", "ratings_per_item": "2", "blind": "on"}


def begin(client: Client, queue: ReviewQueue) -> str:
    """Takes the next answer as the button does; gives the address it leads to."""
    response = client.post(address(queue.project, "review_next", queue.pk))
    assert response.status_code == 303
    return str(response.headers["Location"])


def test_an_empty_list_says_what_a_queue_is_for_and_offers_one_to_editors(cast: Cast, client_for: Clients) -> None:
    pages = {user: client_for(user).get(address(cast.project, "review_list")).content.decode() for user in cast}
    assert all("Nobody reviews answers yet" in page for page in pages.values())
    assert ["Make the first queue" in pages[user] for user in cast] == [True, True, False, False]


def test_leads_make_queues_evaluators_rate_and_viewers_look_on(bench: Bench, client_for: Clients) -> None:
    cast, queue = bench.cast, a_queue(bench)
    may = {
        ("get", "review_create"): (cast.owner, cast.editor),
        ("get", "review_detail"): (cast.owner, cast.editor),
        ("get", "review_start"): (cast.owner, cast.editor, cast.evaluator),
        ("post", "review_next"): (cast.owner, cast.editor, cast.evaluator),
        ("get", "review_list"): tuple(cast),
        ("post", "review_close"): (cast.owner, cast.editor),
    }
    for (method, name), allowed in may.items():
        keys = [] if name in ("review_create", "review_list") else [queue.pk]
        url = address(bench.project, name, *keys)
        seen = {user: getattr(client_for(user), method)(url).status_code for user in (*cast, cast.stranger)}
        assert {user for user, status in seen.items() if status in (200, 303)} == set(allowed), name
        assert seen[cast.stranger] == 404


def test_the_form_says_how_many_answers_each_rule_gives(bench: Bench, client_for: Clients) -> None:
    run = a_run(bench, wrong=5)
    Sample.objects.filter(pk__in=run.samples.values("pk")[:3]).update(disputed=True)
    client, url = client_for(bench.cast.editor), address(bench.project, "review_create")
    page = text_of(client.get(url).content.decode())
    assert "All failures 5 answers" in page
    assert "A random share 3 answers" in page  # 10 % of 24
    assert "Verdicts that disagree 3 answers" in page
    assert "Close calls of a judge 0 answers" in page
    fragment = client.get(url, {"run": str(run.pk), "rule": "random", "percent": "50"}, headers=HTMX).content.decode()
    assert "A random share 12 answers" in text_of(fragment)
    assert "<h1" not in fragment
    assert re.search(r'value="random" checked', fragment)


def test_a_queue_is_made_once_however_often_the_form_is_sent(bench: Bench, client_for: Clients) -> None:
    run, client, url = a_run(bench), client_for(bench.cast.editor), address(bench.project, "review_create")
    sent = SENT | {"run": str(run.pk), "once": str(uuid4())}
    first, second = client.post(url, sent), client.post(url, sent)
    assert first.headers["Location"] == second.headers["Location"]
    queue = ReviewQueue.objects.get()
    assert queue.items.filter(kind="counted").count() == 12
    assert "0 of 12 answers settled" in text_of(client.get(first.headers["Location"]).content.decode())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"run": ""}, "Choose the run"),
        ({"run": "999999"}, "not one of the available choices"),
        ({"rule": "all"}, "not one of the available choices"),
        ({"percent": "0"}, "greater than or equal to 1"),
        ({"percent": ""}, "Give a share from 1 to 100"),
        ({"rule": "disputed"}, "agree, or there is only one each"),
        ({"rule": "low_confidence"}, "No judge was unsure"),
        ({"rule": "principle", "principle": ""}, "Choose the principle"),
        ({"ratings_per_item": "6"}, "less than or equal to 5"),
        ({"name": "a\0b"}, "Null characters"),
        ({"name": "x" * 121}, "at most 120"),
        ({"name": "Taken"}, "a review queue of this name"),
    ],
)
def test_a_queue_that_cannot_be_is_refused_beside_its_cause(
    bench: Bench, client_for: Clients, changes: dict[str, str], words: str
) -> None:
    run = a_run(bench)
    a_queue(bench, run=run, name="Taken")
    sent = SENT | {"run": str(run.pk)} | changes
    response = client_for(bench.cast.editor).post(address(bench.project, "review_create"), sent)
    assert response.status_code == 422
    assert words in text_of(response.content.decode())
    assert ReviewQueue.objects.count() == 1


def test_a_blind_rater_sees_nothing_of_model_release_verdicts_raters_or_the_expected_side(
    bench: Bench, client_for: Clients
) -> None:
    run = a_run(bench, wrong=24)
    Sample.objects.filter(run=run).update(model="SECRETMODEL", reason="SECRETREASON", disputed=True)
    for sample in run.samples.all():
        Verdict.objects.create(
            sample=sample, source="judge", outcome="violation", reason="SECRETJUDGE", grader="SECRETJ"
        )
    type(run).objects.filter(pk=run.pk).update(release="SECRETRELEASE", name="SECRETRUN")
    queue = without_warm_ups(a_queue(bench, run=run, rule="failures", name="SECRETQUEUE"))
    other = another_rater(bench, "secretrater")
    for _ in range(3):
        say(queue, other, "violation", "SECRETNOTE")
    client = client_for(bench.cast.evaluator)
    url = begin(client, queue)
    shown = ReviewItem.objects.get(token=url.split("/")[-2])
    pages = [
        client.get(url),
        client.get(url, headers=HTMX),
        client.get(address(bench.project, "review_start", queue.pk)),
    ]
    pages.append(client.get(address(bench.project, "review_list")))
    for page in pages[:3]:
        html = page.content.decode() + str(dict(page.headers))
        assert "SECRET" not in html.upper()
        assert "Rater Secretrater" not in html
        for telling in (shown.case.get_kind_display(), "Decline it", "Help with it", shown.case.title, shown.case.key):
            assert telling not in html
        assert f"/runs/{run.pk}" not in html
        assert f"/{shown.sample_id}/" not in html
    assert "SECRETQUEUE" not in pages[3].content.decode()
    assert f"Review {queue.pk}" in pages[3].content.decode()


def test_a_review_that_is_not_blind_shows_what_was_said_so_far(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench, blind=False))
    other = another_rater(bench, "bo")
    item = say(queue, other, "partial", "Nearly.")
    Verdict.objects.create(
        sample=Sample.objects.get(review_items=item), source="rules", outcome="violation", reason="A phrase is missing."
    )
    client = client_for(bench.cast.evaluator)
    page = text_of(client.get(begin(client, queue)).content.decode())
    assert "Rater Bo: Nearly." in page
    assert "A phrase is missing." in page
    assert "Release 4" in page


def test_a_warm_up_is_followed_by_its_known_answer(bench: Bench, client_for: Clients) -> None:
    queue, client = a_queue(bench), client_for(bench.cast.evaluator)
    url = begin(client, queue)
    item = ReviewItem.objects.get(token=url.split("/")[-2])
    assert "Warm-up 1 of 10, does not count." in text_of(client.get(url).content.decode())
    wrong = {"compliant": "violation", "violation": "compliant"}[item.known]
    response = client.post(url, {"outcome": wrong})
    assert (response.status_code, response.headers["Location"]) == (303, url)
    page = text_of(client.get(url).content.decode())
    assert "Not as known." in page
    assert "Your verdict" not in page


def test_without_scripts_a_rating_leads_to_the_next_answer(bench: Bench, client_for: Clients) -> None:
    queue, client = without_warm_ups(a_queue(bench)), client_for(bench.cast.evaluator)
    first = begin(client, queue)
    response = client.post(first, {"outcome": "violation", "reason": "No."})
    assert response.status_code == 303
    second = response.headers["Location"]
    assert second != first
    # Pressed twice: the same words again change nothing, and lead to the same place.
    assert client.post(first, {"outcome": "violation", "reason": "No."}).headers["Location"] == second
    assert Rating.objects.count() == 1
    undone = client.post(first + "undo/")
    assert undone.headers["Location"] == first
    assert Rating.objects.filter(withdrawn_at__isnull=True).count() == 0


def test_htmx_gets_the_next_answer_alone_with_its_address(bench: Bench, client_for: Clients) -> None:
    queue, client = without_warm_ups(a_queue(bench)), client_for(bench.cast.evaluator)
    first = begin(client, queue)
    response = client.post(first, {"outcome": "compliant"}, headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Push-Url"].startswith(address(bench.project, "review_start", queue.pk)[:-5])
    html = response.content.decode()
    assert "<h1" not in html
    assert "1 rated" in text_of(html)


@pytest.mark.parametrize("outcome", ["", "good", "unscored", "COMPLIANT"])
def test_an_unknown_verdict_is_refused_and_the_note_stays(bench: Bench, client_for: Clients, outcome: str) -> None:
    queue, client = without_warm_ups(a_queue(bench)), client_for(bench.cast.evaluator)
    response = client.post(begin(client, queue), {"outcome": outcome, "reason": "What I typed."})
    assert response.status_code == 422
    assert "Choose compliant, violation, partial" in response.content.decode()
    assert "What I typed." in response.content.decode()


def test_an_answer_that_another_holds_is_not_shown(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench))
    url = begin(client_for(bench.cast.evaluator), queue)
    response = client_for(bench.cast.owner).get(url)
    assert (response.status_code, response.headers["Location"]) == (
        303,
        address(bench.project, "review_start", queue.pk),
    )
    assert client_for(bench.cast.owner).post(url, {"outcome": "partial"}).status_code == 303
    assert not Rating.objects.exists()


def test_the_leads_page_counts_agreement_with_its_table(bench: Bench, client_for: Clients) -> None:
    """The table [[48, 3], [2, 7]] of two raters: 55 of 60 the same, κ 0.69."""
    queue = without_warm_ups(a_queue(bench, run=sixty_answers(bench)))
    ann, bo = bench.cast.evaluator, another_rater(bench, "bo")
    say_all(queue, ann, ["compliant"] * 51 + ["violation"] * 9)
    say_all(queue, bo, ["compliant"] * 48 + ["violation"] * 3 + ["compliant"] * 2 + ["violation"] * 7)
    third, items = bench.cast.owner, list(queue.items.filter(disputed=True))
    assert len(items) == 5
    for item in items[:4]:
        settle(queue, item, third, "violation", "Read with the handbook beside it.")
    page = text_of(
        client_for(bench.cast.editor).get(address(bench.project, "review_detail", queue.pk)).content.decode()
    )
    assert "59 of 60 answers settled, Cohen’s κ 0.69" in page
    assert "55 of 60 answers the same, 2 raters" in page
    assert "0.43 to 0.94" in page
    assert "Compliant 48 3 51 Violation 2 7 9 All 50 10 60" in page
    assert "4 of them by a third person" in page
    assert "3 of 3" in page  # each rater against himself
    assert page.count("Settle ") >= 1


def test_who_rated_gets_no_button_to_settle_and_a_third_person_does(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench))
    ann, bo = bench.cast.editor, another_rater(bench, "bo")
    item = say(queue, ann, "compliant")
    rate(queue, bo, take(queue, bo).item.token, "violation", "It promised a refund.")
    url = address(bench.project, "review_settle", queue.pk, item.token)
    detail = address(bench.project, "review_detail", queue.pk)
    assert "waits for a third person" in client_for(ann).get(detail).content.decode()
    assert url in client_for(bench.cast.owner).get(detail).content.decode()
    barred = client_for(ann).get(url)
    assert barred.status_code == 409
    assert "It promised a refund." not in barred.content.decode()
    client = client_for(bench.cast.evaluator)
    page = text_of(client.get(url).content.decode())
    assert "Rater 2: It promised a refund." in page
    assert "Rater Bo" not in page
    assert client.post(url, {"outcome": "violation", "reason": ""}).status_code == 422
    assert client.post(url, {"outcome": "violation", "reason": "A promise was made."}).status_code == 303
    sample = address(bench.project, "sample_detail", queue.run_id, item.sample_id)
    shown = text_of(client.get(sample).content.decode())
    assert "A person’s verdict counts here: people outrank every grader." in shown
    assert "A promise was made." in shown


def test_who_settles_is_led_from_one_disagreement_to_the_next(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench))
    ann, bo = bench.cast.editor, another_rater(bench, "bo")
    for _ in range(2):
        say(queue, ann, "compliant")
        rate(queue, bo, take(queue, bo).item.token, "violation")
    first, second = queue.items.filter(disputed=True).order_by("position")
    client, verdict = client_for(bench.cast.owner), {"outcome": "violation", "reason": "A promise was made."}
    url, following = (address(bench.project, "review_settle", queue.pk, item.token) for item in (first, second))
    then = client.post(url, verdict, follow=True)
    assert then.redirect_chain == [(following, 303)]
    assert "1 more to settle" in then.content.decode()
    assert client.post(following, verdict).headers["Location"] == address(bench.project, "review_start", queue.pk)


def test_the_leads_page_offers_what_is_left_to_do_there(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    client, url = client_for(bench.cast.editor), address(bench.project, "review_detail", queue.pk)
    assert ">Rate</a>" in client.get(url).content.decode()
    say_all(queue, bench.cast.evaluator, ["compliant"] * 24)
    done = client.get(url).content.decode()
    assert ">Rate</a>" not in done, "nothing is left to rate"
    assert "Rater’s page" in done


def test_the_list_and_the_way_in_count_the_same_answers(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench, run=sixty_answers(bench)))
    client = client_for(bench.cast.evaluator)
    listed, begins = (
        text_of(client.get(url).content.decode())
        for url in (address(bench.project, "review_list"), address(bench.project, "review_start", queue.pk))
    )
    assert "60 answers wait for you" in listed
    assert "60 answers wait for you" in begins


def test_a_rating_that_is_taken_back_leaves_its_note(bench: Bench, client_for: Clients) -> None:
    queue, client = without_warm_ups(a_queue(bench)), client_for(bench.cast.evaluator)
    first = begin(client, queue)
    client.post(first, {"outcome": "violation", "reason": "It names a price."})
    undone = client.post(first + "undo/", headers=HTMX).content.decode()
    assert "You said" not in undone
    assert "It names a price.</textarea>" in undone


def test_what_waits_for_a_person_stands_in_the_navigation_and_in_the_rail(bench: Bench, client_for: Clients) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    page = text_of(client_for(bench.cast.evaluator).get(address(bench.project, "index")).content.decode())
    assert "Judgement 24" in page
    assert "24 to review" in page
    say(queue, bench.cast.owner, "compliant")
    page = text_of(client_for(bench.cast.evaluator).get(address(bench.project, "review_list")).content.decode())
    assert "23 answers wait for you" in page
    assert "Acme Owner 1" in page


def test_the_list_and_the_leads_page_take_as_many_queries_for_many_as_for_few(
    bench: Bench, client_for: Clients
) -> None:
    run, ann, bo = sixty_answers(bench), bench.cast.evaluator, another_rater(bench, "bo")
    queue = without_warm_ups(a_queue(bench, run=run))
    client = client_for(bench.cast.owner)
    urls = [address(bench.project, "review_list"), address(bench.project, "review_detail", queue.pk)]

    def measure() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        return counts

    say(queue, ann, "compliant")
    rate(queue, bo, take(queue, bo).item.token, "violation")
    few = measure()
    for _ in range(10):
        say(queue, ann, "compliant")
        rate(queue, bo, take(queue, bo).item.token, "violation")
    for _ in range(9):
        say(a_queue(bench, run=run), another_rater(bench, uuid4().hex[:6]), "partial")
    assert measure() == few
