"""`manage.py diff_spec`: the contract's keys, words for people, and labels that nobody knows."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from explorer.models import SpecVersion
from explorer.services import import_files, import_spec
from explorer.spec_markdown import SpecFiles, read_document
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN
from tests.explorer.versions import CHANGES, import_later

pytestmark = pytest.mark.django_db


def answer(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("diff_spec", *arguments, "--json", stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def errors(*arguments: str) -> list[dict[str, object]]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("diff_spec", *arguments, "--json", stdout=out)
    assert ended.value.code == 1
    found: list[dict[str, object]] = json.loads(out.getvalue())["errors"]
    return found


def test_the_json_holds_the_contract_and_nothing_else(kitchen: SpecVersion, tmp_path: Path) -> None:
    import_later(tmp_path)

    assert answer("2026-01-05", "2026-03-09") == CHANGES


def test_people_get_the_same_in_words(kitchen: SpecVersion, tmp_path: Path) -> None:
    import_later(tmp_path)
    out = StringIO()
    call_command("diff_spec", "2026-01-05", "2026-03-09", stdout=out)

    assert "Re-ranked: 1\n  taste: guideline → user" in out.getvalue()
    assert "Added: 1\n  pans" in out.getvalue()


def test_unknown_labels_are_refused_both_at_once_with_the_labels_there_are(kitchen: SpecVersion) -> None:
    first, second = errors("2026-01-05x", "\udce9")

    assert (first["field"], first["value"], second["field"]) == ("old", "2026-01-05x", "new")
    assert first["allowed"] == ["2025-10-27", "2025-12-18", "2026-01-05"]


def test_two_labels_are_asked_for() -> None:
    with pytest.raises(CommandError):
        call_command("diff_spec", "2025-12-18")


def test_the_shipped_outlines_are_compared_on_a_fresh_machine(db: None) -> None:
    found = answer("2025-10-27", "2025-12-18")

    assert found["added"] == ["chatgpt_u18", "prioritize_teen_safety"]
    assert len(found["reworded"]) == 6  # type: ignore[arg-type]


def test_an_imported_version_goes_before_the_outline_of_its_label(shared_data: Path) -> None:
    import_spec(shared_data / "model_spec" / "2025-12-18")
    SpecVersion.objects.get(label="2025-12-18", origin="catalogue").sections.all().delete()

    assert len(answer("2025-10-27", "2025-12-18")["reworded"]) == 6  # type: ignore[arg-type]


def test_what_an_organisation_imported_for_itself_is_not_there(cast: Cast) -> None:
    files = SpecFiles(KITCHEN, None, "ours")
    import_files(files, read_document(KITCHEN), cast.organisation)

    assert errors("ours", "2025-12-18")[0]["value"] == "ours"


def test_all_published_versions_are_compared_as_stored(shared_data: Path) -> None:
    for label in ("2025-02-12", "2025-09-12", "2025-10-27", "2025-12-18"):
        import_spec(shared_data / "model_spec" / label)
    found = answer("2025-02-12", "2025-09-12")

    assert {key: len(value) for key, value in found.items()} == {  # type: ignore[arg-type]
        "added": 11,
        "removed": 5,
        "retitled": 2,
        "reworded": 46,
        "reranked": 19,
    }
