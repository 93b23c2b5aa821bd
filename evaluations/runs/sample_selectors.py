"""A run's samples as a list that stays quick at 100,000: pages by key, counts by one index, a search with bounds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from evaluations.models import Run, Sample
from evaluations.runs.sample_filters import FACETS, Chosen

PAGE = 50
# How many answers one request searches for words; the page leads on from there.
SEARCHED_AT_ONCE = 20_000
SHOWN = ("run_id", "epoch", "principle", "outcome", "disputed", "reason", "fault", "case__key", "case__title")


@dataclass(frozen=True)
class Facets:
    """How many samples each choice of each filter would show, the other filters as they are.

    ``matching`` counts what the filters let through, words aside, of ``total``.
    """

    counts: dict[str, Counter[str]]
    disputed: int
    matching: int
    total: int


@dataclass(frozen=True)
class SamplePage:
    """One page. ``next_after`` and ``previous_before`` are the keys to go on from, 0 where there is nothing.

    ``searched_up_to`` is set where the search for words ended at its bound before the page was full.
    """

    samples: list[Sample]
    next_after: int = 0
    previous_before: int = 0
    searched_up_to: int = 0


def facets_of(run: Run, chosen: Chosen) -> Facets:
    """All counts in one grouped query, which the index answers without reading a sample."""
    names = (*FACETS, "disputed")
    rows = Sample.objects.filter(run=run).order_by().values_list(*names).annotate(times=Count("pk"))
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    wanted = chosen.narrowed
    disputed = matching = total = 0
    for *values, times in rows:
        found = dict(zip(names, values, strict=True))
        total += times
        missed = [name for name, value in wanted.items() if found[name] != value]
        matching += 0 if missed else times
        if found["disputed"] and not set(missed) - {"disputed"}:
            disputed += times
        for name in FACETS:
            if not set(missed) - {name}:
                counts[name][str(found[name])] += times
    return Facets(counts, disputed, matching, total)


def page_of(run: Run, chosen: Chosen) -> SamplePage:
    """The page at a place of the list; a place that does not exist is the nearest one that does."""
    if chosen.words:
        return _searched(run, chosen)
    matching = _matching(run, chosen)
    if chosen.before:
        rows = list(matching.filter(pk__lt=chosen.before).order_by("-pk")[: PAGE + 1])
        if rows:
            more = rows[PAGE - 1].pk if len(rows) > PAGE else 0
            return SamplePage(rows[:PAGE][::-1], next_after=rows[0].pk, previous_before=more)
    rows = list(matching.filter(pk__gt=chosen.after).order_by("pk")[: PAGE + 1])
    shown = rows[:PAGE]
    return SamplePage(
        shown,
        next_after=shown[-1].pk if len(rows) > PAGE else 0,
        previous_before=shown[0].pk if chosen.after and shown else 0,
    )


def _searched(run: Run, chosen: Chosen) -> SamplePage:
    """Goes forward only: the samples with these words among the next so many."""
    edge = _edge(run, chosen.after)
    matching = _within(_matching(run, chosen), chosen.after, edge)
    rows = list(matching.order_by("pk")[: PAGE + 1])
    if len(rows) > PAGE:
        return SamplePage(rows[:PAGE], next_after=rows[PAGE - 1].pk)
    return SamplePage(rows, searched_up_to=edge)


def _edge(run: Run, after: int) -> int:
    """The key at which a search from here ends; 0 where it reaches the end of the list."""
    keys = Sample.objects.filter(run=run, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    # Counted off in the index of the keys, and never further than the bound.
    return next(iter(keys[SEARCHED_AT_ONCE - 1 : SEARCHED_AT_ONCE]), 0)


def _within(samples: QuerySet[Sample], after: int, edge: int) -> QuerySet[Sample]:
    samples = samples.filter(pk__gt=after)
    return samples.filter(pk__lte=edge) if edge else samples


def _matching(run: Run, chosen: Chosen) -> QuerySet[Sample]:
    samples = Sample.objects.filter(run=run, **chosen.narrowed).select_related("case").only(*SHOWN)
    return samples.filter(response__icontains=chosen.words) if chosen.words else samples


def neighbours(run: Run, chosen: Chosen, pk: int) -> tuple[int, int]:
    """The keys of the samples before and after this one in the same list, 0 at its ends."""
    matching = Sample.objects.filter(run=run, **chosen.narrowed)
    if chosen.words:
        matching = matching.filter(response__icontains=chosen.words)
        after = _within(matching, pk, _edge(run, pk))
        before = matching.filter(pk__gte=_edge_before(run, pk))
    else:
        after, before = matching.filter(pk__gt=pk), matching
    first_after = after.order_by("pk").values_list("pk", flat=True)[:1]
    last_before = before.filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)[:1]
    return _only(last_before), _only(first_after)


def place_of(run: Run, chosen: Chosen, pk: int) -> tuple[int, int] | None:
    """Which one of how many samples of the list this is; None in a search, which never reads all of them."""
    if chosen.words:
        return None
    found = Sample.objects.filter(run=run, **chosen.narrowed).aggregate(
        place=Count("pk", filter=Q(pk__lte=pk)), total=Count("pk")
    )
    return found["place"], found["total"]


def _edge_before(run: Run, pk: int) -> int:
    keys = Sample.objects.filter(run=run, pk__lt=pk).order_by("-pk").values_list("pk", flat=True)
    return next(iter(keys[SEARCHED_AT_ONCE - 1 : SEARCHED_AT_ONCE]), 0)


def _only(keys: Iterable[int]) -> int:
    return next(iter(keys), 0)
