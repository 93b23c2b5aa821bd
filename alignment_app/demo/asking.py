"""Whom the demo asks: the simulated assistant, many questions at once while the story is told, and few afterwards."""

from evaluations.models import Endpoint
from evaluations.services.endpoints import EndpointValues, Secrets, change_endpoint
from evaluations.services.suites import SIMULATED_CONCURRENCY, simulated_endpoint
from workspaces.models import Project, User

AT_ONCE = 24


def quick_endpoint(project: Project, actor: User, model: str) -> Endpoint:
    """The simulated assistant under that name; nobody looks on while it answers, so it is asked a lot at once."""
    return simulated_endpoint(project, actor, model, concurrency=AT_ONCE)


def slow_down(project: Project, actor: User) -> None:
    """From now on a person who starts a run sees its bar move."""
    for endpoint in Endpoint.objects.filter(project=project, concurrency=AT_ONCE):
        values = EndpointValues(
            name=endpoint.name, kind=endpoint.kind, model=endpoint.model, concurrency=SIMULATED_CONCURRENCY
        )
        change_endpoint(endpoint, actor, values, Secrets(), version=endpoint.version)
