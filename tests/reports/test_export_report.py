"""`manage.py export_report`: the contract of the command line."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from calculator.models import SavedScenario
from evaluations.models import Run
from reports.context import build_dossier
from reports.dossier import read_dossier
from tests.conftest import Cast
from tests.reports.reading import failures_of, squeezed
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and what stood on stdout."""
    out = io.StringIO()
    try:
        call_command("export_report", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return int(str(exit_.code)), out.getvalue()
    return 0, out.getvalue()


def document(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, out = run(*arguments, "--json")
    return code, json.loads(out)


def test_a_pdf_is_written_without_a_worker(measured: Project, tmp_path: Path) -> None:
    out = tmp_path / "dossier.pdf"
    code, said = document("--project", measured.path, str(out))
    reader = PdfReader(out)
    assert code == 0
    assert said == {
        "project": measured.path,
        "kind": "dossier",
        "file": str(out),
        "facts_sha256": build_dossier(measured, by="x").sha256,
        "pages": len(reader.pages),
        "size": out.stat().st_size,
    }
    assert squeezed("92.0 % of answers complied") in squeezed(reader.pages[0].extract_text())


def test_the_facts_are_written_as_json(measured: Project, tmp_path: Path) -> None:
    out = tmp_path / "dossier.json"
    code, said = document("--project", "support", "--kind", "dossier", str(out))
    written = json.loads(out.read_text())
    assert code == 0
    assert read_dossier(written["facts"]).sha256 == written["sha256"] == said["facts_sha256"]


@pytest.mark.parametrize("ending", ["xlsx", "zip"])
def test_the_facts_are_written_as_tables(measured: Project, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"dossier.{ending}"
    code, said = document("--project", measured.path, str(out))
    assert (code, said["size"]) == (0, out.stat().st_size)
    with ZipFile(out) as archive:
        assert archive.testzip() is None
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert said["facts_sha256"].encode() in content


def test_without_json_it_says_the_same_for_people(measured: Project, tmp_path: Path) -> None:
    out = tmp_path / "dossier.pdf"
    code, said = run("--project", measured.path, str(out))
    assert code == 0
    assert said.startswith(f"{out}: dossier of {measured.path}, ")


def test_all_faults_come_at_once_and_nothing_is_written(cast: Cast, tmp_path: Path) -> None:
    code, said = document("--project", "nowhere", str(tmp_path / "dossier.docx"))
    assert code == 1
    assert [error["field"] for error in said["errors"]] == ["out", "project"]
    assert said["errors"][0]["allowed"] == [".pdf", ".xlsx", ".zip", ".json"]
    assert said["errors"][1]["value"] == "nowhere"
    assert list(tmp_path.glob("dossier*")) == []


@pytest.mark.parametrize("place", ["missing/dossier.pdf", "folder.pdf"])
def test_a_place_that_cannot_be_written_is_refused(cast: Cast, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.pdf").mkdir()
    code, said = document("--project", cast.project.path, str(tmp_path / place))
    assert code == 1
    assert said["errors"][0]["field"] == "out"


def test_a_kind_that_does_not_exist_is_a_usage_error(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="poster"):
        call_command("export_report", "--project", "support", "--kind", "poster", str(tmp_path / "x.pdf"))


@pytest.mark.parametrize(("kind", "subject"), [("evaluation", Run), ("case", SavedScenario)])
def test_a_report_about_one_thing_takes_its_number(
    measured: Project, tmp_path: Path, kind: str, subject: type[Any]
) -> None:
    out, key = tmp_path / f"{kind}.pdf", subject.objects.get().pk
    code, said = document("--project", measured.path, "--kind", kind, "--of", str(key), str(out))
    assert (code, said["kind"]) == (0, kind)
    for profile in ("ua1", "pdfa3a"):
        assert failures_of(out.read_bytes(), profile) == []
    text = squeezed("".join(page.extract_text() for page in PdfReader(out).pages))
    assert squeezed("How the figures were made") in text
    assert squeezed("Where we stand") not in text
    code, said = document("--project", measured.path, "--kind", kind, "--of", "424242", str(out))
    assert (code, said["errors"][0]["field"]) == (1, "of")
