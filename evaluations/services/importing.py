"""Takes logs of other tools: put aside for a preview, and stored as a recorded run with the suite of their cases."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import BinaryIO, TextIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.content import suite_sha256
from evaluations.errors import Fault, FileRefused
from evaluations.exchange.formats import TOOLS, Format, recognised
from evaluations.exchange.records import LoggedSample, LogRefused, clean, on_one_line
from evaluations.exchange.survey import Survey, spooled, survey
from evaluations.models import Case, ImportedLog, LogDraft, Run, Sample, Suite, Verdict
from evaluations.outcomes import Outcome
from evaluations.principles import label_for, principles_for
from evaluations.services.conversations import BATCH, SUITE_NAME_LENGTH, state_of
from evaluations.services.releases import release_named
from evaluations.suites.prompt_footnotes import principles_by_footnote
from workspaces import audit
from workspaces.models import Project, User

LARGEST_UPLOADED = 1 << 30  # unpacked
LARGEST_BY_COMMAND = 64 << 30
DRAFT_LIFE = timedelta(days=1)
MOST_DRAFTS = 10
UNNAMED = "no_principle_named"
KEPT = "="  # what a person chooses who leaves a name as the log has it
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Surveyed:
    """A log that was read once. ``unmapped`` counts the samples under names that stand for no principle."""

    format: Format
    survey: Survey
    unmapped: Mapping[str, int]

    @property
    def tool(self) -> str:
        return TOOLS[self.format.name]


@dataclass(frozen=True)
class Wishes:
    """What a person wants of an import.

    ``mapping`` gives names of the log the principle that they stand for, the empty name standing for all samples that
    name none. ``scorer`` decides; empty for the first in the log's order.
    """

    name: str = ""
    release: str = ""
    scorer: str = ""
    format: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


class Principles:
    """Which principle a sample is held against: by a person's mapping, the log's own name, or a footnote id."""

    def __init__(self, project: Project, mapping: Mapping[str, str] | None = None) -> None:
        self._known = principles_for(project)
        self._footnotes = principles_by_footnote(project)
        self._mapping = {name: target for name, target in (mapping or {}).items() if target in self._known}

    def of(self, named: str, footnotes: tuple[str, ...]) -> str:
        """The identifier, empty where nothing says which."""
        if named in self._mapping:
            return self._mapping[named]
        if named in self._known:
            return named
        candidates = (named, *footnotes) if named else footnotes
        by_footnote = next((self._footnotes[each] for each in candidates if each in self._footnotes), "")
        return by_footnote or ("" if named else self._mapping.get("", ""))

    def unmapped(self, found: Survey) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for (named, footnotes), times in found.names.items():
            if not self.of(named, footnotes):
                counts[named] += times
        return dict(counts.most_common())


def read_log(
    project: Project, file: BinaryIO, *, wishes: Wishes | None = None, largest: int, spool: TextIO | None = None
) -> Surveyed:
    """Goes through a log without storing anything.

    Raises:
        FileRefused: it is no log that can be taken, or holds no sample.
    """
    wishes = wishes or Wishes()
    try:
        form = recognised(file, wishes.format)
        found = survey(form.read(file, largest), spool)
    except LogRefused as refusal:
        line = refusal.where.removeprefix("line ")
        fault = Fault(refusal.where or "file", refusal.value, refusal.allowed, str(refusal))
        if line.isdecimal():
            fault = Fault("file", refusal.value, refusal.allowed, str(refusal), int(line))
        raise FileRefused([fault]) from refusal
    if not found.samples:
        raise FileRefused(_nothing_in(found, form))
    if wishes.scorer and wishes.scorer not in found.values:
        known = ", ".join(found.scorers()) or "none"
        said = f"The log has no scorer “{clean(wishes.scorer, 80)}”. It has {known}."
        raise FileRefused([Fault("scorer", wishes.scorer, known, said)])
    return Surveyed(form, found, Principles(project, wishes.mapping).unmapped(found))


def _nothing_in(found: Survey, form: Format) -> list[Fault]:
    faults = [Fault(each.place, "", "", each.why) for each in islice(found.unread, 100)]
    status = f" {' '.join(found.notes)}" if found.notes else ""
    said = f"The log of {TOOLS[form.name]} holds no sample that can be read.{status}"
    return [Fault("file", "", "at least one sample", said), *faults]


def draft_log(project: Project, actor: User | None, file: BinaryIO, name: str) -> LogDraft:
    """Puts an upload aside until somebody has seen what is in it; it has to be readable.

    Raises:
        FileRefused: it is no log that can be taken. Nothing is kept then.
    """
    read_log(project, file, largest=LARGEST_UPLOADED)
    file.seek(0)
    content = file.read()
    with transaction.atomic():
        LogDraft.objects.filter(created_at__lt=timezone.now() - DRAFT_LIFE).delete()
        older = LogDraft.objects.filter(project=project).order_by("-created_at").values_list("pk", flat=True)
        LogDraft.objects.filter(pk__in=list(older[MOST_DRAFTS - 1 :])).delete()
        return LogDraft.objects.create(
            project=project,
            file_name=on_one_line(name, 200) or "log",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            created_by=actor,
        )


def import_log(
    project: Project,
    actor: User | None,
    file: BinaryIO,
    *,
    file_name: str,
    wishes: Wishes,
    once: UUID | None = None,
    largest: int = LARGEST_BY_COMMAND,
) -> tuple[Run, Surveyed]:
    """Stores a log as a recorded run: what could be read of it, with its suite, or nothing.

    The samples are put aside first, so that the database is only held while they are stored.

    Args:
        once: names the form that was sent; importing it again gives the first run.

    Raises:
        FileRefused: nothing was stored.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        surveyed = read_log(project, file, wishes=wishes, largest=largest, spool=spool)
        digest, size = _sha256_of(file)
        try:
            with transaction.atomic():
                run = _store(project, actor, wishes, surveyed, spool, once=once)
                _say_where_from(run, wishes, surveyed, on_one_line(file_name, 200) or "log", digest, size)
                if once is not None:
                    LogDraft.objects.filter(project=project, pk=once).delete()
                facts = {"release": run.release, "samples": surveyed.survey.samples, "sha256": digest}
                audit.record(project.organisation, actor, "log.imported", run, tool=surveyed.format.name, **facts)
        except IntegrityError:
            known = Run.objects.filter(project=project, once=once).first() if once else None
            if known is None:
                raise
            return known, surveyed
    return run, surveyed


