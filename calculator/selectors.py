"""Reads of saved scenarios that views and other rooms share."""

from __future__ import annotations

from django.db.models import QuerySet

from calculator.models import SavedScenario
from workspaces.models import Project


def scenarios_of(project: Project) -> QuerySet[SavedScenario]:
    """The project's scenarios, the one saved last first, without the bulk that lists do not show."""
    return SavedScenario.objects.filter(project=project).select_related("updated_by").defer("inputs", "results")


def latest_scenario(project: Project) -> SavedScenario | None:
    """The scenario saved last, for the frame and the overview."""
    return scenarios_of(project).first()
