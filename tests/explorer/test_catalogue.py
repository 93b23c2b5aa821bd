"""The built-in catalogue: complete, in our own words, and there after every migration."""

import re
from pathlib import Path

import pytest

from explorer.catalogue import read_catalogue
from explorer.models import CataloguePrinciple, Section, SpecVersion
from explorer.selectors import principle_titles, principles_of
from explorer.services import load_catalogue
from explorer.spec_markdown import read_document, read_folder


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold().replace("’", "'"))


def test_every_principle_has_one_sentence_of_a_useful_length() -> None:
    principles = read_catalogue().principles

    assert len(principles) == 59
    for principle in principles:
        assert 15 <= len(principle.asks.split()) <= 35, principle.identifier
        assert re.fullmatch(r"[A-Z][^.!?]*\.", principle.asks), principle.identifier


def test_the_outline_agrees_with_the_published_version(shared_data: Path) -> None:
    files = read_folder(shared_data / "model_spec" / "2025-12-18")
    published = read_document(files.markdown).sections
    catalogue = read_catalogue().sections

    assert [(s.identifier, s.title, s.depth, s.parent, s.authority, s.tags) for s in published] == [
        (s.identifier, s.title, s.depth, s.parent, s.authority, s.tags) for s in catalogue
    ]


def test_no_eight_words_in_a_row_are_taken_from_any_published_text(shared_data: Path) -> None:
    published = " ".join(
        " ".join(words(path.read_text(encoding="utf-8"))) for path in (shared_data / "model_spec").rglob("*.md")
    )
    for principle in read_catalogue().principles:
        ours = words(principle.asks)
        for start in range(len(ours) - 7):
            run = " ".join(ours[start : start + 8])
            assert f" {run} " not in published, (principle.identifier, run)


@pytest.mark.django_db
def test_a_migrated_database_has_the_catalogue() -> None:
    version = SpecVersion.objects.get(origin="catalogue")

    assert (version.label, str(version.published_on)) == ("2025-12-18", "2025-12-18")
    assert (Section.objects.filter(version=version).count(), principles_of(version).count()) == (80, 59)
    assert principle_titles(version)["do_not_lie"] == ("Do not lie", "user")
    assert CataloguePrinciple.objects.count() == 59
    assert CataloguePrinciple.objects.get(identifier="do_not_lie").section_identifier == "be_honest_and_transparent"


@pytest.mark.django_db
def test_loading_it_again_changes_nothing_and_a_new_edition_replaces_it() -> None:
    before = set(Section.objects.values_list("pk", flat=True))
    version = load_catalogue()
    assert set(Section.objects.values_list("pk", flat=True)) == before

    SpecVersion.objects.filter(pk=version.pk).update(content_sha256="0" * 64)
    Section.objects.filter(version=version, identifier="do_not_lie").update(title="Changed by hand")
    assert load_catalogue() == version
    assert Section.objects.get(version=version, identifier="do_not_lie").title == "Do not lie"
    assert Section.objects.filter(version=version).count() == 80
