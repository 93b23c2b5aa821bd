"""Ends a grading when its last judgement is there: verdicts, trust and counts come with it in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now

from evaluations.execution.gradings.claims import lock
from evaluations.judging.attacks import Seen, Trial, tried
from evaluations.judging.scoring import UNSCORED, Word, panel_of
from evaluations.models import Calibration, Grading, Judgement, Verdict
from evaluations.verdict_keeping import add_verdicts, decide_again
from workspaces import audit

OPEN = (Judgement.State.QUEUED, Judgement.State.LEASED)
FAILED_FROM = 0.5  # where more than half of the judgements got no answer at all, the grading says nothing


def move(grading_id: int, before: Sequence[str], after: str, **changes: object) -> bool:
    """Whether this call moved the grading; of several that try, one does."""
    return bool(Grading.objects.filter(pk=grading_id, state__in=before).update(state=after, **changes))


def rest(grading_id: int, reason: str) -> bool:
    """Pauses a running grading for something that somebody has to mend; whether this call did it."""
    with transaction.atomic():
        resting = move(grading_id, [Grading.State.RUNNING], Grading.State.PAUSED, reason=reason)
        if resting:
            grading = Grading.objects.select_related("project__organisation").get(pk=grading_id)
            audit.record(grading.project.organisation, None, "grading.paused", grading, reason=reason)
    return resting


def finish_if_done(grading_id: int) -> bool:
    """Whether this call ended the grading."""
    if Judgement.objects.filter(grading_id=grading_id, state__in=OPEN).exists():
        return False
    with transaction.atomic():
        grading = lock(grading_id)
        if grading.state != Grading.State.RUNNING:
            return False
        _end(Grading.objects.select_related("project__organisation", "judge").get(pk=grading_id))
    return True


def _end(grading: Grading) -> None:
    judgements = list(grading.judgements.select_related("sample").defer("scores", "messages").order_by("place", "pk"))
    words = words_by_place(judgements)
    lost = _why_lost(grading, judgements)
    grading.state = Grading.State.FAILED if lost else Grading.State.COMPLETED
    grading.reason = lost
    if grading.run_id is not None:
        grading.trusted = trial_of(judgements, words).trusted
    Grading.objects.filter(pk=grading.pk).update(
        state=grading.state, reason=grading.reason, trusted=grading.trusted, finished_at=Now()
    )
    if not lost:
        _write_verdicts(grading, judgements, words)
        _count(grading, judgements, words)
    audit.record(
        grading.project.organisation,
        None,
        "grading.finished",
        grading,
        state=grading.state,
        trusted=grading.trusted,
        judgements=len(judgements),
    )


def words_by_place(judgements: Sequence[Judgement]) -> dict[int, Word]:
    """The verdict at each place: that of the judge, or what its panel comes to."""
    said: dict[int, list[Word]] = defaultdict(list)
    for each in judgements:
        if each.state == Judgement.State.FINISHED:
            said[each.place].append(Word(each.outcome, each.score, each.reason, each.quotes, each.dropped_quotes))
    return {place: panel_of(words) for place, words in said.items()}


def trial_of(judgements: Sequence[Judgement], words: Mapping[int, Word]) -> Trial:
    places = {each.place: each for each in judgements if each.kind == Judgement.Kind.ATTACK}
    return tried(
        [
            Seen(each.attack, str(place if each.inside is None else each.inside), words[place].outcome)
            for place, each in places.items()
            if place in words
        ]
    )


def _why_lost(grading: Grading, judgements: Sequence[Judgement]) -> str:
    unreached = [each for each in judgements if each.outcome == UNSCORED and each.fault]
    if not judgements or len(unreached) <= FAILED_FROM * len(judgements):
        return ""
    most = grading.judgements.exclude(fault="").values("reason").annotate(times=Count("pk")).order_by("-times").first()
    why = f" {most['reason']}" if most else ""
    return f"{len(unreached)} of {len(judgements)} judgements got no answer of the judge.{why}"[:2000]


def _write_verdicts(grading: Grading, judgements: Sequence[Judgement], words: Mapping[int, Word]) -> None:
    """One verdict for each answer; it is the standing of the grading that says whether they decide."""
    samples = {each.place: each.sample_id for each in judgements if each.sample_id is not None}
    if not samples:
        return
    add_verdicts([_verdict(grading, sample, words[place]) for place, sample in samples.items()])
    earlier = Verdict.objects.filter(grading__run=grading.run_id).values_list("sample_id", flat=True)
    decide_again(set(earlier))


def _verdict(grading: Grading, sample_id: int, word: Word) -> Verdict:
    said = [{"outcome": word.outcome, "reason": "quoted as evidence", "evidence": quote} for quote in word.quotes]
    return Verdict(
        sample_id=sample_id,
        source=Verdict.Source.JUDGE,
        grader=str(grading.judge)[:120],
        grading=grading,
        outcome=word.outcome,
        score=word.score,
        reason=word.reason,
        details=said,
    )


def _count(grading: Grading, judgements: Sequence[Judgement], words: Mapping[int, Word]) -> None:
    """Writes down how a calibration came out; nothing for the grading of a run."""
    labels = {each.place: each.label for each in judgements if each.kind == Judgement.Kind.KNOWN}
    if not labels:
        return
    said = [(label, words[place].outcome) for place, label in labels.items()]
    Calibration.objects.filter(grading=grading).update(
        good_shown=sum(label == "compliant" for label, _ in said),
        good_recognised=said.count(("compliant", "compliant")),
        bad_shown=sum(label == "violation" for label, _ in said),
        bad_recognised=said.count(("violation", "violation")),
        unscored=sum(outcome == UNSCORED for _, outcome in said),
        finished_at=Now(),
    )
