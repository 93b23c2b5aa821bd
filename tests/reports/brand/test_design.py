"""The look of an organisation's reports and its templates: who changes them, what is refused, what is printed."""

import io
from dataclasses import replace
from typing import Any

import page as validator
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from reports.attached import attachment_of
from reports.brand import PLAIN, Brand
from reports.kinds import KINDS
from reports.logos import checked_logo
from reports.making import make
from reports.models import Branding, Report, ReportTemplate
from reports.selectors import brand_of
from reports.services import request_report
from reports.typesetting import set_report
from reports.wording import shown
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.brand.images import png
from tests.reports.conftest import SignIn
from tests.reports.reading import alternative_texts, squeezed
from workspaces.models import AuditEntry, Project

LOOK = {"accent": "#7A1F5C", "footer": "Acme AG, Riverside 4", "confidentiality": "Strictly internal", "logo_alt": ""}


def url(cast: Cast) -> str:
    return reverse("report_design:design", args=[cast.project.organisation.slug])


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def brand() -> Brand:
    logo = checked_logo(png())
    return Brand("#7a1f5c", "Acme AG, Riverside 4", "Strictly internal", logo.content, logo.ending, "The sign of Acme")


def test_a_brand_is_printed_on_every_page_and_the_file_stays_valid() -> None:
    dossier = sample.dossier()
    made = set_report(shown(dossier).as_context(), attachment_of(dossier), brand())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]
    assert all("Strictly internal" in page for page in pages)
    assert all("Acme AG, Riverside 4" in page for page in pages)
    assert "The sign of Acme" in alternative_texts(made.pdf)
    assert "Plumbline" not in squeezed(pages[0])
    for profile in ("ua1", "pdfa3a"):
        assert validator.validate_pdf_bytes(made.pdf, profile=profile).is_compliant


@pytest.mark.parametrize("logo", [png(20, 400), png(400, 16), b""], ids=["tall", "wide", "none"])
def test_odd_logos_and_texts_that_no_font_draws_break_nothing(logo: bytes) -> None:
    kept = checked_logo(logo).content if logo else b""
    odd = Brand("#000000", "漢字 " * 20, "#pagebreak() ⟨" * 3, kept, "png", 'a "quote" \\ 漢')
    made = set_report(shown(sample.empty()).as_context(), b"", odd)
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages))
    assert "⟨U+6F22⟩" in text
    assert "#pagebreak()" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "seen", "changed"),
    [("owner", 200, 303), ("editor", 200, 403), ("evaluator", 200, 403), ("viewer", 200, 403), ("stranger", 404, 404)],
)
def test_members_see_the_look_and_owners_change_it(
    cast: Cast, client_for: SignIn, role: str, seen: int, changed: int
) -> None:
    client = client_for(getattr(cast, role))
    assert client.get(url(cast)).status_code == seen
    assert client.post(url(cast), LOOK).status_code == changed
    assert Branding.objects.exists() is (changed == 303)


@pytest.mark.django_db
def test_a_look_is_kept_shown_and_printed_and_changes_no_hash(
    cast: Cast, client_for: SignIn, measured: Project, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(cast.owner)
    before = request_report(measured, kind="dossier", actor=cast.owner)
    make(before.pk)
    posted = {**LOOK, "logo_alt": "The sign of Acme", "logo": upload(png(extra=b""))}
    assert client.post(url(cast), posted).status_code == 303
    page = client.get(url(cast)).content.decode()
    assert "Reports carry the look of" in page
    assert 'stroke="#7a1f5c"' in page
    assert reverse("report_design:logo", args=[cast.project.organisation.slug]) in page
    after = request_report(measured, kind="dossier", actor=cast.owner)
    make(after.pk)
    old, new = (Report.objects.get(pk=report.pk) for report in (before, after))
    apart = ("making", "changes")  # the second is compared with the first, and differs in nothing
    assert new.facts["changes"]["differing"] == 0
    assert {key: value for key, value in old.facts.items() if key not in apart} == {
        key: value for key, value in new.facts.items() if key not in apart
    }
    with new.file.open("rb") as file:
        assert "Strictly internal" in PdfReader(io.BytesIO(file.read())).pages[3].extract_text()
    entry = AuditEntry.objects.get(action="branding.changed")
    assert entry.details["new_logo"] is True
    name = str(Branding.objects.get().logo.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("report_design:logo_remove", args=[cast.project.organisation.slug]))
    assert not default_storage.exists(name)
    assert brand_of(cast.project.organisation) == replace(
        PLAIN, accent="#7a1f5c", footer="Acme AG, Riverside 4", confidentiality="Strictly internal"
    )


@pytest.mark.django_db
def test_a_new_logo_takes_the_place_of_the_old_one(
    cast: Cast, client_for: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(cast.owner)
    folder = f"branding/{cast.project.organisation.pk}"
    for width in (100, 120):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url(cast), {**LOOK, "logo_alt": "A sign", "logo": upload(png(width), "../../evil.svg")})
    assert len(default_storage.listdir(folder)[1]) == 1
    response = client_for(cast.viewer).get(reverse("report_design:logo", args=[cast.project.organisation.slug]))
    assert response.content == checked_logo(png(120)).content
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accent": "#ffcc00"}, "Its contrast against white is 1.5 : 1; text needs 4.5 : 1. Take a darker one."),
        ({"accent": "#777777"}, "Its contrast against white is 4.4 : 1"),
        ({"accent": "blue"}, "Write the colour as #"),
        ({"accent": ""}, "This field is required."),
        ({"footer": "x" * 121}, "at most 120 characters"),
        ({"confidentiality": "a\x00b"}, "Null characters are not allowed."),
        ({"logo": upload(b"<svg/>"), "logo_alt": "A sign"}, "neither a PNG nor a JPEG image, whatever it is called"),
        ({"logo": upload(b""), "logo_alt": "A sign"}, "This file is empty."),
        ({"logo": upload(png())}, "Say in words what the logo shows"),
    ],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(
    cast: Cast, client_for: SignIn, change: dict[str, Any], said: str
) -> None:
    response = client_for(cast.owner).post(url(cast), {**LOOK, **change})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Branding.objects.exists()


