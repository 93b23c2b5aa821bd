"""Whoever may only look changes nothing: every address by POST, as a viewer of the organisation itself."""

import pytest

from tests.tenancy.test_walk import client_of, tenant_addresses
from tests.tenancy.world import fingerprint, make_world
from workspaces import services
from workspaces.models import Role

pytestmark = pytest.mark.django_db

REFUSED = {403, 405}
# They compute and store nothing, are pages that take no form of their own, or are a viewer's own: a word in a thread
# (here without text, so nothing is stored) and notifications, of which another person's are not there.
OPEN_TO_VIEWERS = {
    "explorer:chain_of_command": 422,
    "evaluations:case_try": 422,
    "reports:check": 422,
    "portfolio_reports:check": 422,
    "workspaces:project_overview": 200,
    "workspaces:search": 200,
    "workspaces:comments": 303,
    "workspaces:notification_open": 404,
    "workspaces:notification_read": 404,
}


@pytest.mark.long
def test_a_viewer_changes_nothing_by_post() -> None:
    world = make_world("alder", "CANARYALDER")
    viewer = services.create_person("viewer@alder.example", "Viewer", None)
    services.add_member(world.project.organisation, viewer, Role.VIEWER, actor=None)
    client, before, found = client_of(viewer), fingerprint(), []
    for address in tenant_addresses():
        code = client.post(address.url(world.values)).status_code
        if code not in REFUSED and code != OPEN_TO_VIEWERS.get(address.name):
            found.append(f"{address.name} → {code}")
    assert found == []
    assert fingerprint() == before
