"""Working with a new version: adopting it, and running again what it touches."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from evaluations.content import suite_sha256
from evaluations.errors import RunRefused, SuiteRefused
from evaluations.models import Case, Endpoint, Run, Suite
from evaluations.runs.settings import Budget, Wishes
from evaluations.services.runs import start_run
from evaluations.services.suite_making import create_suite
from evaluations.suites.drafts import draft_of
from explorer.models import SpecPin, SpecVersion
from explorer.selectors import version_for
from explorer.services import pin_version
from roadmap.errors import ChangedMeanwhile
from roadmap.versions.selectors import cases_to_run, latest_executed
from workspaces.models import Project, User

ANOTHER_NAME = 50


@dataclass(frozen=True)
class Rerun:
    """What a run of the touched cases is started with: everything but the budget is that of the latest run."""

    cases: list[Case]
    endpoint: Endpoint
    release: str
    epochs: int
    wishes: Wishes
    latest: Run


@transaction.atomic
def adopt_version(project: Project, version: SpecVersion, actor: User, *, seen: str) -> SpecPin:
    """Has the project work with the version from now on.

    Args:
        seen: the version that was in use when the consequences were shown.

    Raises:
        ChangedMeanwhile: another version is in use by now.
    """
    SpecPin.objects.select_for_update().filter(project=project).first()  # two at once come one after the other
    project.__dict__.pop("_spec_versions", None)
    if version_for(project).label != seen:
        raise ChangedMeanwhile(f"The project works with {version_for(project).label} by now. Look again.")
    return pin_version(project, version, actor)


def rerun_of(project: Project, old: SpecVersion, new: SpecVersion) -> Rerun | None:
    """What would be run again; None where no case tests what is touched, or nothing was run here yet."""
    latest, cases = latest_executed(project), cases_to_run(project, old, new)
    if latest is None or latest.endpoint is None or not cases:
        return None
    wishes = Wishes(**{name: latest.settings.get("wishes", {}).get(name) for name in Wishes.__dataclass_fields__})
    return Rerun(cases, latest.endpoint, latest.release, latest.epochs, wishes, latest)


def rerun_touched(
    project: Project,
    actor: User,
    rerun: Rerun,
    *,
    label: str,
    budget: Budget,
    longest: int | None = None,
    once: UUID | None = None,
) -> Run:
    """Makes a suite of the touched cases, unless one holds exactly them, and runs it as the latest run was run.

    Args:
        longest: the most tokens of an answer, which a budget needs; None leaves it as it was.

    Raises:
        RunRefused: the project works with another version, or a run cannot be started now.
    """
    if version_for(project).label != label:
        raise RunRefused(f"Work with {label} first: a run is held against the version in use.")
    wishes = Wishes(rerun.wishes.temperature, longest or rerun.wishes.max_tokens, rerun.wishes.seed)
    with transaction.atomic():
        return start_run(
            project,
            suite=_suite(project, actor, rerun.cases, label),
            endpoint=rerun.endpoint,
            release=rerun.release,
            actor=actor,
            epochs=rerun.epochs,
            wishes=wishes,
            budget=budget,
            once=once,
        )


def _suite(project: Project, actor: User, cases: list[Case], label: str) -> Suite:
    """The suite of exactly these cases: one that was made for the version before, or a new one."""
    name = f"Touched by {label}"
    same = Suite.objects.filter(project=project, name__startswith=name, content_sha256=suite_sha256(cases))
    if known := same.order_by("pk").first():
        return known
    taken = set(Suite.objects.filter(project=project, name__startswith=name).values_list("name", flat=True))
    names = [name, *(f"{name} ({number})" for number in range(2, ANOTHER_NAME))]
    free = next((each for each in names if each not in taken), name)
    summary = f"Every current case on a principle that {label} added, reworded or re-ranked."
    recipe = {"touched_by": label, "suites": sorted({case.suite_id for case in cases})}
    try:
        return create_suite(project, actor, free, [draft_of(case) for case in cases], summary=summary, recipe=recipe)
    except SuiteRefused as refusal:
        raise RunRefused("Somebody is starting the same run at this moment. Look at the runs.") from refusal
