"""The PDF itself: accessible by the validator, with title, language, bookmarks, page numbers and our own fonts."""

import io
from dataclasses import replace
from typing import Any

import page as validator
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from reports.dossier import Dossier
from reports.typesetting import typeset
from reports.wording import shown
from tests.reports import sample
from tests.reports.reading import pdf_of

BOTH = pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty()], ids=["full", "empty"])


@BOTH
def test_the_dossier_passes_the_pdf_ua_validator(dossier: Dossier) -> None:
    report = validator.validate_pdf_bytes(pdf_of(dossier), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > 100


def test_title_language_and_tags_are_set() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(sample.dossier())))
    root: Any = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "Support assistant: alignment dossier"
    assert reader.metadata.author == "Ines Albrecht"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]


def test_the_bookmarks_are_the_findings_in_order() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(sample.dossier())))
    top = [str(entry.title) for entry in reader.outline if isinstance(entry, Destination)]
    context = shown(sample.dossier())
    findings = [context.summary.finding, context.principles.finding, context.evaluation.finding]
    findings += [context.business.finding, context.roadmap.finding, context.method.finding]
    assert [entry for entry in top if entry in findings] == findings
    assert len(reader.outline) > len(top)  # scenarios and phases hang below


def test_every_page_after_the_cover_has_its_number_of_all() -> None:
    pages = PdfReader(io.BytesIO(pdf_of(sample.dossier()))).pages
    for number, page in enumerate(pages, start=1):
        assert (f"page {number} of {len(pages)}" in page.extract_text()) == (number > 1)


def test_the_contents_link_to_the_sections() -> None:
    contents = PdfReader(io.BytesIO(pdf_of(sample.dossier()))).pages[1]
    annotations: Any = contents["/Annots"]
    links = [a.get_object() for a in annotations if a.get_object()["/Subtype"] == "/Link"]
    assert len(links) >= 7


@pytest.mark.parametrize("scenarios", [2, 14, 60])
def test_the_reading_key_has_no_page_of_its_own(scenarios: int) -> None:
    dossier = sample.dossier()
    longer = replace(dossier, scenarios=(dossier.scenarios[0],) * scenarios)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(longer))).pages]
    [keyed] = [page for page in pages if "How to read the marks" in page]
    assert "Contents" in keyed or "terms that this report uses" in keyed


def test_only_the_shipped_fonts_are_used_and_all_are_embedded() -> None:
    names = set()
    for page in PdfReader(io.BytesIO(pdf_of(sample.dossier()))).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(str(font.get_object()["/BaseFont"]).split("+")[1])
    assert {name for name in names if not name.startswith(("Inter", "SourceSerif4", "DejaVuSansMono"))} == set()


def test_the_same_facts_give_the_same_file() -> None:
    context = shown(sample.empty()).as_context()
    assert typeset(context) == typeset(context)
