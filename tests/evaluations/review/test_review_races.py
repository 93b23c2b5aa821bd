"""Several raters at the same moment, each on a connection of their own."""

from collections import Counter

import pytest

from evaluations.errors import ReviewRefused
from evaluations.models import Rating, ReviewQueue, ReviewSlot, Verdict
from evaluations.services.ratings import rate, settle, take_back, take_next
from tests.evaluations.conftest import Bench
from tests.evaluations.reviewed import a_queue, a_run, another_rater, say, take, without_warm_ups
from tests.evaluations.suites.test_house_races import PEOPLE, at_once
from workspaces.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("migrated_again")]


@pytest.fixture
def people(bench: Bench) -> list[User]:
    return [another_rater(bench, f"rater{number}") for number in range(PEOPLE)]


def test_of_many_who_reach_for_answers_each_gets_one_of_his_own(bench: Bench, people: list[User]) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    slots = at_once(lambda number: take_next(ReviewQueue.objects.get(pk=queue.pk), people[number]))
    assert all(isinstance(slot, ReviewSlot) for slot in slots), slots
    assert len({slot.item_id for slot in slots}) == PEOPLE


def test_an_answer_never_gets_more_ratings_than_were_asked_for(bench: Bench, people: list[User]) -> None:
    queue = without_warm_ups(a_queue(bench, run=a_run(bench), percent=4))
    assert queue.items.count() == 1

    def read(number: int) -> str:
        fresh = ReviewQueue.objects.get(pk=queue.pk)
        slot = take_next(fresh, people[number])
        return rate(fresh, people[number], slot.item.token, "compliant").outcome if slot else "nothing left"

    assert Counter(at_once(read)) == {"compliant": 2, "nothing left": PEOPLE - 2}
    assert Verdict.objects.filter(source="person").count() == 1


def test_a_rating_that_is_sent_many_times_at_once_is_stored_once(bench: Bench, people: list[User]) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    token = take(queue, people[0]).item.token
    found = at_once(lambda _: rate(ReviewQueue.objects.get(pk=queue.pk), people[0], token, "violation"))
    assert len({rating.pk for rating in found}) == 1
    assert Rating.objects.count() == 1
    assert Verdict.objects.filter(source="person").count() == 1


def test_a_rating_is_taken_back_once_and_a_disagreement_settled_once(bench: Bench, people: list[User]) -> None:
    queue = without_warm_ups(a_queue(bench))
    ann, bo = bench.cast.evaluator, bench.cast.owner
    item = say(queue, ann, "compliant")
    rate(queue, bo, take(queue, bo).item.token, "violation")
    item.refresh_from_db()
    found = at_once(lambda number: settle(queue, item, people[number], "partial", "Both are right."))
    assert Counter(type(each) for each in found) == {type(None): 1, ReviewRefused: PEOPLE - 1}
    assert Verdict.objects.filter(source="person").count() == 1

    other = say(queue, ann, "compliant")
    found = at_once(lambda _: take_back(queue, ann, other.token))
    assert Counter(type(each) for each in found) == {ReviewSlot: 1, ReviewRefused: PEOPLE - 1}
