"""Reports in German: their words, figures and dates; on paper, on the screen, and nowhere else."""

import io
import json
import re
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from reports import figures
from reports.attached import attachment_of
from reports.kinds import Language
from reports.making import make
from reports.models import Report, ReportSchedule, ReportTemplate
from reports.services import request_report
from reports.services.schedules import ask_if_due
from reports.wording import shown
from reports.wording.origins import origin_words
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.conftest import SignIn
from tests.reports.reading import alternative_texts, failures_of, pdf_of, squeezed, text_of
from tools import messages
from workspaces.models import Project

FIGURES = [
    (figures.percent, (0.929,), "92.9\u202f%", "92,9\u202f%"),
    (figures.percent, (1.0,), "100\u202f%", "100\u202f%"),
    (figures.percent, (None,), "–", "–"),
    (figures.whole_percent, (0.997,), "over 99\u202f%", "über 99\u202f%"),
    (figures.whole_percent, (0.002,), "under 1\u202f%", "unter 1\u202f%"),
    (figures.interval, (0.885, 0.957), "88.5–95.7\u202f%", "88,5–95,7\u202f%"),
    (figures.count, (12345.6,), "12\u202f346", "12\u202f346"),
    (figures.count, (1234.5, 2), "1\u202f234.50", "1\u202f234,50"),
    (figures.compact, (169_600,), "169.6\u202fk", "169,6\u202fTsd."),
    (figures.compact, (2_500_000_000,), "2.5\u202fbn", "2,5\u202fMrd."),
    (figures.compact, (950,), "950", "950"),
    (figures.money, (169_600, "EUR"), "€169.6\u202fk", "169,6\u202fTsd.\u202f€"),
    (figures.money, (-1_234_567, "USD"), "−$1.2\u202fM", "−1,2\u202fMio.\u202f$"),
    (figures.money, (0, "CHF"), "CHF\u202f0", "0\u202fCHF"),
    (figures.money, (float("nan"), "EUR"), "–", "–"),
    (figures.quantity, (0.1355,), "0.1355", "0,1355"),
    (figures.quantity, (131_000.0,), "131\u202f000", "131\u202f000"),
    (figures.quantity, (-0.00001,), "−1.00e−05", "−1,00e−05"),
    (figures.day, (date(2026, 11, 24),), "24\u00a0Nov\u00a02026", "24.\u00a0Nov.\u00a02026"),
    (figures.day, (date(2026, 3, 1),), "1\u00a0Mar\u00a02026", "1.\u00a0März\u00a02026"),
    (
        figures.moment,
        (datetime(2026, 11, 24, 7, 15, tzinfo=UTC),),
        "24\u00a0Nov\u00a02026, 07:15\u00a0UTC",
        "24.\u00a0Nov.\u00a02026, 07:15\u00a0UTC",
    ),
]
# An English word of our own that German has as well is no leftover.
WORD = re.compile(r"[A-Za-z’'-]{2,}")


@pytest.mark.parametrize(("write", "given", "english", "german"), FIGURES)
def test_figures_and_dates_are_written_as_the_language_writes_them(
    write: Any, given: tuple[object, ...], english: str, german: str
) -> None:
    assert write(*given) == english
    with translation.override("de"):
        assert write(*given) == german


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("no. 12, Mail desk, again", "Nr. 12, Mail desk, again"),
        ("Support: no. 5, Mail desk", "Support: Nr. 5, Mail desk"),
        ("finished 24\u00a0Nov\u00a02026", "abgeschlossen am 24.\u00a0Nov.\u00a02026"),
        ("version 3, model 1.2", "Version 3, Modell 1.2"),
        ("2025-10-27", "2025-10-27"),
        ("finished whenever", "finished whenever"),
    ],
)
def test_a_source_is_named_in_german_where_it_is_written_as_we_write_it(said: str, german: str) -> None:
    assert origin_words(said) == said
    with translation.override("de"):
        assert origin_words(said) == german


def leftovers(text: str, facts: str) -> list[str]:
    """The English texts of more than two words that stand in a German report, and are not somebody's own words."""
    found = []
    for message in messages.kept():
        forms = (message.id,) if isinstance(message.id, str) else message.id
        translated = squeezed("".join(message.string or ()))
        for piece in [piece for form in forms for piece in re.split(r"%\(\w+\)s|\{\w+\}", form.replace("%%", "%"))]:
            said = squeezed(piece)
            known = said in facts or said in translated
            if len(WORD.findall(piece)) > 2 and said in text and not known:
                found.append(piece)
    return found


def everything(pdf: bytes) -> str:
    """What is printed and what is read out."""
    return text_of(pdf) + squeezed(" ".join(alternative_texts(pdf)))


@pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty()], ids=["full", "empty"])
def test_nothing_english_of_our_own_is_left_in_a_german_dossier(dossier: Any) -> None:
    facts = squeezed(json.dumps(dossier.as_json(), ensure_ascii=False))
    assert leftovers(everything(pdf_of(dossier, "de")), facts) == []
    assert len(leftovers(everything(pdf_of(dossier)), facts)) > 20  # the same look finds them in the English one


def test_a_german_dossier_says_what_the_english_one_says() -> None:
    text = text_of(pdf_of(sample.dossier(), "de"))
    for said in (
        "92,9 % der Antworten sind konform; 3 Kriterien halten Gate 2 geschlossen",
        "konform, 95-%-Intervall 88,5–95,7 %",
        "Support desk bringt in 56 % der Ziehungen Verlust",
        "−104,7 Tsd. €",
        "24. Nov. 2026, 07:15 UTC",
        "„Wenige“ steht neben einer Anzahl unter zehn",
        "stehen hier in der Sprache, in der sie verfasst sind",
        "Seite 2 von",
    ):
        assert squeezed(said) in text


