"""PDFs from outside: their first pages are shown as pictures, drawn where nothing of ours is in reach."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap.errors import ChangeRefused
from roadmap.evidence import uploads
from roadmap.evidence.pages import first_pages
from roadmap.evidence.uploads import UploadRefused, accepted
from roadmap.models import Evidence, EvidencePage, EvidenceVersion
from roadmap.services.evidence import Content, add_evidence
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn

pytestmark = pytest.mark.django_db


def pdf(*contents: str, size: str = "300 400") -> bytes:
    """A PDF of one page for each piece of content."""
    kids = " ".join(f"{3 + 2 * place} 0 R" for place in range(len(contents)))
    parts = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>"]
    for place, content in enumerate(contents):
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {4 + 2 * place} 0 R >>")
        parts.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body, places = "%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(parts) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode()


RED = "1 0 0 rg 0 0 300 400 re f"


def first_pixel(png: bytes) -> tuple[int, ...]:
    """The first pixel of a PNG as we write them: its one IDAT is rows of RGB behind a filter byte."""
    at = png.index(b"IDAT")
    size = int.from_bytes(png[at - 4 : at])
    return tuple(zlib.decompress(png[at + 4 : at + 4 + size])[1:4])


def test_up_to_three_pages_are_drawn() -> None:
    found = first_pages(pdf(RED, "", "", ""))
    assert [(page.width, page.height) for page in found] == [(600, 800)] * 3
    assert [first_pixel(page.png) for page in found[:2]] == [(255, 0, 0), (255, 255, 255)]


def test_a_huge_page_is_drawn_small() -> None:
    [page] = first_pages(pdf(RED, size="14000 700"))
    assert (page.width, page.height) == (1400, 70)


@pytest.mark.parametrize(
    "body",
    [b"%PDF-1.7\n<script>alert(1)</script>", b"%PDF-", pdf(RED)[:200], pdf(RED, size="0 0"), pdf()],
    ids=["no pdf", "a mark alone", "cut off", "no size", "no pages"],
)
def test_what_cannot_be_drawn_has_no_pages(body: bytes) -> None:
    assert isinstance(first_pages(body), list)


def test_the_child_is_ended_when_its_time_is_up_and_has_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_pages(pdf(RED), seconds=0.001) == []
    given: list[dict[str, Any]] = []

    def watched(*args: Any, **named: Any) -> subprocess.CompletedProcess[bytes]:
        given.append(named)
        return subprocess.CompletedProcess(args, 0, b'{"drawn": [[9, 9, 4]]}\nnope', b"")

    monkeypatch.setattr(subprocess, "run", watched)
    assert first_pages(pdf(RED)) == []  # what comes back is looked at too
    assert given[0]["env"] == {"LC_ALL": "C.UTF-8"}


def test_nothing_that_draws_pdfs_is_loaded_beside_our_secrets() -> None:
    code = "import django; django.setup(); import alignment_app.urls, sys; print('pypdfium2' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=project_settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "alignment_app.settings", "DATA_DIR": str(project_settings.DATA_DIR)},
    )
    assert found.stdout.strip() == "False"


def test_the_pages_of_a_pdf_are_shown_and_the_pdf_itself_is_taken_away(cast: Cast, client_for: SignIn) -> None:
    client, create = client_for(cast.editor), reverse("roadmap:evidence_create", args=[cast.project.path])
    file = SimpleUploadedFile("plan.pdf", pdf(RED, ""))
    assert client.post(f"{create}?kind=file", {"title": "Plan", "file": file}).status_code == 303
    evidence = Evidence.objects.get()
    page = client.get(reverse("roadmap:evidence_detail", args=[cast.project.path, evidence.pk])).content.decode()
    address = reverse("roadmap:evidence_page", args=[cast.project.path, evidence.pk, 1, 2])
    assert f'src="{address}"' in page
    assert 'alt="Page 2 of plan.pdf"' in page
    picture = client.get(address)
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (picture["X-Content-Type-Options"], picture["Cache-Control"]) == ("nosniff", "no-store")
    assert picture["Cross-Origin-Resource-Policy"] == "same-origin"
    own = client.get(reverse("roadmap:evidence_picture", args=[cast.project.path, evidence.pk, 1]))
    assert own["Content-Disposition"].startswith("attachment")
    assert client.get(address.replace("/2/", "/3/")).status_code == 404
    assert client_for(cast.stranger).get(address).status_code == 404


def test_a_refused_upload_leaves_no_page_behind(cast: Cast) -> None:
    upload = accepted("plan.pdf", pdf(RED))
    add_evidence(cast.project, cast.editor, "Plan", Content(EvidenceVersion.Kind.FILE, upload=upload))
    folder = Path(project_settings.MEDIA_ROOT) / "evidence" / str(cast.project.pk)
    before = sorted(folder.iterdir())
    with pytest.raises(ChangeRefused, match="exists"):
        add_evidence(cast.project, cast.editor, "Plan", Content(EvidenceVersion.Kind.FILE, upload=upload))
    assert sorted(folder.iterdir()) == before
    assert EvidencePage.objects.count() == 1


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def test_a_document_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    types = {"[Content_Types].xml": b"x", "word/a.xml": b"y" * 1000}
    assert accepted("plan.docx", packed(types)).name == "plan.docx"
    with pytest.raises(UploadRefused, match="Unpacked it would be too large"):
        accepted("plan.docx", packed({**types, "word/b.xml": b"\0" * (40 * uploads.MEGABYTE)}))
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 500)
    with pytest.raises(UploadRefused, match="Unpacked"):
        accepted("plan.docx", packed(types))


def test_a_document_with_a_damaged_member_is_refused() -> None:
    whole = bytearray(packed({"[Content_Types].xml": b"x", "word/a.xml": bytes(range(256)) * 40}))
    at = whole.index(b"word/a.xml") + len("word/a.xml") + 20
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(UploadRefused, match="damaged"):
        accepted("plan.docx", bytes(whole))


@pytest.mark.django_db
def test_without_a_scanner_the_form_says_that_nobody_looks(cast: Cast, client_for: SignIn, settings: Any) -> None:
    page = f"{reverse('roadmap:evidence_create', args=[cast.project.path])}?kind=file"
    client = client_for(cast.editor)
    assert "files are kept unscanned" in client.get(page).content.decode()
    settings.UPLOAD_SCAN_COMMAND = "clamdscan -"
    assert "unscanned" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("code", "said"),
    [("import sys; sys.exit(1)", "found something"), ("import sys; sys.exit(2)", "could not be scanned")],
)
def test_what_the_scanner_does_not_pass_is_not_kept(cast: Cast, settings: Any, code: str, said: str) -> None:
    settings.UPLOAD_SCAN_COMMAND = f'"{sys.executable}" -c "{code}"'
    content = Content(EvidenceVersion.Kind.FILE, upload=accepted("a.txt", b"text"))
    with pytest.raises(ChangeRefused, match=said):
        add_evidence(cast.project, cast.editor, "Plan", content)
    assert not Evidence.objects.exists()
    settings.UPLOAD_SCAN_COMMAND = f'"{sys.executable}" -c "import sys; sys.exit(sys.stdin.read() != \'text\')"'
    add_evidence(cast.project, cast.editor, "Plan", content)
    settings.UPLOAD_SCAN_COMMAND = "/nowhere/scanner"
    with pytest.raises(ChangeRefused, match="could not be scanned"):
        add_evidence(cast.project, cast.editor, "Plan again", content)
