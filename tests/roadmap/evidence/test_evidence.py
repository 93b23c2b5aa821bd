"""Evidence: versions that stay, files that cannot run, and links that say when they read otherwise."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from explorer.selectors import principles_of, version_for
from explorer.services import decide_stance
from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept
from roadmap.evidence.uploads import UploadRefused, accepted, clean_name
from roadmap.models import Evidence, EvidenceVersion
from roadmap.services.evidence import Content, add_evidence, add_version, supersede, use_for
from roadmap.state_selectors import criterion_states
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn, StateOf
from tests.roadmap.doing import note, prove, say_met

pytestmark = pytest.mark.django_db

Kind = EvidenceVersion.Kind
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 30
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def office(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "media_type", "kept"),
    [
        ("plan.pdf", PDF, "application/pdf", "plan.pdf"),
        ("plan.exe", PDF, "application/pdf", "plan.exe.pdf"),
        ("../../etc/a b.PNG", PNG, "image/png", "a b.png"),
        ("page.html", b"<script>alert(1)</script>", "text/plain", "page.html.txt"),
        ("rows.csv", "a;b\n1;é".encode(), "text/plain", "rows.csv"),
        ("x.docx", office("[Content_Types].xml", "word/a.xml"), None, "x.docx"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, body: bytes, media_type: str | None, kept: str) -> None:
    upload = accepted(name, body)
    assert upload.name == kept
    assert upload.media_type == (media_type or upload.media_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MZ\x90\0",
        b"GIF89a\0\0",
        b"\xff\xfe\0",
        b"PK\x03\x04 broken",
        office("a.txt"),
        office("[Content_Types].xml", "word/a.xml", "word/vbaProject.bin"),
        b"a" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "program", "gif", "not text", "broken archive", "archive", "macros", "text too long"],
)
def test_what_may_not_be_evidence_is_refused(body: bytes) -> None:
    with pytest.raises(UploadRefused):
        accepted("evidence.pdf", body)


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_and_names_no_folder(name: str) -> None:
    cleaned = clean_name(name, (".pdf",))
    assert len(cleaned) <= 120
    assert cleaned.endswith(".pdf")
    assert not set(cleaned) & set('/\\\0\r\n"<>')


def test_a_file_lies_under_a_random_name_and_comes_back_as_a_download(
    cast: Cast, find: Find, client_for: SignIn
) -> None:
    browser = client_for(cast.editor)
    create = reverse("roadmap:evidence_create", args=[cast.project.path])
    where = f"{create}?kind=file&criterion={find('P1.7').pk}"
    posted = {"title": "Harms", "proves": "document", "file": SimpleUploadedFile("harms.html", PNG)}
    assert browser.post(where, posted).status_code == 303
    version = EvidenceVersion.objects.get()
    assert (version.file_name, version.size) == ("harms.html.png", len(PNG))
    assert "harms" not in str(version.file.name)
    assert (Path(settings.MEDIA_ROOT) / str(version.file.name)).read_bytes() == PNG
    answers = {
        name: client_for(cast.viewer).get(reverse(f"roadmap:{name}", args=[cast.project.path, version.evidence_id, 1]))
        for name in ("evidence_file", "evidence_picture")
    }
    for answer in answers.values():
        assert answer.content == PNG
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answers["evidence_file"]["Content-Disposition"].startswith("attachment")
    assert answers["evidence_picture"]["Content-Type"] == "image/png"


def test_a_pdf_is_never_shown_inline(cast: Cast, client_for: SignIn) -> None:
    evidence = add_evidence(cast.project, cast.editor, "Plan", Content(Kind.FILE, upload=accepted("p.pdf", PDF)))
    answer = client_for(cast.viewer).get(reverse("roadmap:evidence_picture", args=[cast.project.path, evidence.pk, 1]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_refused_file_keeps_what_was_typed(cast: Cast, client_for: SignIn) -> None:
    where = reverse("roadmap:evidence_create", args=[cast.project.path])
    posted = {"title": "Programme", "file": SimpleUploadedFile("a.pdf", b"MZ\x90\0")}
    answer = client_for(cast.editor).post(where, posted)
    assert answer.status_code == 422
    assert "Programme" in answer.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_its_form_and_an_empty_one_is_refused(cast: Cast, client_for: SignIn, kind: str) -> None:
    where = f"{reverse('roadmap:evidence_create', args=[cast.project.path])}?kind={kind}"
    assert client_for(cast.editor).get(where).status_code == 200
    assert client_for(cast.editor).post(where, {"title": ""}).status_code == 422
    assert client_for(cast.viewer).get(where).status_code == 403


def test_a_new_version_leaves_the_old_one_and_makes_the_word_stale(
    cast: Cast, find: Find, state: StateOf, client_for: SignIn
) -> None:
    evidence = prove(find("P1.7"), cast.owner, "Harms")
    say_met(find("P1.7"), cast.owner)
    add_version(evidence, cast.editor, Content(Kind.NOTE, text="Two more harms."), seen=1)
    assert state("P1.7").key == "stale"
    assert "Evidence “Harms” as risk record: was version 1, " in state("P1.7").reason
    assert [version.text for version in evidence.versions.all()] == ["Two more harms.", "It is so."]
    with pytest.raises(ChangedMeanwhile):
        add_version(evidence, cast.editor, Content(Kind.NOTE, text="Late."), seen=1)
    with pytest.raises(HistoryIsKept):
        evidence.versions.update(text="")
    where = reverse("roadmap:evidence_version", args=[cast.project.path, evidence.pk])
    late = client_for(cast.editor).post(f"{where}?kind=note", {"text": "Late", "seen": "1"})
    assert late.status_code == 409


def test_expired_evidence_does_not_count(cast: Cast, find: Find) -> None:
    today = timezone.localdate()
    evidence = prove(find("P1.7"), cast.owner, "Harms")
    say_met(find("P1.7"), cast.owner)
    add_version(evidence, cast.owner, Content(Kind.NOTE, text="Until soon.", expires_on=today), seen=1)
    say_met(find("P1.7"), cast.owner)
    key = find("P1.7").pk
    assert criterion_states(cast.project, today)[key].key == "met"
    after = criterion_states(cast.project, today + timedelta(days=1))[key]
    assert (after.key, "“Harms” expired on" in after.reason) == ("stale", True)


def test_superseded_evidence_does_not_count_and_nothing_supersedes_itself(
    cast: Cast, find: Find, state: StateOf
) -> None:
    old, new = prove(find("P1.7"), cast.owner, "Harms"), note(cast.project, cast.owner, "Harms of 2027")
    say_met(find("P1.7"), cast.owner)
    supersede(old, cast.owner, new)
    assert "Evidence “Harms” was superseded by “Harms of 2027”." in state("P1.7").reason
    with pytest.raises(ChangeRefused):
        supersede(new, cast.owner, old)
    with pytest.raises(ChangedMeanwhile):
        supersede(old, cast.owner, note(cast.project, cast.owner, "A third"))


def test_decisions_as_evidence_say_when_they_read_otherwise(cast: Cast, find: Find, state: StateOf) -> None:
    principle = principles_of(version_for(cast.project))[0].identifier
    decide_stance(cast.project, cast.owner, principle, "adopted", "", "")
    evidence = add_evidence(cast.project, cast.owner, "Decisions", Content(Kind.STANCES))
    use_for(evidence, find("P1.6"), "spec_mapping", actor=cast.owner)
    assert not state("P1.6").inputs.shown[0].problem
    decide_stance(cast.project, cast.owner, principle, "tightened", "Never.", "")
    assert "read otherwise now: decisions was 1 adopted, is 1 tightened" in state("P1.6").inputs.shown[0].problem


def test_evidence_serves_several_criteria_and_only_what_they_ask_for(cast: Cast, find: Find) -> None:
    evidence = prove(find("P1.7"), cast.owner)
    use_for(evidence, find("P1.3"), "decision_record", actor=cast.owner)
    assert {use.criterion.code for use in evidence.uses.all()} == {"P1.7", "P1.3"}
    with pytest.raises(ChangeRefused, match="inventory record, record of a decision"):
        use_for(evidence, find("P1.3"), "survey", actor=cast.owner)


def test_the_list_narrows_and_costs_the_same_at_ten_times_the_evidence(
    cast: Cast, find: Find, client_for: SignIn
) -> None:
    url = reverse("roadmap:evidence_list", args=[cast.project.path])
    browser = client_for(cast.viewer)
    assert "no evidence yet" in browser.get(url).content.decode()
    prove(find("P1.7"), cast.owner, "Used")
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(10):
        note(cast.project, cast.owner, f"Idle {number}")
    with CaptureQueriesContext(connection) as many:
        page = browser.get(url).content.decode()
    assert len(many) == len(few)
    assert "All 11 pieces of evidence count" in page
    narrowed = browser.get(url, {"show": "unused"}).content.decode()
    assert ("Idle 3" in narrowed, ">Used<" in narrowed) == (True, False)
    assert browser.get(url, {"show": "nonsense"}).status_code == 200


def test_a_title_is_used_once_and_an_address_is_whole(cast: Cast) -> None:
    note(cast.project, cast.owner, "Harms")
    with pytest.raises(ChangeRefused, match="exists"):
        note(cast.project, cast.owner, "Harms")
    for url in ("javascript:alert(1)", "ftp://a.example", "a.example"):
        with pytest.raises(ChangeRefused):
            add_evidence(cast.project, cast.owner, f"At {url}", Content(Kind.LINK, url=url))
