"""Whose reports they are: a project's, or, of a portfolio, an organisation's."""

from typing import TypedDict

from django.urls import reverse

from workspaces.models import Organisation, Project

Place = Project | Organisation

# The addresses of the two, and what the keys of theirs are called.
OF_PROJECT, OF_ORGANISATION = "reports", "portfolio_reports"


class Belonging(TypedDict):
    """The columns that say whose a report or a schedule is: for a query as for a new row."""

    organisation: Organisation
    project: Project | None


def belonging(place: Place) -> Belonging:
    """Whose a row is."""
    if isinstance(place, Project):
        return {"organisation": place.organisation, "project": place}
    return {"organisation": place, "project": None}


def organisation_of(place: Place) -> Organisation:
    return belonging(place)["organisation"]


def path_of(place: Place) -> str:
    """What stands in the address: ``organisation/project``, or the organisation's slug."""
    return place.path if isinstance(place, Project) else place.slug


def address(place: Place, page: str, *keys: object) -> str:
    """The address of a page of reports, such as ``report_detail`` with the report's key."""
    namespace = OF_PROJECT if isinstance(place, Project) else OF_ORGANISATION
    return reverse(f"{namespace}:{page}", args=[path_of(place), *keys])
