"""Responses whose worth is known: exemplars of cases, marked examples of a specification, and people's labels."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from evaluations.judging.attacks import KnownBad
from evaluations.judging.texts import SpecTexts
from evaluations.models import Case, Judge, Rating, ReviewItem, Run, Sample, Suite, Verdict
from evaluations.outcomes import Outcome
from evaluations.suites.generating import example_conversations
from explorer.models import Example, Section, SpecVersion

# A partly compliant answer is not compliant, and a judge with two verdicts has to call it a violation.
LABELS = {
    Outcome.COMPLIANT.value: "compliant",
    Outcome.VIOLATION.value: "violation",
    Outcome.PARTIAL.value: "violation",
}
UNJUDGED = (Outcome.ERRORED, Outcome.NO_ANSWER, Outcome.PENDING)


@dataclass(frozen=True)
class Known:
    """A response with its label, ``compliant`` or ``violation``, and what a judge is shown with it."""

    label: str
    response: str
    principle: str
    rubric: str = ""
    messages: Sequence[dict[str, str]] = field(default_factory=tuple)
    case: Case | None = None


def exemplars_of(suite: Suite) -> Iterator[Known]:
    """The answers of known outcome that the cases of a suite bring."""
    for case in Case.objects.filter(suite=suite).order_by("position"):
        for label in ("compliant", "violation"):
            text = case.exemplars.get(label)
            if isinstance(text, str) and text.strip():
                yield Known(label, text, case.principle, case.rubric, case.messages, case)


def examples_of(version: SpecVersion) -> Iterator[Known]:
    """The responses that a specification itself marks as good or bad, each under the principle it stands in."""
    principles = _principle_of_each(version)
    examples = Example.objects.filter(section__version=version).order_by("section__position", "position")
    for example in examples.prefetch_related("responses"):
        principle = principles.get(example.section_id, "")
        for messages, good, bad in example_conversations(example) if principle else ():
            for label, text in (("compliant", good), ("violation", bad)):
                if text.strip():
                    yield Known(label, text, principle, "", messages)


def _principle_of_each(version: SpecVersion) -> dict[int, str]:
    """The identifier of the principle that each section is or lies in."""
    found: dict[int, str] = {}
    for section in (
        Section.objects.filter(version=version)
        .order_by("position")
        .only("identifier", "authority", "parent_id", "version_id")
    ):
        found[section.pk] = section.identifier if section.authority else found.get(section.parent_id or 0, "")
    return found


def labelled_answers(run: Run, *, blind: bool) -> Iterator[Known]:
    """The answers of a run that people labelled; with ``blind`` only those whose every rating was given blind."""
    labels = _settled_blind(run) if blind else _latest_of_people(run)
    samples = Sample.objects.filter(run=run, pk__in=list(labels)).select_related("case").order_by("pk")
    for sample in samples:
        label = LABELS.get(labels[sample.pk])
        if label and sample.response.strip():
            case = sample.case
            yield Known(label, sample.response, sample.principle, case.rubric, case.messages, case)


def _settled_blind(run: Run) -> dict[int, str]:
    """What the raters of blind queues came to, where none of the standing ratings was given with open eyes."""
    seeing = Rating.objects.filter(blind=False, withdrawn_at__isnull=True, item__sample__run=run)
    settled = ReviewItem.objects.filter(
        ~Q(outcome=""), queue__run=run, queue__blind=True, kind=ReviewItem.Kind.COUNTED
    ).exclude(pk__in=seeing.values("item"))
    return dict(settled.order_by("settled_at", "pk").values_list("sample_id", "outcome"))


def _latest_of_people(run: Run) -> dict[int, str]:
    verdicts = Verdict.objects.filter(sample__run=run, source=Verdict.Source.PERSON).order_by("pk")
    return dict(verdicts.values_list("sample_id", "outcome"))


def not_shown_to(judge: Judge, known: Sequence[Known]) -> tuple[list[Known], int]:
    """What may calibrate a judge, and how many responses were left out because it could read them in its own prompt."""
    judges = list(judge.members.all()) if judge.is_panel else [judge]
    texts = [SpecTexts(each) for each in judges]
    kept = [each for each in known if not any(seen.shows(each.principle, each.response) for seen in texts)]
    return kept, len(known) - len(kept)


def drawn(known: Sequence[Known], good: int | None, bad: int | None, seed: int) -> list[Known]:
    """At most so many of each label, drawn by the seed; in the order they came."""
    chosen: set[int] = set()
    for label, most in (("compliant", good), ("violation", bad)):
        places = [place for place, each in enumerate(known) if each.label == label]
        picked = places if most is None or most >= len(places) else random.Random(seed).sample(places, most)  # noqa: S311
        chosen.update(picked)
    return [each for place, each in enumerate(known) if place in chosen]


def bad_ones_of(run: Run, count: int) -> list[KnownBad]:
    """Known-bad answers to cases of a run, for the attacks to ride on: one a principle, the same each time."""
    cases = Case.objects.filter(samples__run=run).distinct().order_by("position")
    found: dict[str, KnownBad] = {}
    for case in cases.iterator():
        text = case.exemplars.get("violation")
        if isinstance(text, str) and text.strip() and case.principle not in found:
            found[case.principle] = KnownBad(case.principle, case.rubric, case.messages, text)
        if len(found) == count:
            break
    return list(found.values())


def answers_to_grade(run: Run) -> QuerySet[Sample]:
    """The answers of a run that a judge is asked about; what is empty or errored needs no judge."""
    finished = Sample.objects.filter(run=run, state=Sample.State.FINISHED)
    return finished.exclude(response="").exclude(outcome__in=UNJUDGED).order_by("pk")
