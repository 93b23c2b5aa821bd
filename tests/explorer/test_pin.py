"""The version a project works with: chosen by those who may edit, with an entry in the trail."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from explorer import selectors
from explorer.models import SpecPin, SpecVersion
from explorer.services import import_spec, pin_version
from tests.conftest import Cast
from tests.explorer.kitchen import write_kitchen
from workspaces.models import AuditEntry, Project, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def address(cast: Cast) -> str:
    return reverse("explorer:pin", args=[cast.project.path])


def fresh(cast: Cast) -> Project:
    return Project.objects.select_related("organisation").get(pk=cast.project.pk)


def test_a_new_project_works_with_the_newest_version(cast: Cast) -> None:
    pin = SpecPin.objects.get(project=cast.project)

    assert (pin.version.label, pin.pinned_by) == ("2025-12-18", cast.owner)
    assert AuditEntry.objects.filter(organisation=cast.organisation, action="spec.pinned").count() == 1


def test_an_editor_pins_another_version(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    response = client_for(cast.editor).post(address(cast), {"version": "2026-01-05"})

    assert response.status_code == 303
    assert selectors.version_for(fresh(cast)) == kitchen
    entry = AuditEntry.objects.filter(action="spec.pinned").latest("sequence")
    assert (entry.actor, entry.details) == (cast.editor, {"before": "2025-12-18", "after": "2026-01-05"})


def test_who_may_not_edit_may_not_pin(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    for person, status in ((cast.evaluator, 403), (cast.viewer, 403), (cast.stranger, 404)):
        assert client_for(person).post(address(cast), {"version": "2026-01-05"}).status_code == status
    assert client_for(cast.owner).get(address(cast)).status_code == 405
    assert SpecPin.objects.get(project=cast.project).version.label == "2025-12-18"


def test_only_those_who_may_pin_see_the_button(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    url = reverse("explorer:version_detail", args=[cast.project.path, "2026-01-05"])

    assert "Work with this version" in client_for(cast.editor).get(url).content.decode()
    assert "Work with this version" not in client_for(cast.viewer).get(url).content.decode()


def test_an_unknown_version_is_refused_beside_the_field(cast: Cast, client_for: ClientFor) -> None:
    for data in ({"version": "1999-01-01"}, {}):
        response = client_for(cast.editor).post(address(cast), data)
        assert response.status_code == 422
        assert "field__error" in response.content.decode()


def test_pinning_the_same_version_again_leaves_no_trace(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    pin_version(cast.project, SpecPin.objects.get(project=cast.project).version, cast.owner)

    assert AuditEntry.objects.count() == before


def test_a_pinned_outline_gives_way_to_the_document_itself(cast: Cast, tmp_path_factory: object) -> None:
    folder = tmp_path_factory.mktemp("x") / "2025-12-18"  # type: ignore[attr-defined]
    imported = import_spec(write_kitchen(folder)).version

    assert selectors.version_for(fresh(cast)) == imported
    assert [version.label for version in selectors.shown_versions()] == ["2025-12-18", "2025-10-27"]


def test_a_newer_version_does_not_move_a_pin(cast: Cast, kitchen: SpecVersion) -> None:
    assert selectors.version_for(fresh(cast)).label == "2025-12-18"
    assert selectors.newest_version() == kitchen
