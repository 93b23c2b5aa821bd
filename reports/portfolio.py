"""Builds the facts of a portfolio: what is known of the projects of an organisation that somebody may see."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from reports.context import Order, making_of
from reports.dossier import Dossier, ProjectFacts, bare
from reports.errors import SubjectMissing
from reports.kinds import PORTFOLIO, ordered
from reports.sources.portfolio import PortfolioGround
from roadmap.portfolio import projects_seen
from workspaces import access
from workspaces.models import Organisation, Project, User

WHOLE = Order(PORTFOLIO)


def projects_for(organisation: Organisation, person: User | None) -> list[Project]:
    """The projects that a portfolio for this person tells of.

    Raises:
        SubjectMissing: there is nobody through whose eyes it could be made, as who asked is no member any more.
    """
    if person is None or not access.may(person, organisation, "view"):
        raise SubjectMissing(
            "Whoever asked for this portfolio does not belong to the organisation any more, so nobody can say which "
            "projects it may tell of."
        )
    return list(projects_seen(organisation, person))


def all_projects(organisation: Organisation) -> list[Project]:
    """Every project of the organisation: what the command line tells of, which has no eyes of its own."""
    return list(Project.objects.filter(organisation=organisation).select_related("organisation").order_by("name", "pk"))


def build_portfolio(
    organisation: Organisation,
    projects: Sequence[Project],
    order: Order = WHOLE,
    *,
    by: str,
    at: datetime | None = None,
) -> Dossier:
    """The facts of these projects as they stand now, in as many queries for many as for one.

    Args:
        projects: in the order in which they shall stand.
        by: the name of the person who asked, as the report prints it.
        at: the time that the report prints; now without it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        ground = PortfolioGround.of(projects, timezone.localdate(at))
        return bare(
            kind=PORTFOLIO,
            of=None,
            sections=ordered(PORTFOLIO, order.sections),
            project=ProjectFacts(organisation.slug, organisation.name, organisation.name, ""),
            making=making_of(organisation, by, at),
            portfolio=ground.facts(),
            provenance=tuple(ground.provenance()),
        )
