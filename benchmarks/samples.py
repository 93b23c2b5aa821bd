"""The list of a run's samples: its first page with 100,000 of them against the one with 1,000."""

from collections.abc import Callable

from django.core.management import call_command
from django.test import Client

from benchmarks.impact import in_turn
from evaluations.runs.load import load_organisation, make_project
from workspaces import services
from workspaces.models import Role

MANY, FEW = 100_000, 1_000


def page_of_many_against_few() -> tuple[float, float]:
    """The whole page filtered by outcome, with the counts of every filter, from the socket's other side."""
    call_command("migrate", verbosity=0)
    organisation = load_organisation()
    person = services.create_person("reader@load.example", "Reader", None)
    services.add_member(organisation, person, Role.VIEWER, actor=None)
    client = Client(headers={"host": "localhost"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    def page(samples: int) -> Callable[[], object]:
        run = make_project(organisation, samples)
        address = f"/p/{run.project.path}/evaluations/runs/{run.pk}/samples/?outcome=compliant"

        def request() -> None:
            assert client.get(address).status_code == 200

        return request

    return in_turn(page(MANY), page(FEW))
