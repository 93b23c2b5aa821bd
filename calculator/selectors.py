"""Reads of saved scenarios that views and other rooms share."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from calculator.errors import ScenarioHasActuals, ScenarioIsBaseline, ScenarioKept
from calculator.models import Actual, ActualsStart, Baseline, SavedScenario, ScenarioDraft, ScenarioVersion
from workspaces.access import ALLOWED
from workspaces.models import Project, User

BULK = ("inputs", "results")
CURRENT = "current"  # the property of a scenario that the join fills


def scenarios_of(project: Project, *, whole: bool = False) -> QuerySet[SavedScenario]:
    """The project's scenarios with their current versions, the one saved last first.

    `whole` fetches inputs and results as well, the bulk that lists do not show.
    """
    joined = {CURRENT: FilteredRelation("versions", condition=Q(versions__number=F("version")))}
    found = (
        SavedScenario.objects.filter(project=project)
        .annotate(**joined)
        .select_related("updated_by", CURRENT, f"{CURRENT}__saved_by")
        .order_by("-updated_at", "-pk")
    )
    return found if whole else found.defer(*(f"{CURRENT}__{name}" for name in BULK))


def latest_scenario(project: Project) -> SavedScenario | None:
    """The scenario saved last."""
    return scenarios_of(project).first()


def versions_of(project: Project) -> QuerySet[ScenarioVersion]:
    """Every version of the project's scenarios, newest first, without the bulk of the results."""
    return (
        ScenarioVersion.objects.filter(scenario__project=project)
        .select_related("scenario", "saved_by")
        .defer("results")
        .order_by("-saved_at", "-pk")
    )


def referenced_versions(project: Project, references: Sequence[tuple[int, int | None]]) -> list[ScenarioVersion | None]:
    """The versions of these scenarios, by primary key and number, the current ones where the number is None.

    None stands for what the project does not have. One query, however many are asked for.
    """
    wanted = Q(pk__in=())
    for scenario, number in references:
        wanted |= Q(scenario=scenario, number=F("scenario__version") if number is None else number)
    found = ScenarioVersion.objects.filter(wanted, scenario__project=project).select_related("scenario", "saved_by")
    by_number = {(version.scenario_id, version.number): version for version in found}
    current = {version.scenario_id: version for version in found if version.is_current}
    return [
        current.get(scenario) if number is None else by_number.get((scenario, number))
        for scenario, number in references
    ]


def baselines_of(project: Project) -> QuerySet[Baseline]:
    """The baseline in force and those it replaced, newest first, without the bulk of their versions."""
    return (
        Baseline.objects.filter(project=project)
        .select_related("version__scenario", "frozen_by")
        .defer(*(f"version__{name}" for name in BULK))
        .order_by("-frozen_at", "-pk")
    )


def baseline_of(project: Project) -> Baseline | None:
    """The baseline in force, or None: what the roadmap's criterion on the value case asks for.

    Its `version` is immutable, so `version.content_sha256`, `version.headline` and `version.scenario` are what was
    frozen; `reason`, `frozen_by` and `frozen_at` say why, by whom and since when.
    """
    return baselines_of(project).filter(replaced_at__isnull=True).first()


def leading_version(project: Project) -> tuple[ScenarioVersion | None, bool]:
    """What the project's money stands at, and whether that is its baseline: else the scenario saved last."""
    baseline = baseline_of(project)
    if baseline is not None:
        return baseline.version, True
    latest = latest_scenario(project)
    if latest is None:
        return None, False
    latest.current.scenario = latest
    return latest.current, False


def leading_versions(projects: Collection[Project]) -> dict[int, tuple[ScenarioVersion, bool]]:
    """The same for many projects, by the project's primary key, without inputs and results; in two queries."""
    latest = SavedScenario.objects.filter(project=OuterRef("scenario__project")).order_by("-updated_at", "-pk")
    saved = (
        ScenarioVersion.objects.filter(scenario__project__in=projects, number=F("scenario__version"))
        .filter(scenario=Subquery(latest.values("pk")[:1]))
        .select_related("scenario")
        .defer(*BULK)
    )
    found = {version.scenario.project_id: (version, False) for version in saved}
    frozen = (
        Baseline.objects.filter(project__in=projects, replaced_at__isnull=True)
        .select_related("version__scenario")
        .defer(*(f"version__{name}" for name in BULK))
    )
    return found | {baseline.project_id: (baseline.version, True) for baseline in frozen}


