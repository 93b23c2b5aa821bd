"""Where people read answers and rate them, and where a third one settles a disagreement."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url

from evaluations.errors import ReviewRefused
from evaluations.models import RATINGS, Rating, ReviewItem, ReviewQueue, ReviewSlot, Verdict
from evaluations.principles import named, principles_for
from evaluations.review.forms import BeyondForm, RatingForm, SettleForm
from evaluations.review.reading import disagreements_of
from evaluations.review.selectors import neighbours_of, queues_of, rated_order, ratings_by_item, sitting_of
from evaluations.services.ratings import is_rater_of, rate, settle, take_back, take_next
from evaluations.wording import duration_words
from explorer.house.selectors import rulings_for
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project, User

WAYS = ["GET", "HEAD", "POST"]
KEYS = {"compliant": "1", "violation": "2", "partial": "3", "cannot_tell": "4"}
CHOICES = [(value, label, KEYS[value]) for value, label in RATINGS]


@require_safe
def review_start(request: HttpRequest, slug: str, review: int) -> HttpResponse:
    """What is to be done in a queue, how far the person is, and the way in."""
    project, queue, person = _opened(request, slug, review)
    sitting = sitting_of(queue, person)
    disagreements = disagreements_of(queue, person.pk)
    context = {
        "project": project,
        "queue": queue,
        "sitting": sitting,
        "left": duration_words(sitting.seconds_left) if sitting.seconds_left else "",
        "choices": CHOICES,
        "to_settle": [one for one in disagreements if one.may_settle],
    }
    return render(request, "evaluations/review_start.html", context)


@require_POST
def review_next(request: HttpRequest, slug: str, review: int) -> HttpResponse:
    """Takes the next answer; with ``beyond`` the one that is open stays open and waits."""
    project, queue, person = _opened(request, slug, review)
    token = BeyondForm(request.POST).token()
    slot = ReviewSlot.objects.filter(item__queue=queue, item__token=token, rater=person).first() if token else None
    return _go_on(request, project, queue, person, beyond=slot)


@require_http_methods(WAYS)
def review_item(request: HttpRequest, slug: str, review: int, item: UUID) -> HttpResponse:
    """One answer. Its address tells nothing of the run behind it, and only who holds it gets to see it."""
    project, queue, person = _opened(request, slug, review)
    if request.method != "POST":
        slot = _slot(queue, person, item)
        if slot is None:
            get_object_or_404(ReviewItem, queue=queue, token=item)
            messages.error(request, "This answer is not yours at the moment. Take the next one.")
            return see_other(request, _start(project, queue))
        return _sheet(request, project, queue, slot, person)
    form = RatingForm(request.POST)
    if not form.is_valid():
        slot = get_object_or_404(_slots(queue, person), item__token=item)
        return _sheet(request, project, queue, slot, person, form)
    try:
        rating = rate(queue, person, item, form.cleaned_data["outcome"], form.cleaned_data["reason"])
    except ReviewRefused as refusal:
        return _refused(request, project, queue, refusal)
    if rating.item.kind == ReviewItem.Kind.WARM_UP:
        return _show(request, project, queue, _slot(queue, person, item), person)
    return _go_on(request, project, queue, person)


@require_POST
def review_undo(request: HttpRequest, slug: str, review: int, item: UUID) -> HttpResponse:
    """Takes a rating back and shows its answer again."""
    project, queue, person = _opened(request, slug, review)
    try:
        slot = take_back(queue, person, item)
    except ReviewRefused as refusal:
        return _refused(request, project, queue, refusal)
    return _show(request, project, queue, slot, person)


@require_http_methods(WAYS)
def review_settle(request: HttpRequest, slug: str, review: int, item: UUID) -> HttpResponse:
    """The answer with what its raters said, for a third person to decide."""
    project, queue, person = _opened(request, slug, review)
    found = get_object_or_404(queue.items.select_related("case", "sample__run"), token=item)
    if request.method != "POST":
        return _settle_page(request, project, found, person, SettleForm())
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            settle(queue, found, person, form.cleaned_data["outcome"], form.cleaned_data["reason"])
        except ReviewRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _after_settling(request, project, queue, person)
    return _settle_page(request, project, found, person, form)


def _after_settling(request: HttpRequest, project: Project, queue: ReviewQueue, person: User) -> HttpResponse:
    """The next disagreement that the person can settle, or the start of the queue."""
    said = "Settled. Your verdict counts, and your reason stands beside it."
    rest = [one.item for one in disagreements_of(queue, person.pk) if one.may_settle]
    if not rest:
        messages.success(request, said)
        return see_other(request, _start(project, queue))
    messages.success(request, f"{said} {len(rest)} more to settle; here is the next.")
    return see_other(request, reverse("evaluations:review_settle", args=[project.path, queue.pk, rest[0].token]))


def _slots(queue: ReviewQueue, person: User) -> QuerySet[ReviewSlot]:
    return ReviewSlot.objects.filter(item__queue=queue, rater=person).select_related("item__case", "item__sample__run")


def _opened(request: HttpRequest, slug: str, review: int) -> tuple[Project, ReviewQueue, User]:
    project = access.project(request.user, slug, to="evaluate")
    queue = get_object_or_404(queues_of(project), pk=review)
    queue.project = project  # with what this request already knows of it
    return project, queue, access.person(request)


def _slot(queue: ReviewQueue, person: User, token: UUID) -> ReviewSlot | None:
    return _slots(queue, person).filter(item__token=token).first()


def _start(project: Project, queue: ReviewQueue) -> str:
    return reverse("evaluations:review_start", args=[project.path, queue.pk])


def _address(project: Project, queue: ReviewQueue, slot: ReviewSlot) -> str:
    return reverse("evaluations:review_item", args=[project.path, queue.pk, slot.item.token])


def _refused(request: HttpRequest, project: Project, queue: ReviewQueue, refusal: ReviewRefused) -> HttpResponse:
    messages.error(request, str(refusal))
    return see_other(request, _start(project, queue))


def _go_on(
    request: HttpRequest, project: Project, queue: ReviewQueue, person: User, beyond: ReviewSlot | None = None
) -> HttpResponse:
    try:
        slot = take_next(queue, person, beyond=beyond)
    except ReviewRefused as refusal:
        return _refused(request, project, queue, refusal)
    return _show(request, project, queue, slot, person)


def _show(
    request: HttpRequest, project: Project, queue: ReviewQueue, slot: ReviewSlot | None, person: User
) -> HttpResponse:
    """The answer after a change: its page, or for htmx the sheet with the address that goes with it."""
    if slot is None:
        return see_other(request, _start(project, queue))
    address = _address(project, queue, slot)
    if not wants_fragment(request):
        return see_other(request, address)
    shown = _slot(queue, person, slot.item.token) or slot
    return push_url(_sheet(request, project, queue, shown, person), address)


def _sheet(
    request: HttpRequest,
    project: Project,
    queue: ReviewQueue,
    slot: ReviewSlot,
    person: User,
    form: RatingForm | None = None,
) -> HttpResponse:
    item, sitting = slot.item, sitting_of(queue, person)
    before, after = neighbours_of(queue, person, slot)
    standing = item.ratings.filter(rater=person, withdrawn_at__isnull=True).first()
    last = rated_order(queue, person).select_related("item").first()
    is_warm_up = item.kind == ReviewItem.Kind.WARM_UP
    context = {
        "project": project,
        "queue": queue,
        "slot": slot,
        "item": item,
        "is_warm_up": is_warm_up,
        "answer": item.case.exemplars.get(item.known, "") if is_warm_up else _response(item),
        "principle": named(principles_for(project), item.case.principle),
        "rulings": rulings_for(project, item.case.principle),
        "sitting": sitting,
        "left": duration_words(sitting.seconds_left) if sitting.seconds_left else "",
        "before": before,
        "after": after,
        "standing": standing,
        "last": last if last and last.item.kind != ReviewItem.Kind.WARM_UP else None,
        "form": form or RatingForm(initial={"reason": _note(item, person)}),
        "choices": CHOICES,
        "told": is_warm_up and standing is not None,
        "others": [] if queue.blind or is_warm_up else _others(item, person),
        "verdicts": [] if queue.blind or is_warm_up else _verdicts(item),
    }
    status = 422 if form is not None else 200
    return render(request, "evaluations/review_item.html", context, fragment="sheet", status=status)


def _note(item: ReviewItem, person: User) -> str:
    """What the person last wrote beside this answer; a rating that was taken back leaves its words to be used again."""
    ratings = item.ratings.filter(rater=person, kind=Rating.Kind.RATING).order_by("-given_at", "-pk")
    return ratings.values_list("reason", flat=True).first() or ""


def _response(item: ReviewItem) -> str:
    return item.sample.response if item.sample else ""


def _others(item: ReviewItem, person: User) -> list[Rating]:
    original = item.repeat_of or item
    return [rating for rating in ratings_by_item([original]).get(original.pk, []) if rating.rater_id != person.pk]


def _verdicts(item: ReviewItem) -> list[Verdict]:
    return list(item.sample.verdicts.exclude(source=Verdict.Source.PERSON)) if item.sample else []


def _settle_page(
    request: HttpRequest, project: Project, item: ReviewItem, person: User, form: SettleForm
) -> HttpResponse:
    obstacle = ""
    if not item.disputed:
        obstacle = "There is nothing to settle here: the raters agree, are not done, or somebody has decided."
    elif is_rater_of(item, person):
        obstacle = "You rated this answer, so a third person has to settle it."
    context = {
        "project": project,
        "queue": item.queue,
        "item": item,
        "answer": _response(item),
        "principle": named(principles_for(project), item.case.principle),
        "rulings": rulings_for(project, item.case.principle),
        # Who has not read the answer himself and may not settle it does not get to see what others said.
        "ratings": ratings_by_item([item]).get(item.pk, []) if not obstacle else [],
        "obstacle": obstacle,
        "form": form,
    }
    status = 422 if form.errors else 409 if obstacle else 200
    return render(request, "evaluations/review_settle.html", context, status=status)
