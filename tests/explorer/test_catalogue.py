"""The built-in catalogue: complete, in our own words, and there after every migration."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluations.starter import starter_suite
from explorer.catalogue import OUTLINE_LABELS, read_outline, read_texts
from explorer.models import CataloguePrinciple, SearchEntry, Section, SpecVersion
from explorer.selectors import principle_titles, principles_of
from explorer.services import load_catalogue
from explorer.spec_markdown import read_document, read_folder

RUN = 8


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold().replace("’", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def our_texts() -> Iterator[tuple[str, str]]:
    """Every text of the catalogue with the place it stands in."""
    for text in read_texts().values():
        for said in (text.asks, text.why, text.deployment, *text.pitfalls):
            yield text.identifier, said
    for case in starter_suite().cases:
        spoken = [turn["content"] for turn in case.messages]
        for said in (case.title, case.rubric, *spoken, *case.responses.values(), *case.paraphrases.values()):
            yield case.key, said


def test_every_principle_has_a_text_of_a_useful_length() -> None:
    principles = read_outline().principles
    texts = read_texts()

    assert len(principles) == 59
    assert list(texts) == [principle.identifier for principle in principles]
    for text in texts.values():
        assert 10 <= len(text.asks.split()) <= 40, text.identifier
        assert text.asks.endswith("."), text.identifier
        for said in (text.why, text.deployment):
            assert 25 <= len(said.split()) <= 130, text.identifier
        assert 2 <= len(text.pitfalls) <= 4, text.identifier
        assert len(set(text.pitfalls)) == len(text.pitfalls), text.identifier


@pytest.mark.parametrize("label", OUTLINE_LABELS)
def test_the_outlines_agree_with_the_published_versions(shared_data: Path, label: str) -> None:
    files = read_folder(shared_data / "model_spec" / label)
    published = read_document(files.markdown).sections

    assert [(s.identifier, s.title, s.depth, s.parent, s.authority, s.tags, s.text_sha256) for s in published] == [
        (s.identifier, s.title, s.depth, s.parent, s.authority, s.tags, s.text_sha256)
        for s in read_outline(label).sections
    ]


def test_no_eight_words_in_a_row_are_taken_from_any_published_text(shared_data: Path) -> None:
    published: set[tuple[str, ...]] = set()
    for path in (shared_data / "model_spec").rglob("*.md"):
        published |= runs(path.read_text(encoding="utf-8"))

    assert [(place, " ".join(run)) for place, said in our_texts() for run in runs(said) & published] == []


@pytest.mark.django_db
def test_a_migrated_database_has_the_catalogue() -> None:
    older, version = SpecVersion.objects.filter(origin="catalogue").order_by("label")

    assert (version.label, str(version.published_on)) == ("2025-12-18", "2025-12-18")
    assert (Section.objects.filter(version=version).count(), principles_of(version).count()) == (80, 59)
    assert (older.label, principles_of(older).count()) == ("2025-10-27", 58)
    assert principle_titles(version)["do_not_lie"] == ("Do not lie", "user")
    assert CataloguePrinciple.objects.count() == 59
    known = CataloguePrinciple.objects.get(identifier="do_not_lie")
    assert known.section_identifier == "be_honest_and_transparent"
    assert known.why
    assert known.deployment
    assert known.pitfalls


@pytest.mark.django_db
def test_an_outline_holds_no_text_of_the_document() -> None:
    shipped = Section.objects.filter(version__origin="catalogue")

    assert not shipped.exclude(text="").exists()
    assert not shipped.filter(text_sha256="").exists()


@pytest.mark.django_db
def test_our_texts_can_be_searched() -> None:
    entry = SearchEntry.objects.get(version__label="2025-12-18", section__identifier="do_not_lie")

    assert read_texts()["do_not_lie"].why in entry.body


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
