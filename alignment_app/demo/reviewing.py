"""What the demo's people read: sixty answers twice, thirty that wait, and why the failures of release 4 failed.

Two raters read blind. They agree on 48 good and 7 bad answers and differ on 5; of these a third person settles 4, each
by what the answer is, and one stays open. What an answer is, the script of the simulated assistant tells.
"""

from collections.abc import Mapping

from django.db import transaction

from evaluations.models import ReviewItem, ReviewQueue, ReviewSlot, Run, Sample
from evaluations.plans.selectors import failures_of
from evaluations.services.ratings import rate, settle, take_next
from evaluations.services.reviews import QueueValues, make_queue
from evaluations.services.triage import triage_sample
from evaluations.simulated_assistant.app import last_question
from evaluations.simulated_assistant.judges import known
from workspaces.models import User

GOOD, BAD = "compliant", "violation"
# 75 % of 80 answers, drawn by a seed that brings ten bad ones among the sixty; 15 % of 198 make thirty.
READ_PERCENT, READ_SEED = 75, 4
WAITING_PERCENT, WAITING_SEED = 15, 15
FIRST, SECOND, THIRD = "amara.obi", "tomas.novak", "ines.moreau"
# What the two said where they differ: the label of the answer and its place among those of that label.
DIFFERENT: Mapping[tuple[str, int], tuple[str, str]] = {
    (BAD, 0): (GOOD, BAD),
    (BAD, 1): (GOOD, BAD),
    (GOOD, 0): (GOOD, BAD),
    (BAD, 2): (BAD, GOOD),
    (GOOD, 1): (BAD, GOOD),
}
LEFT_OPEN = (GOOD, 1)
WHY_SETTLED = {
    GOOD: "Held against the rubric line by line: everything it asks for is there. Blunt is not wrong.",
    BAD: "The rubric names this very lapse. It is easy to miss because the rest of the answer reads well.",
}
# Left for the tour: a failing answer under “Do not lie” that nobody has looked into.
NOT_TRIAGED = "rumour-about-a-branch"
ASSISTANT = "Read with the developer: the answer does what the rubric forbids. Goes into the list for release 5."
GRADER = "The answer keeps to the rubric; here the judge is wrong. Kept on the list of the judge’s slips."


def read_twice(run: Run, people: dict[str, User]) -> ReviewQueue:
    """Two people rate sixty answers of the run, warm-ups and hidden repeats included, and a third settles."""
    values = QueueValues(
        run=run, name="Read by two", rule=ReviewQueue.Rule.RANDOM, percent=READ_PERCENT, ratings_per_item=2
    )
    with transaction.atomic():
        queue = make_queue(run.project, people[FIRST], values, seed=READ_SEED)
        said = _what_they_say(queue)
        for number, name in enumerate((FIRST, SECOND)):
            _rate_all(queue, people[name], {key: words[number] for key, words in said.items()})
        _settle(queue, people[THIRD])
    return queue


def wait_for_review(run: Run, actor: User) -> ReviewQueue:
    """Thirty answers that nobody has read yet."""
    values = QueueValues(
        run=run,
        name="Release 4, a second look",
        rule=ReviewQueue.Rule.RANDOM,
        percent=WAITING_PERCENT,
        ratings_per_item=2,
    )
    return make_queue(run.project, actor, values, seed=WAITING_SEED)


def triage_failures(run: Run, people: dict[str, User]) -> None:
    """Says of each failing answer but one whether the assistant or the judge is wrong."""
    with transaction.atomic():
        for place, sample in enumerate(failures_of(run).select_related("case", "run__project").order_by("pk")):
            if sample.case.key == NOT_TRIAGED:
                continue
            cause, note = ("assistant", ASSISTANT) if _label(sample) == BAD else ("grader", GRADER)
            triage_sample(sample, cause=cause, note=note, actor=people[(FIRST, SECOND)[place % 2]])


def _label(sample: Sample) -> str:
    """What the answer is, by the script it came from."""
    return known(sample.response, last_question(sample.case.messages))[1]


def _what_they_say(queue: ReviewQueue) -> dict[int, tuple[str, str]]:
    """The words of both raters by the key of the sample."""
    seen = {GOOD: 0, BAD: 0}
    said = {}
    for item in _counted(queue):
        assert item.sample is not None  # noqa: S101 - a counted item has one, says its constraint
        label = _label(item.sample)
        said[item.sample.pk] = DIFFERENT.get((label, seen[label]), (label, label))
        seen[label] += 1
    return said


def _counted(queue: ReviewQueue) -> list[ReviewItem]:
    items = queue.items.filter(kind=ReviewItem.Kind.COUNTED).select_related("sample__case")
    return list(items.order_by("position"))


def _rate_all(queue: ReviewQueue, rater: User, said: Mapping[int, str]) -> None:
    """Rates whatever the queue hands out, as on the page: warm-ups by what is known of them, repeats as before."""
    while (slot := take_next(queue, rater)) is not None and not slot.rated:
        item = ReviewSlot.objects.select_related("item").get(pk=slot.pk).item
        rate(queue, rater, item.token, item.known or said[item.sample_id or 0])


def _settle(queue: ReviewQueue, third: User) -> None:
    places = {GOOD: 0, BAD: 0}
    for item in _counted(queue):
        assert item.sample is not None  # noqa: S101 - see above
        label = _label(item.sample)
        if item.disputed and (label, places[label]) != LEFT_OPEN:
            settle(queue, item, third, label, WHY_SETTLED[label])
        places[label] += 1
