"""An incident that begins with an answer of a run: the offer on the answer's page, and what the form starts with."""

from evaluations.models import Sample
from roadmap.services.register import LONGEST_TEXT, LONGEST_TITLE
from ui.registries import Panel
from workspaces import access
from workspaces.models import Project, User


def incident_offer(project: Project, user: User, sample: int) -> Panel:
    """The way from a failing answer to an incident, for who may record one."""
    may_record = access.may(user, project, "evaluate")
    return Panel("roadmap/incident_offer.html", {"project": project, "sample": sample, "may_record": may_record})


def begun_from(project: Project, sample: str) -> dict[str, str]:
    """The fields of an incident that an answer of the project fills in; none where there is no such answer."""
    known = sample.isascii() and sample.isdecimal() and len(sample) < 19
    samples = Sample.objects.filter(run__project=project).select_related("case")
    found = samples.filter(pk=int(sample)).first() if known else None
    if found is None:
        return {}
    asked = [turn["content"] for turn in found.case.messages if turn["role"] == "user"]
    return {
        "title": str(found.case)[:LONGEST_TITLE],
        "principle": found.principle,
        "asked": asked[-1][:LONGEST_TEXT] if asked else "",
        "answered": found.response[:LONGEST_TEXT],
    }
