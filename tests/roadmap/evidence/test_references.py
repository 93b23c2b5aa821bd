"""What a criterion points to: sections of the project's spec version, linked where that version has them."""

from pathlib import Path

import pytest
from django.urls import reverse

from explorer.models import Section, SpecPin, SpecVersion
from explorer.selectors import version_for
from explorer.services import import_spec, pin_version
from roadmap.references import anchors_of, references_of
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> SpecVersion:
    """A version made by hand and pinned, with one section that P1.2 rests on and one that it does not."""
    made = SpecVersion.objects.create(
        label="made-by-hand", origin=SpecVersion.Origin.IMPORTED, content_sha256="0" * 64, published_on=None
    )
    for position, (identifier, title, authority) in enumerate(
        [("scope_of_autonomy", "How far to act alone", "root"), ("other", "Another section", "")], start=1
    ):
        Section.objects.create(
            version=made, identifier=identifier, title=title, authority=authority, depth=1, position=position
        )
    pin_version(cast.project, made, cast.owner)
    return made


def test_a_section_of_the_version_is_linked_with_its_title_and_level(
    cast: Cast, client_for: SignIn, find: Find, version: SpecVersion
) -> None:
    criterion = find("P1.2")
    page = client_for(cast.viewer).get(reverse("roadmap:criterion_detail", args=[cast.project.path, criterion.pk]))
    text = page.content.decode()
    link = reverse("explorer:section_detail", args=[cast.project.path, "made-by-hand", "scope_of_autonomy"])
    assert f'<a href="{link}">How far to act alone</a>' in text
    assert '<span class="level root">Root</span>' in text
    assert "In the version of made-by-hand" in text


def test_a_section_the_version_does_not_have_is_named_without_a_link(
    cast: Cast, find: Find, version: SpecVersion
) -> None:
    anchors = anchors_of(cast.project, find("P1.2"))
    assert [(anchor.identifier, bool(anchor.url)) for anchor in anchors.entries] == [
        ("scope_of_autonomy", True),
        ("follow_all_applicable_instructions", False),
    ]
    assert anchors.label == version.label


def test_without_any_version_the_identifiers_are_named(cast: Cast, client_for: SignIn, find: Find) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()
    criterion = find("P1.2")
    page = client_for(cast.viewer).get(reverse("roadmap:criterion_detail", args=[cast.project.path, criterion.pk]))
    assert "no spec version is loaded" in page.content.decode()


def test_every_link_of_the_newest_published_version_leads_to_a_section(
    cast: Cast, client_for: SignIn, find: Find, shared_data: Path
) -> None:

    import_spec(shared_data / "model_spec" / "2025-12-18", label="2025-12-18")
    assert version_for(cast.project).label == "2025-12-18"
    browser = client_for(cast.viewer)
    for code in ("P1.5", "P1.7", "P2.4"):
        anchors = anchors_of(cast.project, find(code))
        assert anchors.entries
        for anchor in anchors.entries:
            assert browser.get(anchor.url).status_code == 200


def test_frameworks_without_an_identifier_are_left_out(cast: Cast, find: Find) -> None:
    assert [reference.framework.key for reference in references_of(find("P1.5"))] == ["nist", "iso"]
    single = {reference.framework.key: reference.single_source for reference in references_of(find("P1.7"))}
    assert single == {"nist": [], "iso": ["6.1.4"], "eu": []}
