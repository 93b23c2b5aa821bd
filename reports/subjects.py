"""What the reports of a list are about, by name, so that two of a kind can be told apart."""

from collections.abc import Callable, Collection, Iterable, Mapping

from calculator.models import SavedScenario
from evaluations.models import Run
from reports.kinds import KINDS, Subject
from reports.models import Report
from reports.places import Place
from reports.sources.frameworks import framework_choices
from roadmap.models import GateRequest
from workspaces.models import Project

Names = Mapping[int, str]


def subject_names(place: Place, reports: Iterable[Report]) -> dict[int, str]:
    """The name of what each report is about, by the report's key; one query for each kind of subject that occurs.

    A report about the whole, or about something that is gone by now, is left out.
    """
    if not isinstance(place, Project):
        return {}
    about = [(report.pk, KINDS[report.kind].of, report.of) for report in reports if report.of is not None]
    known = {
        subject: NAMES[subject](place, {key for _, other, key in about if other == subject})
        for subject in {subject for _, subject, _ in about if subject}
    }
    return {pk: known[subject][key] for pk, subject, key in about if subject and key in known[subject]}


def _runs(project: Project, keys: Collection[int]) -> Names:
    return dict(Run.objects.filter(project=project, pk__in=keys).values_list("pk", "name"))


def _scenarios(project: Project, keys: Collection[int]) -> Names:
    return dict(SavedScenario.objects.filter(project=project, pk__in=keys).values_list("pk", "name"))


def _gates(project: Project, keys: Collection[int]) -> Names:
    found = GateRequest.objects.filter(phase__project=project, pk__in=keys)
    rows = found.values_list("pk", "phase__gate_name", "number")
    return {pk: f"{name}, request {number}" for pk, name, number in rows}


def _frameworks(project: Project, keys: Collection[int]) -> Names:
    return dict(framework_choices())


NAMES: Mapping[Subject, Callable[[Project, Collection[int]], Names]] = {
    "run": _runs,
    "scenario": _scenarios,
    "gate": _gates,
    "framework": _frameworks,
}