def draft_of(project: Project, person: User, scenario: SavedScenario | None) -> ScenarioDraft | None:
    """What the person has typed into the full form and not saved, for this scenario or for a new one."""
    return ScenarioDraft.objects.filter(project=project, person=person, scenario=scenario).first()


def projects_to_edit(person: User) -> QuerySet[Project]:
    """The projects that the person may change, by organisation and name."""
    return (
        Project.objects.filter(
            organisation__memberships__user=person, organisation__memberships__role__in=ALLOWED["edit"]
        )
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def free_name(project: Project, name: str) -> str:
    """A name for a copy that no scenario of the project has: “… copy”, else “… copy 2” and so on."""
    taken = {one.casefold() for one in SavedScenario.objects.filter(project=project).values_list("name", flat=True)}
    return first_free(name, taken)


def first_free(name: str, taken: Collection[str]) -> str:
    """As :func:`free_name`, among casefolded names; the name is cut where the ending would make it too long."""
    longest = SavedScenario._meta.get_field("name").max_length or 0
    for number in range(1, len(taken) + 2):
        ending = " copy" if number == 1 else f" copy {number}"
        proposed = f"{name[: longest - len(ending)].rstrip()}{ending}"
        if proposed.casefold() not in taken:
            return proposed
    raise AssertionError("More names were tried than are taken.")


def actuals_in_force(scenario: SavedScenario) -> list[Actual]:
    """What is known of each month today, in order."""
    found = Actual.objects.filter(scenario=scenario, replaced_at__isnull=True).select_related("entered_by")
    return list(found.order_by("month", "use_case"))


def replaced_actuals(scenario: SavedScenario, month: int) -> QuerySet[Actual]:
    """What was entered for a month before it was corrected, the latest first."""
    found = Actual.objects.filter(scenario=scenario, month=month, replaced_at__isnull=False)
    return found.select_related("entered_by").order_by("-replaced_at", "use_case", "-pk")


def actuals_start_of(scenario: SavedScenario) -> ActualsStart | None:
    """Which calendar month is month 1, if that was said."""
    return ActualsStart.objects.filter(scenario=scenario).first()


def version_to_hold_against(scenario: SavedScenario) -> tuple[ScenarioVersion, bool]:
    """The version that actuals of the scenario are held against, and whether it is the project's baseline.

    That is the baseline where it is a version of this scenario, else the current version.
    """
    frozen = (
        ScenarioVersion.objects.filter(scenario=scenario, baselines__replaced_at__isnull=True, baselines__isnull=False)
        .select_related("saved_by")
        .first()
    )
    if frozen is None:
        return scenario.current, False
    frozen.scenario = scenario
    return frozen, True


def what_keeps(scenario: SavedScenario) -> ScenarioKept | None:
    """Why the scenario cannot be deleted as things are; None where nothing keeps it."""
    rows = Baseline.objects.filter(version__scenario=scenario).select_related("version").order_by("replaced_at")
    frozen = list(rows)
    in_force = next((one for one in frozen if one.is_in_force), None)
    if in_force is not None:
        return ScenarioIsBaseline(
            f"Version {in_force.version.number} of “{scenario.name}” is frozen as the project’s baseline. "
            "Freeze another version first."
        )
    if frozen:
        numbers = ", ".join(str(one) for one in sorted({one.version.number for one in frozen}))
        return ScenarioIsBaseline(
            f"“{scenario.name}” was the project’s baseline once (version {numbers}), "
            "and the record of baselines keeps it."
        )
    if scenario.actuals.exists():
        return ScenarioHasActuals(f"Actuals of “{scenario.name}” were entered, and the record keeps them.")
    return None
