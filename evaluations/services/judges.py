"""Judges: the first version, the next one, and taking one out of use. No version is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.endpoints.calling import frozen_call
from evaluations.errors import JudgeRefused
from evaluations.judging import prompt
from evaluations.models import MAX_GRADINGS, TOP_SCORE, Endpoint, Judge
from evaluations.runs.settings import MAX_LONGEST_ANSWER
from explorer.models import SpecVersion
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.models import Project, User

LONGEST_VERDICT = 2000
PANEL_SIZES = (3, 5, 7, 9)
LATELY = frozenset({"concurrency", "deadline", "endpoint"})  # how an endpoint is called, not what answers


@dataclass(frozen=True)
class JudgeValues:
    """What a version of a judge is made of; a panel has members and nothing else."""

    name: str
    kind: str = Judge.Kind.SINGLE
    endpoint: Endpoint | None = None
    spec_version: SpecVersion | None = None
    sees: str = Judge.Sees.WHOLE_SPEC
    scale: str = Judge.Scale.SEVEN
    gradings: int = 5
    threshold: int = 6
    longest_verdict: int = LONGEST_VERDICT
    members: Sequence[Judge] = field(default_factory=tuple)
    note: str = ""


def add_judge(project: Project, actor: User | None, values: JudgeValues) -> Judge:
    """The first version of a judge.

    Raises:
        JudgeRefused: the parts do not belong together, or there is a judge of that name.
    """
    _check(project, values)
    if Judge.objects.filter(project=project, name=values.name.strip()).exists():
        raise JudgeRefused({"name": "There is a judge of this name; make a new version of it, or choose another name."})
    return _store(project, actor, values, version=1)


def next_version(judge: Judge, actor: User | None, values: JudgeValues) -> Judge:
    """The version after the latest one of that name; it starts without a calibration.

    Raises:
        JudgeRefused: the parts do not belong together, or nothing would change.
    """
    project = judge.project
    _check(project, values)
    if _content(values) == _content_of(judge):
        raise JudgeRefused({"": "Nothing is different from this version, so there is no need for a new one."})
    latest = Judge.objects.filter(project=project, name=judge.name).aggregate(latest=Max("version"))["latest"]
    return _store(project, actor, values, version=latest + 1, name=judge.name)


def archive_judge(judge: Judge, actor: User, *, archived: bool = True) -> None:
    """Takes a version out of use, or back into it; what it graded stays as it is."""
    with transaction.atomic():
        changed = Judge.objects.filter(pk=judge.pk, archived_at__isnull=archived).update(
            archived_at=timezone.now() if archived else None
        )
        if changed:
            action = "judge.archived" if archived else "judge.restored"
            audit.record(judge.project.organisation, actor, action, judge)


def _store(project: Project, actor: User | None, values: JudgeValues, *, version: int, name: str = "") -> Judge:
    single = values.kind == Judge.Kind.SINGLE
    frozen = _frozen(values)
    try:
        with transaction.atomic():
            judge = Judge.objects.create(
                project=project,
                name=name or values.name.strip(),
                version=version,
                kind=values.kind,
                endpoint=values.endpoint if single else None,
                spec_version=values.spec_version if _reads(values) else None,
                sees=values.sees if single else Judge.Sees.RUBRIC,
                scale=values.scale,
                gradings=values.gradings if single else 1,
                threshold=values.threshold,
                prompt_version=prompt.PROMPT_VERSION,
                settings=frozen,
                settings_sha256=sha256_of(frozen),
                note=values.note,
                created_by=actor,
            )
            judge.members.set([] if single else list(values.members))
            audit.record(
                project.organisation,
                actor,
                "judge.versioned" if version > 1 else "judge.added",
                judge,
                version=version,
                settings_sha256=judge.settings_sha256,
            )
    except IntegrityError as error:
        taken = "Somebody else has just stored a version of this judge; look at it first."
        raise JudgeRefused({"name": taken}) from error
    return judge


def _reads(values: JudgeValues) -> bool:
    """Whether it sees anything of the specification."""
    return values.kind == Judge.Kind.SINGLE and values.sees != Judge.Sees.RUBRIC


def _check(project: Project, values: JudgeValues) -> None:
    problems: dict[str, str] = {}
    if not values.name.strip() or len(values.name.strip()) > 120:
        problems["name"] = "Name the judge in 1 to 120 characters."
    if values.kind == Judge.Kind.PANEL:
        problems |= _panel_problems(project, values)
    else:
        problems |= _endpoint_problems(project, values.endpoint)
        problems |= _text_problems(project, values)
        problems |= _number_problems(values)
    if problems:
        raise JudgeRefused(problems)


def _panel_problems(project: Project, values: JudgeValues) -> dict[str, str]:
    members = list(values.members)
    if len({each.pk for each in members}) not in PANEL_SIZES or len(members) not in PANEL_SIZES:
        return {"members": "A panel has three, five, seven or nine judges, so that there is a majority."}
    if any(each.project_id != project.pk or each.is_panel or each.is_archived for each in members):
        return {"members": "Choose single judges of this project that are in use."}
    return {}


def _endpoint_problems(project: Project, endpoint: Endpoint | None) -> dict[str, str]:
    if endpoint is None or endpoint.project_id != project.pk or endpoint.is_archived:
        return {"endpoint": "Choose an endpoint of this project that is in use."}
    if endpoint.kind == Endpoint.Kind.RECORDED:
        return {"endpoint": "A judge has to be asked; recorded responses cannot judge."}
    if endpoint.needs_its_key_again:
        return {"endpoint": f"{endpoint.name} needs its key again; type it on the endpoint’s page."}
    return {}


def _text_problems(project: Project, values: JudgeValues) -> dict[str, str]:
    if values.sees not in Judge.Sees.values or values.scale not in Judge.Scale.values:
        return {"sees": "Choose what the judge sees, and its scale."}
    if not _reads(values):
        return {}
    version, visible = values.spec_version, SpecVersion.objects.visible_to(project.organisation)
    if version is None or not visible.filter(pk=version.pk).exists():
        return {"spec_version": "Choose the version of the specification that the judge sees."}
    if version.is_outline:
        return {
            "spec_version": "Of this version only the outline is loaded. Import the document, or let the judge see the "
            "rubric alone."
        }
    return {}


def _number_problems(values: JudgeValues) -> dict[str, str]:
    problems = {}
    if values.gradings not in range(1, MAX_GRADINGS + 1, 2):
        problems["gradings"] = f"An odd number from 1 to {MAX_GRADINGS}, so that there is a middle."
    if not 2 <= values.threshold <= TOP_SCORE:
        problems["threshold"] = f"A score from 2 to {TOP_SCORE}."
    if not 50 <= values.longest_verdict <= MAX_LONGEST_ANSWER:
        problems["longest_verdict"] = f"From 50 to {MAX_LONGEST_ANSWER} tokens."
    return problems


def _frozen(values: JudgeValues) -> dict[str, Any]:
    """Everything that a judge is asked with, in words that a hash can hold; of secrets the names only."""
    if values.kind == Judge.Kind.PANEL:
        members = sorted(values.members, key=lambda each: each.pk)
        said = [{"judge": each.pk, "name": str(each), "sha256": each.settings_sha256} for each in members]
        # A panel with one scripted judge in it is labelled as simulated like that judge.
        simulated = any(each.settings.get("kind") == Endpoint.Kind.SIMULATED for each in members)
        return {"members": said, **({"kind": Endpoint.Kind.SIMULATED.value} if simulated else {})}
    endpoint, version = values.endpoint, values.spec_version if _reads(values) else None
    if endpoint is None:
        raise JudgeRefused({"endpoint": "Choose an endpoint of this project that is in use."})
    prices = {"price_in": endpoint.price_in, "price_out": endpoint.price_out}
    return {
        **frozen_call(endpoint),
        **{name: None if price is None else format(price.normalize(), "f") for name, price in prices.items()},
        "currency": endpoint.currency,
        "longest_answer": values.longest_verdict,
        "prompt_version": prompt.PROMPT_VERSION,
        "prompt_sha256": sha256_of([prompt.ROLE, prompt.DATA, prompt.SEVEN, prompt.BINARY, prompt.ANSWER]),
        "sees": values.sees,
        "scale": values.scale,
        "gradings": values.gradings,
        "threshold": values.threshold if values.scale == Judge.Scale.SEVEN else None,
        "specification": version.label if version else "",
        "specification_sha256": version.content_sha256 if version else "",
    }


def _content(values: JudgeValues) -> dict[str, Any]:
    return {name: value for name, value in _frozen(values).items() if name not in LATELY}


def _content_of(judge: Judge) -> dict[str, Any]:
    return {name: value for name, value in judge.settings.items() if name not in LATELY}
