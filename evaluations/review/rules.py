"""Which answers of a run each rule of a review queue gives."""

import math
import random
from collections.abc import Mapping

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from evaluations.models import Judge, Judgement, ReviewQueue, Run, Sample
from evaluations.outcomes import Outcome

Rule = ReviewQueue.Rule
FAILING = (Outcome.VIOLATION, Outcome.PARTIAL)
# A score this near to the judge's threshold could as well have fallen on the other side: a 5 or a 6 where 6 passes.
JUST_BELOW, JUST_ABOVE = 1.5, 0.5


def readable(run: Run) -> QuerySet[Sample]:
    """The answers that a person can read."""
    return Sample.objects.filter(run=run, state=Sample.State.FINISHED).exclude(response="")


def matching(run: Run, rule: str, principle: str = "") -> QuerySet[Sample]:
    """The answers under a rule; for a random share all that it is drawn from."""
    return readable(run).filter(_condition(rule, principle))


def drawn(run: Run, rule: str, *, percent: int | None, principle: str, seed: int) -> list[int]:
    """The keys of the answers that a queue gets, in the order in which they are read: one that tells nothing."""
    keys = sorted(matching(run, rule, principle).values_list("pk", flat=True))
    lot = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    lot.shuffle(keys)
    return keys[: share_of(len(keys), percent)] if rule == Rule.RANDOM else keys


def share_of(total: int, percent: int | None) -> int:
    """How many a share of so many percent is: at least one where there is any."""
    return math.ceil(total * (percent or 0) / 100)


def counts_of_rules(run: Run, *, percent: int | None, principle: str) -> Mapping[str, int]:
    """How many answers each rule would give, in one query."""
    rules = [rule.value for rule in Rule]
    counted = readable(run).aggregate(**{rule: Count("pk", filter=_condition(rule, principle)) for rule in rules})
    return counted | {Rule.RANDOM.value: share_of(counted[Rule.RANDOM.value], percent)}


def principles_in(run: Run) -> list[str]:
    """The principles under which the run has something to read."""
    return sorted(set(readable(run).order_by().values_list("principle", flat=True).distinct()))


def _condition(rule: str, principle: str) -> Q:
    match rule:
        case Rule.FAILURES:
            return Q(outcome__in=FAILING)
        case Rule.DISPUTED:
            return Q(disputed=True)
        case Rule.LOW_CONFIDENCE:
            return Q(Exists(_close_calls().filter(sample=OuterRef("pk"))))
        case Rule.PRINCIPLE:
            return Q(principle=principle)
        case _:
            return Q(pk__isnull=False)


def _close_calls() -> QuerySet[Judgement]:
    """Judgements that could as well have gone the other way, and those where the judge could not tell."""
    near = Q(
        judge__scale=Judge.Scale.SEVEN,
        score__gte=F("judge__threshold") - JUST_BELOW,
        score__lte=F("judge__threshold") + JUST_ABOVE,
    )
    could_not_tell = Q(outcome=Outcome.UNSCORED)
    return Judgement.objects.filter(near | could_not_tell, state=Judgement.State.FINISHED)
