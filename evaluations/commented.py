"""What of this room can be commented on: runs and single answers."""

from django.urls import reverse

from evaluations.models import Run, Sample
from ui.registries import Subject
from workspaces.models import Project

LONGEST_NUMBER = 18


def run_subject(project: Project, key: str) -> Subject | None:
    """The run that a comment is about."""
    run = Run.objects.filter(project=project, pk=_number(key)).first()
    return Subject(run.name, reverse("evaluations:run_detail", args=[project.path, run.pk])) if run else None


def sample_subject(project: Project, key: str) -> Subject | None:
    """The answer that a comment is about, by the case it was asked."""
    sample = Sample.objects.select_related("case", "run").filter(run__project=project, pk=_number(key)).first()
    if sample is None:
        return None
    url = reverse("evaluations:sample_detail", args=[project.path, sample.run_id, sample.pk])
    return Subject(f"{sample.case}, {sample.run.release}", url)


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER else 0