def _sha256_of(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while data := file.read(1 << 20):
        digest.update(data)
        size += len(data)
    return digest.hexdigest(), size


def deciding_scorer(wishes: Wishes, found: Survey) -> str:
    return wishes.scorer or next(iter(found.scorers()), "")


def _store(
    project: Project, actor: User | None, wishes: Wishes, surveyed: Surveyed, spool: TextIO, *, once: UUID | None
) -> Run:
    found, scorer = surveyed.survey, deciding_scorer(wishes, surveyed.survey)
    about = found.about
    name = on_one_line(wishes.name or about.name or f"Log of {surveyed.tool}", 160)
    release = on_one_line(wishes.release or about.model or next(iter(found.models), "") or name, 80)
    counts = found.outcomes_under(scorer) | {Outcome.ERRORED.value: found.errored}
    finished = _moment(about.made_at)
    # Imports of one project come one after the other: each names a version of a suite.
    Project.objects.select_for_update().get(pk=project.pk)
    suite = _suite(project, actor, f"Cases of {name}"[:SUITE_NAME_LENGTH])
    run = Run.objects.create(
        project=project,
        suite=suite,
        source=Run.Source.RECORDED,
        name=name,
        release=release,
        release_record=release_named(project, release, actor),
        state=state_of(counts),
        epochs=found.epochs,
        once=once,
        created_by=actor,
        started_at=finished,
        finished_at=finished,
    )
    principles = Principles(project, wishes.mapping)
    keys: dict[str, int] = {}
    for batch in _batches(spooled(spool)):
        _store_batch(run, suite, batch, principles, scorer, keys)
    suite.content_sha256 = suite_sha256(Case.objects.filter(suite=suite).order_by("position").iterator(BATCH))
    suite.save(update_fields=["content_sha256"])
    return run


def _batches(samples: Iterator[LoggedSample]) -> Iterator[list[LoggedSample]]:
    while batch := list(islice(samples, BATCH // 2)):
        yield batch


def _suite(project: Project, actor: User | None, name: str) -> Suite:
    version = Suite.objects.filter(project=project, name=name).count() + 1
    return Suite.objects.create(
        project=project,
        name=name,
        version=version,
        origin=Suite.Origin.RECORDED,
        specification=label_for(project),
        frozen_at=timezone.now(),
        created_by=actor,
    )


def _moment(text: str) -> datetime:
    """When the log was made, as far as it says so: a run of last month must not look newer than yesterday's."""
    now = timezone.now()
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        return now
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return min(made, now) if made.year >= 2015 else now


def _store_batch(
    run: Run, suite: Suite, batch: list[LoggedSample], principles: Principles, scorer: str, keys: dict[str, int]
) -> None:
    held = [principles.of(sample.named, sample.footnotes) or sample.named or UNNAMED for sample in batch]
    new: dict[str, Case] = {}
    for sample, principle in zip(batch, held, strict=True):
        if sample.case not in keys and sample.case not in new:
            position = len(keys) + len(new)
            asked = sample.messages or [{"role": "user", "content": "(The log does not hold what was asked.)"}]
            about = {"key": sample.case, "principle": principle, "title": sample.title, "messages": asked}
            new[sample.case] = Case(suite=suite, position=position, **about)
    Case.objects.bulk_create(new.values())
    keys |= {key: case.pk for key, case in new.items()}
    samples = [
        _sample(run, sample, keys[sample.case], principle, scorer)
        for sample, principle in zip(batch, held, strict=True)
    ]
    stored = Sample.objects.bulk_create(samples)
    verdicts = [each for row, sample in zip(stored, batch, strict=True) for each in _verdicts(row, sample, scorer)]
    Verdict.objects.bulk_create(verdicts, batch_size=BATCH)


def _sample(run: Run, sample: LoggedSample, case: int, principle: str, scorer: str) -> Sample:
    outcome = sample.outcome_under(scorer)
    decided = sample.scores.get(scorer)
    return Sample(
        run=run,
        case_id=case,
        epoch=sample.epoch or 1,
        principle=principle,
        state=Sample.State.FINISHED,
        outcome=outcome,
        fault="recorded" if sample.error else "",
        reason=sample.error or (decided.reason[:LONGEST_NOTE] if decided else ""),
        response=sample.response or "",
        model=sample.model,
        finished_at=run.finished_at,
    )


def _verdicts(row: Sample, sample: LoggedSample, scorer: str) -> Iterator[Verdict]:
    """What each scorer said; that of the deciding one comes last, for of one source the latest verdict counts."""
    if sample.error:
        return
    for name in sorted(sample.scores, key=lambda name: name == scorer):
        score = sample.scores[name]
        decides = name == scorer
        yield Verdict(
            sample=row,
            source=Verdict.Source.RECORDED,
            grader=sample.grader or name,
            outcome=row.outcome if decides else score.outcome,
            score=score.number,
            reason=score.reason[:LONGEST_NOTE],
        )


def _say_where_from(run: Run, wishes: Wishes, surveyed: Surveyed, file_name: str, digest: str, size: int) -> None:
    found = surveyed.survey
    ImportedLog.objects.create(
        run=run,
        project=run.project,
        tool=surveyed.format.name,
        tool_version=found.about.version,
        file_name=file_name,
        size=size,
        sha256=digest,
        log_name=found.about.name,
        identity=found.about.identity,
        model=found.about.model,
        made_at=found.about.made_at,
        deciding_scorer=deciding_scorer(wishes, found),
        scorers={name: found.values_of(name) for name in found.scorers()},
        mapping={name: target for name, target in wishes.mapping.items() if target and target != KEPT},
        unmapped=dict(surveyed.unmapped),
        notes=found.notes,
        unread=[asdict(each) for each in found.told()],
        unread_count=found.unread_count,
    )