def test_the_english_dossier_says_nothing_of_its_language() -> None:
    assert squeezed("in the language in which they were written") not in text_of(pdf_of(sample.dossier()))


@pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty()], ids=["full", "empty"])
def test_a_german_dossier_passes_the_validator_and_is_marked_as_german(dossier: Any) -> None:
    pdf = pdf_of(dossier, "de")
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.root_object
    assert root["/Lang"] == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == f"{dossier.project.name}: Alignment-Dossier"
    assert failures_of(pdf, "ua1") == []


def test_the_language_stays_with_the_report_that_asked_for_it() -> None:
    before = shown(sample.empty())
    assert shown(sample.empty(), language="de").cover.kind == "Alignment-Dossier"
    assert translation.get_language() == "en"
    assert shown(sample.empty()) == before
    with translation.override("de"):
        assert shown(sample.empty()) == before  # whoever asks
        elsewhere: list[str | None] = []
        thread = threading.Thread(target=lambda: elsewhere.append(translation.get_language()))
        thread.start()
        thread.join()
    assert elsewhere == ["en"]


def test_the_facts_have_no_language() -> None:
    dossier = sample.dossier()
    english = attachment_of(dossier)
    with translation.override("de"):
        assert attachment_of(dossier) == english


@pytest.mark.django_db
def test_the_preview_is_shown_in_german_on_an_english_page(cast: Cast, client_for: SignIn, measured: Project) -> None:
    client, url = client_for(cast.evaluator), reverse("reports:preview", args=[measured.path])
    page = client.get(url, {"language": "de"}).content.decode()
    assert '<html lang="en"' in page
    assert '<div class="dossier" lang="de">' in page
    assert "der Antworten sind konform" in page
    assert "Wo wir stehen" in page
    assert "Preview, as of now" in page
    assert 'name="language" value="de"' in page  # what the button asks for
    assert "Tsd." in page  # on the axis of a chart, at least
    english = client.get(url).content.decode()
    assert "of answers complied" in english
    assert "Wo wir stehen" not in english
    assert client.get(url, {"language": "xx"}).status_code == 200


@pytest.mark.django_db
def test_a_report_is_ordered_made_and_read_in_german(cast: Cast, client_for: SignIn, measured: Project) -> None:
    client = client_for(cast.evaluator)
    once = "6b1f6b1e-3b1c-4b3a-9a0b-0d8f5b0b1a11"
    form = {"kind": "dossier", "paper": "a4", "language": "de", "once": once}
    assert client.post(reverse("reports:report_create", args=[measured.path]), form).status_code == 303
    report = Report.objects.get()
    assert report.language == "de"
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready"
    with report.file.open("rb") as file:
        root: Any = PdfReader(io.BytesIO(file.read())).root_object
    assert root["/Lang"] == "de"
    assert ", in German" in client.get(reverse("reports:index", args=[measured.path])).content.decode()
    page = client.get(reverse("reports:report_detail", args=[measured.path, report.pk])).content.decode()
    assert "der Antworten sind konform" in page
    assert report.download_name() == f"{measured.name}, Alignment-Dossier, {report.finished_at:%Y-%m-%d}.pdf"
    assert report.facts == request_and_make(measured, cast, "en").facts | made_apart(report)


@pytest.mark.django_db
def test_a_schedule_and_a_template_ask_in_german(cast: Cast, client_for: SignIn) -> None:
    client, path = client_for(cast.owner), cast.project.path
    form = {
        "kind": "dossier",
        "every": "week",
        "weekday": "0",
        "at": "07:00",
        "zone": "Europe/Berlin",
        "language": "de",
    }
    assert client.post(reverse("reports:schedule_create", args=[path]), form).status_code == 303
    assert "A4, in German" in client.get(reverse("reports:schedule_list", args=[path])).content.decode()
    ReportSchedule.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    asked = ask_if_due(ReportSchedule.objects.get().pk, timezone.now())
    assert asked is not None
    assert asked.language == "de"

    address = reverse("report_design:template_create", args=[cast.project.organisation.slug]) + "?kind=dossier"
    template = {"name": "Aufsichtsrat", "paper": "a4", "language": "de", "order": ["summary"], "sections": ["summary"]}
    assert client.post(address, template).status_code == 303
    chosen = f"template-{ReportTemplate.objects.get().pk}"
    once = "0c5b7ab6-6a34-4f3f-9d33-3f5b4a9a7e11"
    assert client.post(reverse("reports:report_create", args=[path]), {"kind": chosen, "once": once}).status_code == 303
    assert Report.objects.get(once=once).language == "de"


def made_apart(report: Report) -> dict[str, Any]:
    """What two reports differ in though the project is the same: when each was made, and what came before it."""
    return {name: report.facts[name] for name in ("making", "changes") if name in report.facts}


def request_and_make(project: Project, cast: Cast, language: Language) -> Report:
    report = request_report(project, kind="dossier", actor=cast.evaluator, language=language)
    make(report.pk)
    report.refresh_from_db()
    return report


@pytest.mark.django_db
def test_a_german_file_is_exported_and_verified(measured: Project, tmp_path: Path) -> None:
    file, out = tmp_path / "dossier.pdf", io.StringIO()
    call_command("export_report", "--project", measured.path, "--language", "de", str(file), stdout=out)
    assert squeezed("92,0 % der Antworten sind konform") in squeezed(PdfReader(file).pages[0].extract_text())
    out = io.StringIO()
    call_command("verify_report", str(file), "--json", stdout=out)
    assert json.loads(out.getvalue())["stands"] is True
