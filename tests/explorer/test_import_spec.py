"""`manage.py import_spec`: what it prints, that it can run twice, and what it refuses."""

import json
from io import StringIO
from pathlib import Path
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command

from explorer.models import Example, Prompt, Response, SearchEntry, Section, SpecVersion
from tests.explorer.kitchen import KITCHEN, write_kitchen

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> dict[str, object]:
    out = StringIO()
    call_command("import_spec", *map(str, arguments), "--json", stdout=out)
    answer: dict[str, object] = json.loads(out.getvalue())
    return answer


def refused(*arguments: str | Path) -> list[dict[str, object]]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_spec", *map(str, arguments), "--json", stdout=out)
    assert ended.value.code == 1
    errors: list[dict[str, object]] = json.loads(out.getvalue())["errors"]
    return errors


def test_the_output_counts_everything_and_names_what_is_left_over(tmp_path: Path) -> None:
    assert run(write_kitchen(tmp_path / "2026-01-05")) == {
        "label": "2026-01-05",
        "created": True,
        "sections": 5,
        "principles": 3,
        "authority": {"root": 1, "user": 1, "guideline": 1},
        "examples": 1,
        "comparisons": 1,
        "responses": {"good": 1, "bad": 1, "ok": 1},
        "prompts": 2,
        "prompt_files": 2,
        "unreferenced": ["stray"],
        "missing": ["gone"],
    }


def test_what_was_read_is_stored_as_a_tree_with_its_parts(tmp_path: Path) -> None:
    run(write_kitchen(tmp_path / "2026-01-05"))
    version = SpecVersion.objects.get(label="2026-01-05")

    assert str(version.published_on) == "2026-01-05"
    assert [
        (s.identifier, s.parent.identifier if s.parent else "", s.authority)
        for s in version.sections.order_by("position")
    ] == [
        ("kitchen", "", ""),
        ("wash", "kitchen", "root"),
        ("taste", "kitchen", "guideline"),
        ("sharp", "", ""),
        ("knives", "sharp", "user"),
    ]
    example = Example.objects.get(section__version=version)
    assert [turn.get("role", "comparison") for turn in example.turns] == ["developer", "user", "comparison"]
    assert [(r.mark, r.remark, r.reference) for r in Response.objects.filter(example=example)] == [
        ("good", "cleanliness first", ""),
        ("bad", "dangerous", "taste"),
        ("ok", "", ""),
    ]
    assert {p.footnote: p.section and p.section.identifier for p in Prompt.objects.filter(version=version)} == {
        "soap": "wash",
        "stray": None,
    }


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    folder = write_kitchen(tmp_path / "2026-01-05")
    run(folder)
    tables = (SpecVersion, Section, Example, Response, Prompt, SearchEntry)
    before = [set(table._default_manager.values_list("pk", flat=True)) for table in tables]
    (folder / "model_spec.md").write_bytes(KITCHEN.replace("\n", "\r\n").encode())
    again = run(folder, "--label", "another")

    assert (again["label"], again["created"], again["sections"]) == ("2026-01-05", False, 5)
    assert before == [set(table._default_manager.values_list("pk", flat=True)) for table in tables]


def test_another_text_under_a_taken_label_is_refused(tmp_path: Path) -> None:
    run(write_kitchen(tmp_path / "one"), "--label", "house")
    (error,) = refused(write_kitchen(tmp_path / "two", KITCHEN + "\nMore."), "--label", "house")

    assert (error["field"], error["value"]) == ("label", "house")
    assert SpecVersion.objects.filter(label="house").count() == 1


def test_a_change_log_beside_the_document_names_the_newest_version(tmp_path: Path) -> None:
    folder = write_kitchen(tmp_path / "spec", prompts=False)
    (folder / "CHANGELOG.md").write_text("# Changes\n\n## v2025.2.3\n\nOld\n\n## v2026.1.5 (soup)\n\nNew\n")

    summary = run(folder / "model_spec.md")
    assert (summary["label"], summary["missing"]) == ("2026-01-05", [])


def test_a_folder_without_a_date_gives_its_name(tmp_path: Path) -> None:
    assert run(write_kitchen(tmp_path / "house rules"))["label"] == "house rules"
    assert SpecVersion.objects.get(label="house rules").published_on is None


def test_all_faults_come_at_once_with_their_lines_and_nothing_is_stored(tmp_path: Path) -> None:
    folder = write_kitchen(tmp_path / "bad", "# A {#a authority=king}\n\n# B {#a}\n\n~~~xml\n<user>\nHi\n</user>")
    (folder / "examples" / "soap.md").write_text("nothing here")
    errors = refused(folder)

    assert [(error["line"], error.get("file", "")) for error in errors] == [
        (1, ""),
        (3, ""),
        (5, ""),
        (1, "examples/soap.md"),
    ]
    assert errors[0] == {
        "line": 1,
        "value": "king",
        "allowed": ["root", "platform", "system", "developer", "user", "guideline"],
        "message": "Unknown authority level.",
    }
    assert not SpecVersion.objects.filter(origin="imported").exists()
    assert not Section.objects.filter(version__origin="imported").exists()


@pytest.mark.parametrize("label", ["a/b", "..", "x" * 81, "\n", "new\u0000line"])
def test_a_label_that_no_address_can_hold_is_refused(tmp_path: Path, label: str) -> None:
    folder = write_kitchen(tmp_path / ".hidden")
    assert refused(folder, f"--label={label}")[0]["field"] == "label"


def test_a_missing_path_and_text_that_is_not_utf_8_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere")[0]["field"] == "path"

    (tmp_path / "model_spec.md").write_bytes(b"# A {#a}\n\nCaf\xe9\n")
    (error,) = refused(tmp_path)
    assert (error["line"], error["allowed"]) == (3, "UTF-8")


def test_without_a_path_it_is_a_fault_of_use() -> None:
    with pytest.raises(CommandError):
        call_command("import_spec")


def test_people_get_the_same_in_words(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_spec", str(write_kitchen(tmp_path / "2026-01-05")), stdout=out)

    assert "5 sections, 3 principles (1 root, 1 user, 1 guideline)" in out.getvalue()
    assert "Referred to, but without a file: gone." in out.getvalue()


def test_a_published_version_is_imported_in_under_two_seconds(shared_data: Path) -> None:
    begun = perf_counter()
    summary = run(shared_data / "model_spec" / "2025-12-18")

    assert perf_counter() - begun < 2
    assert (summary["label"], summary["created"], summary["prompts"]) == ("2025-12-18", True, 272)
    assert SpecVersion.objects.filter(label="2025-12-18").count() == 2