def template_url(cast: Cast, kind: str = "dossier") -> str:
    return reverse("report_design:template_create", args=[cast.project.organisation.slug]) + f"?kind={kind}"


def posted_template(*order: str, **more: Any) -> dict[str, Any]:
    known = KINDS["dossier"].sections
    return {"name": "For the board", "paper": "a4", "order": [*order, *(k for k in known if k not in order)], **more}


@pytest.mark.django_db
def test_sections_are_moved_without_javascript_and_nothing_is_stored_before_it_is_sent(
    cast: Cast, client_for: SignIn
) -> None:
    client = client_for(cast.owner)
    response = client.post(template_url(cast), posted_template("summary", "principles", up="principles", name=""))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.index('value="principles"') < page.index('value="summary"')
    assert "field__error" not in page
    assert not ReportTemplate.objects.exists()
    for button in ({"up": "nothing"}, {"down": "provenance"}, {"up": "summary"}):
        assert client.post(template_url(cast), posted_template("summary", name="", **button)).status_code in (200, 422)


@pytest.mark.django_db
def test_a_template_makes_reports_with_its_sections_in_its_order(
    cast: Cast, client_for: SignIn, measured: Project
) -> None:
    client = client_for(cast.owner)
    chosen = posted_template("roadmap", "business", sections=["business", "roadmap"], paper="us-letter")
    assert client.post(template_url(cast), chosen).status_code == 303
    template = ReportTemplate.objects.get()
    assert template.sections == ["roadmap", "business", "provenance"]
    form = client.get(reverse("reports:report_create", args=[measured.path])).content.decode()
    assert "For the board" in form
    posted = {"kind": f"template-{template.pk}", "once": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "paper": "a4"}
    assert client.post(reverse("reports:report_create", args=[measured.path]), posted).status_code == 303
    report = Report.objects.get()
    make(report.pk)
    report.refresh_from_db()
    assert (report.kind, report.paper, report.state) == ("dossier", "us-letter", "ready")
    with report.file.open("rb") as file:
        contents = squeezed(PdfReader(io.BytesIO(file.read())).pages[1].extract_text())
    assert contents.index("Roadmap") < contents.index("Businesscase") < contents.index("Provenance")
    assert "Principles" not in contents


@pytest.mark.django_db
def test_a_template_is_changed_and_deleted_by_owners_only(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.owner)
    client.post(template_url(cast), posted_template(sections=["business"]))
    template = ReportTemplate.objects.get()
    keys = [cast.project.organisation.slug, template.pk]
    edit, delete = (reverse(f"report_design:template_{name}", args=keys) for name in ("edit", "delete"))
    assert "For the board" in client.get(edit).content.decode()
    assert client.post(edit, posted_template(sections=["roadmap"], name="For all")).status_code == 303
    template.refresh_from_db()
    assert (template.name, template.sections) == ("For all", ["roadmap", "provenance"])
    for address in (edit, delete):
        assert client_for(cast.editor).post(address).status_code == 403
        assert client_for(cast.stranger).post(address).status_code == 404
    assert client.post(delete).status_code == 303
    assert not ReportTemplate.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="report_template")] == [
        "report_template.added",
        "report_template.changed",
        "report_template.deleted",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"sections": []}, "Choose at least one section"),
        ({"sections": ["poster"]}, "Choose at least one section"),
        ({"name": "FOR THE BOARD", "sections": ["business"]}, "has that name"),
        ({"paper": "b5"}, "Select a valid choice"),
    ],
)
def test_a_template_that_cannot_be_is_refused(
    cast: Cast, client_for: SignIn, change: dict[str, Any], said: str
) -> None:
    client = client_for(cast.owner)
    client.post(template_url(cast), posted_template(sections=["business"]))
    response = client.post(template_url(cast), posted_template(**change))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert ReportTemplate.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_kind_has_no_template_page(cast: Cast, client_for: SignIn) -> None:
    assert client_for(cast.owner).get(template_url(cast, "poster")).status_code == 404
    assert client_for(cast.owner).get(template_url(cast, "case")).status_code == 200
