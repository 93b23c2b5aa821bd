"""Rating through the service: slots that nobody takes twice, holds that run out, undo, settling, what follows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.errors import ReviewRefused
from evaluations.models import Rating, ReviewItem, ReviewQueue, ReviewSlot, Sample, Verdict
from evaluations.review.selectors import blind_labels, sitting_of
from evaluations.services.ratings import MAX_OPEN, rate, settle, take_back, take_next
from evaluations.services.reviews import close_queue
from tests.evaluations.conftest import Bench
from tests.evaluations.reviewed import a_queue, another_rater, say, say_all, sixty_answers, take, without_warm_ups
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(bench: Bench) -> ReviewQueue:
    return without_warm_ups(a_queue(bench))


@pytest.fixture
def raters(bench: Bench) -> tuple[User, User, User]:
    return bench.cast.evaluator, another_rater(bench, "bo"), another_rater(bench, "cy")


def sample_of(item: ReviewItem) -> Sample:
    return Sample.objects.get(review_items=item)


def test_the_first_ten_are_warm_ups_of_known_outcome_half_of_them_good(bench: Bench) -> None:
    queue, rater = a_queue(bench), bench.cast.evaluator
    items = [say(queue, rater, "compliant") for _ in range(12)]
    assert [item.kind for item in items] == ["warm_up"] * 10 + ["counted"] * 2
    assert sorted(item.known for item in items[:10]) == ["compliant"] * 5 + ["violation"] * 5
    assert len({item.case_id for item in items[:10]}) == 10


def test_no_more_people_get_an_answer_than_ratings_were_asked_for(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    for rater in raters:
        say(queue, rater, "compliant")
    first, second = queue.items.filter(kind="counted").order_by("position")[:2]
    assert {rating.rater for rating in first.ratings.all()} == set(raters[:2])
    assert {rating.rater for rating in second.ratings.all()} == {raters[2]}


def test_an_answer_that_is_held_is_not_given_to_another_until_the_hold_runs_out(
    bench: Bench, raters: tuple[User, User, User]
) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    held = take(queue, raters[0])
    assert take(queue, raters[1]).item != held.item
    ReviewSlot.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert take(queue, raters[2]).item == held.item
    with pytest.raises(ReviewRefused, match="ran out"):
        rate(queue, raters[0], held.item.token, "compliant")
    rate(queue, raters[2], held.item.token, "violation")


def test_the_database_refuses_a_second_standing_rating_and_a_slot_too_many(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    item = say(queue, raters[0], "compliant")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(item=item, rater=raters[0], outcome="violation", blind=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewSlot.objects.create(item=item, number=1, rater=raters[1], taken_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(item=item, rater=raters[0], kind="settling", outcome="partial", reason="So.", blind=True)


def test_sending_the_same_rating_twice_changes_nothing(queue: ReviewQueue, raters: tuple[User, User, User]) -> None:
    item = say(queue, raters[0], "violation", "Wrong date.")
    first = item.ratings.get()
    assert rate(queue, raters[0], item.token, "violation", "Wrong date.") == first
    assert item.ratings.count() == 1


def test_another_word_takes_the_first_one_back_and_both_stay_on_record(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    item = say(queue, raters[0], "violation")
    rate(queue, raters[0], item.token, "partial")
    assert [(rating.outcome, rating.withdrawn_at is None) for rating in item.ratings.all()] == [
        ("violation", False),
        ("partial", True),
    ]


def test_agreement_of_all_raters_becomes_the_verdict_that_counts(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    item = say(queue, raters[0], "partial", "Half of it.")
    assert not Verdict.objects.filter(source="person").exists()
    rate(queue, raters[1], take(queue, raters[1]).item.token, "partial", "The second date is missing.")
    item.refresh_from_db()
    sample, verdict = sample_of(item), Verdict.objects.get(source="person")
    assert (item.settled, item.outcome) == ("agreed", "partial")
    assert (sample.outcome, sample.decided_by) == ("partial", "person")
    assert verdict.author == raters[1]
    assert verdict.grader == "2 people who agree"
    assert verdict.reason == "Half of it. The second date is missing."
    assert [detail["rater"] for detail in verdict.details] == [raters[0].name, raters[1].name]


def test_who_cannot_tell_leaves_the_answer_to_the_other_graders(bench: Bench, raters: tuple[User, User, User]) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    item = take(queue, raters[0]).item
    Verdict.objects.create(sample=sample_of(item), source="rules", outcome="violation")
    rate(queue, raters[0], item.token, "cannot_tell", "The file is not shown.")
    sample = sample_of(item)
    assert (sample.outcome, sample.decided_by) == ("violation", "rules")
    assert Verdict.objects.get(source="person").outcome == "unscored"


def test_undo_gives_the_answer_back_and_takes_its_verdict_out_of_the_count(
    bench: Bench, raters: tuple[User, User, User]
) -> None:
    queue = without_warm_ups(a_queue(bench, ratings_per_item=1))
    item = take(queue, raters[0]).item
    Verdict.objects.create(sample=sample_of(item), source="rules", outcome="compliant")
    rate(queue, raters[0], item.token, "violation")
    assert sample_of(item).outcome == "violation"
    slot = take_back(queue, raters[0], item.token)
    item.refresh_from_db()
    assert (item.settled, item.outcome, slot.rated) == ("", "", False)
    assert sample_of(item).outcome == "compliant"
    assert Verdict.objects.filter(source="person").count() == 2
    assert take(queue, raters[0]) == slot
    with pytest.raises(ReviewRefused, match="no rating of yours"):
        take_back(queue, raters[0], item.token)


def test_a_warm_up_whose_answer_was_shown_stays_as_it_was_rated(bench: Bench) -> None:
    queue, rater = a_queue(bench), bench.cast.evaluator
    item = say(queue, rater, "partial")
    with pytest.raises(ReviewRefused, match="warm-up"):
        take_back(queue, rater, item.token)
    with pytest.raises(ReviewRefused, match="warm-up"):
        rate(queue, rater, item.token, item.known)


def disputed_item(queue: ReviewQueue, raters: tuple[User, User, User]) -> ReviewItem:
    item = say(queue, raters[0], "compliant")
    rate(queue, raters[1], take(queue, raters[1]).item.token, "violation")
    item.refresh_from_db()
    assert item.disputed
    return item


def test_a_disagreement_is_settled_by_a_third_person_with_a_reason(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    item = disputed_item(queue, raters)
    for rater in raters[:2]:
        with pytest.raises(ReviewRefused, match="third person"):
            settle(queue, item, rater, "violation", "I am right.")
    with pytest.raises(ReviewRefused, match="Say why"):
        settle(queue, item, raters[2], "violation", " ")
    settle(queue, item, raters[2], "violation", "The refund was promised.")
    item.refresh_from_db()
    verdict = Verdict.objects.get(source="person")
    assert (item.settled, item.outcome, item.disputed) == ("adjudicated", "violation", False)
    assert (verdict.author, verdict.reason, len(verdict.details)) == (raters[2], "The refund was promised.", 2)
    with pytest.raises(ReviewRefused, match="nothing to settle"):
        settle(queue, item, another_rater_of(queue), "partial", "No, half.")
    with pytest.raises(ReviewRefused, match="stays"):
        take_back(queue, raters[0], item.token)


def another_rater_of(queue: ReviewQueue) -> User:
    return User.objects.get(email="owner@acme.example")


def test_who_took_his_rating_back_is_still_no_third_person(queue: ReviewQueue, raters: tuple[User, User, User]) -> None:
    item = disputed_item(queue, raters)
    take_back(queue, raters[0], item.token)
    slot = item.slots.get(rater=raters[0])
    ReviewSlot.objects.filter(pk=slot.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert take(queue, raters[2]).item == item
    rate(queue, raters[2], item.token, "partial")
    with pytest.raises(ReviewRefused, match="third person"):
        settle(queue, item, raters[0], "partial", "As the new one says.")


def test_a_closed_queue_takes_no_ratings_but_its_disagreements_can_be_settled(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    item = disputed_item(queue, raters)
    close_queue(queue, raters[0])
    queue.refresh_from_db()
    for act in (lambda: take_next(queue, raters[2]), lambda: rate(queue, raters[0], item.token, "partial")):
        with pytest.raises(ReviewRefused, match="closed"):
            act()
    settle(queue, item, raters[2], "compliant", "It says so in the handbook.")
    with pytest.raises(ReviewRefused, match="closed already"):
        close_queue(queue, raters[0])


def test_leaving_answers_open_ends_at_a_few_and_comes_back_to_the_first(
    queue: ReviewQueue, raters: tuple[User, User, User]
) -> None:
    slots = [take(queue, raters[0])]
    for _ in range(MAX_OPEN - 1):
        following = take_next(queue, raters[0], beyond=slots[-1])
        assert following is not None
        slots.append(following)
    assert len({slot.pk for slot in slots}) == MAX_OPEN
    assert take_next(queue, raters[0], beyond=slots[-1]) == slots[0]


def test_hidden_repeats_come_from_twenty_on_two_at_least_and_measure_a_rater_against_himself(
    bench: Bench, raters: tuple[User, User, User]
) -> None:
    queue = without_warm_ups(a_queue(bench, run=sixty_answers(bench)))
    say_all(queue, raters[0], ["compliant"] * 60)
    repeats = list(queue.items.filter(kind="repeat").select_related("repeat_of"))
    assert len(repeats) == 3
    assert {repeat.repeat_for for repeat in repeats} == {raters[0]}
    given = list(Rating.objects.filter(item__queue=queue).order_by("given_at").values_list("item", flat=True))
    assert all(given.index(repeat.pk) - given.index(repeat.repeat_of_id or 0) > 7 for repeat in repeats)
    assert not Verdict.objects.filter(source="person").exists()
    assert sitting_of(queue, raters[0]).left == 0


def test_time_left_follows_the_raters_own_pace(queue: ReviewQueue, raters: tuple[User, User, User]) -> None:
    assert sitting_of(queue, raters[0]).seconds_left is None
    for _ in range(4):
        say(queue, raters[0], "compliant")
    Rating.objects.filter(rater=raters[0]).update(seconds=30)
    sitting = sitting_of(queue, raters[0])
    assert (sitting.rated, sitting.left) == (4, 20 + 2)  # two repeats are to come
    assert sitting.seconds_left == 30 * 22


def test_labels_for_a_judge_come_from_blind_and_settled_answers_of_the_release(
    bench: Bench, raters: tuple[User, User, User]
) -> None:
    run = sixty_answers(bench)
    blind = without_warm_ups(a_queue(bench, run=run, ratings_per_item=1, percent=10))
    seeing = without_warm_ups(a_queue(bench, run=run, ratings_per_item=1, percent=10, blind=False, seed=8))
    words = ["violation", "compliant", "cannot_tell", "partial"]
    items = [say(blind, raters[0], word) for word in words]
    say(seeing, raters[0], "violation")
    expected = {items[0].sample_id: "violation", items[1].sample_id: "compliant", items[3].sample_id: "partial"}
    assert {label.sample: label.outcome for label in blind_labels(bench.project, "Release 4")} == expected
    assert blind_labels(bench.project, "Release 5") == []
    assert blind_labels(bench.cast.other_project, "Release 4") == []


def test_the_trail_names_who_rated_and_not_what_was_said(queue: ReviewQueue, raters: tuple[User, User, User]) -> None:
    say(queue, raters[0], "violation", "Secret reason.")
    entry = AuditEntry.objects.get(action="rating.given")
    assert entry.actor == raters[0]
    assert "violation" not in f"{entry.target}{entry.details}"
