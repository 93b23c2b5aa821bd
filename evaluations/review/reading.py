"""What a queue's ratings say: each rater's progress, how far raters agree, and what they disagree about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from evaluations.models import RATINGS, Rating, ReviewItem, ReviewQueue
from evaluations.principles import named, principles_for
from evaluations.review.agreement import Agreement, agreement_of, crosstab
from evaluations.review.selectors import ratings_by_item

Kind = ReviewItem.Kind
CATEGORIES = [value for value, _ in RATINGS]
LABELS = dict(RATINGS)
SHOWN_DISAGREEMENTS = 50


@dataclass(frozen=True)
class RaterRow:
    """One rater. ``repeats_same`` of ``repeats`` hidden repeats came out as the first time."""

    key: int
    name: str
    counts: Mapping[str, int]
    seconds: float | None
    warm_ups: int
    warm_ups_right: int
    repeats: int
    repeats_same: int
    last_at: datetime

    @property
    def rated(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Table:
    """How often the one said this while the other said that, with the sums of rows and columns."""

    rows_by: str
    columns_by: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int], int]]
    sums: Sequence[int]
    total: int


@dataclass(frozen=True)
class Disagreement:
    """An answer about which the raters disagree; ``may_settle`` for the person who looks."""

    item: ReviewItem
    principle: str
    ratings: Sequence[Rating]
    may_settle: bool


@dataclass(frozen=True)
class Report:
    """A queue in numbers; ``outcomes`` are those of settled answers, ``agreement`` None before two have rated one."""

    items: int
    settled: int
    adjudicated: int
    disputed: int
    outcomes: Sequence[tuple[str, int]]
    raters: Sequence[RaterRow]
    agreement: Agreement | None
    table: Table | None

    @property
    def open(self) -> int:
        return self.items - self.settled - self.disputed


def report_of(queue: ReviewQueue) -> Report:
    """Everything the lead's page counts, in two queries."""
    items = list(queue.items.only("pk", "kind", "known", "repeat_of", "settled", "outcome", "disputed", "queue_id"))
    by_key = {item.pk: item for item in items}
    ratings = list(
        Rating.objects.filter(item__queue=queue, kind=Rating.Kind.RATING, withdrawn_at__isnull=True)
        .select_related("rater")
        .only("item_id", "outcome", "seconds", "given_at", "rater__name")
        .order_by("given_at", "pk")
    )
    counted = [item for item in items if item.kind == Kind.COUNTED]
    complete = _complete(ratings, by_key, queue.ratings_per_item)
    settled = [item for item in counted if item.settled]
    found = Counter(item.outcome for item in settled)
    return Report(
        items=len(counted),
        settled=len(settled),
        adjudicated=sum(item.settled == ReviewItem.Settled.ADJUDICATED for item in settled),
        disputed=sum(item.disputed for item in counted),
        outcomes=[(category, found[category]) for category in CATEGORIES if found[category]],
        raters=_rater_rows(ratings, by_key),
        agreement=agreement_of(complete),
        table=_table(complete, {rating.rater_id: rating.rater.name for rating in ratings}),
    )


def disagreements_of(queue: ReviewQueue, person: int) -> list[Disagreement]:
    """The first open disagreements, with what the raters said, in a fixed number of queries."""
    found = queue.items.filter(disputed=True).select_related("sample", "case").order_by("position")
    items = list(found[:SHOWN_DISAGREEMENTS])
    said, principles = ratings_by_item(items), principles_for(queue.project)
    involved = {item: {rating.rater_id for rating in ratings} for item, ratings in said.items()}
    involved_before = Rating.objects.filter(item__in=items, rater=person).values_list("item", flat=True)
    barred = {item for item, raters in involved.items() if person in raters} | set(involved_before)
    return [
        Disagreement(item, named(principles, item.case.principle).title, said.get(item.pk, []), item.pk not in barred)
        for item in items
    ]


def _complete(ratings: Iterable[Rating], items: Mapping[int, ReviewItem], asked: int) -> list[dict[int, str]]:
    """What was said of each counted answer that has all its ratings: nobody still blind to it can learn from these."""
    said: dict[int, dict[int, str]] = {}
    for rating in ratings:
        if items[rating.item_id].kind == Kind.COUNTED:
            said.setdefault(rating.item_id, {})[rating.rater_id] = rating.outcome
    return [by_rater for by_rater in said.values() if len(by_rater) >= asked]


def _rater_rows(ratings: Sequence[Rating], items: Mapping[int, ReviewItem]) -> list[RaterRow]:
    by_rater: dict[int, list[Rating]] = {}
    for rating in ratings:
        by_rater.setdefault(rating.rater_id, []).append(rating)
    rows = [_rater_row(own, items) for own in by_rater.values()]
    return sorted(rows, key=lambda row: (-row.rated, row.name))


def _rater_row(own: Sequence[Rating], items: Mapping[int, ReviewItem]) -> RaterRow:
    said = {rating.item_id: rating.outcome for rating in own}
    of_kind = {kind: [key for key in said if items[key].kind == kind] for kind in Kind}
    repeats = [(said[key], said.get(items[key].repeat_of_id or 0)) for key in of_kind[Kind.REPEAT]]
    compared = [(again, first) for again, first in repeats if first is not None]
    seconds = [rating.seconds for rating in own if rating.seconds is not None]
    return RaterRow(
        key=own[0].rater_id,
        name=own[0].rater.name,
        counts=Counter(said[key] for key in of_kind[Kind.COUNTED]),
        seconds=float(median(seconds)) if seconds else None,
        warm_ups=len(of_kind[Kind.WARM_UP]),
        warm_ups_right=sum(said[key] == items[key].known for key in of_kind[Kind.WARM_UP]),
        repeats=len(compared),
        repeats_same=sum(again == first for again, first in compared),
        last_at=own[-1].given_at,
    )


def _table(complete: Sequence[Mapping[int, str]], names: Mapping[int, str]) -> Table | None:
    """Two raters against each other; None for any other number of raters."""
    raters = sorted({rater for said in complete for rater in said}, key=lambda rater: names[rater])
    pairs = [(said[raters[0]], said[raters[1]]) for said in complete if len(raters) == 2 and len(said) == 2]
    if not pairs:
        return None
    used = [category for category in CATEGORIES if any(category in pair for pair in pairs)]
    cells = crosstab(pairs, used)
    return Table(
        rows_by=names[raters[0]],
        columns_by=names[raters[1]],
        heads=[LABELS[category] for category in used],
        rows=[(LABELS[category], row, sum(row)) for category, row in zip(used, cells, strict=True)],
        sums=[sum(column) for column in zip(*cells, strict=True)],
        total=len(pairs),
    )
