"""One of everything this room's addresses name."""

from reports.making import make
from reports.services import request_report
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A finished dossier; what people wrote in other rooms, and so the canary, stands in its facts."""
    report = request_report(project, kind="dossier", actor=actor)
    make(report.pk)
    return {"report": report.pk, "ending": "xlsx"}
