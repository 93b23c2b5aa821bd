"""Everything that a dossier's facts and words say stands in the PDF."""

import io
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from pypdf import PdfReader

from calculator.findings import whole_percent
from reports.dossier import Dossier, ScenarioFacts
from reports.facts.changes import ScenarioChange
from reports.figures import count, day, moment, money, percent, quantity
from reports.kinds import Language
from reports.wording import shown
from reports.wording.fact import outcome_name
from reports.wording.principles import ORIGINS, level_name
from reports.wording.roadmap import STATUSES
from tests.reports import sample
from tests.reports.reading import alternative_texts, pdf_of, squeezed, text_of
from tests.reports.sections import decided, measured

# Codes are shown by the words that stand for them: by the name of the fact, or of its record and the fact.
CODES = {
    "level": level_name,
    "outcome": outcome_name,
    "status": STATUSES.__getitem__,
    "origin": ORIGINS.__getitem__,
    "RunFacts.source": {"executed": "run by Plumbline", "recorded": "recorded by hand"}.__getitem__,
    **decided.CODES,
    **measured.CODES,
}
# Shown as a mark, a distribution's sentence, or the ends of a drawn line.
DRAWN = {
    "kind",
    "sections",
    "worst",
    "distribution",
    "cumulative",
    "fan",
    "priced",
    "simulated",
    "inconclusive",
    "small",
    "current",
    "blocking",
    "currency",
    *decided.DRAWN,
    *measured.DRAWN,
}
# Keys of the shown tree that choose a colour, a shape or a template, and never print.
KEYS = {
    "example",
    "kind",
    "paper",
    "sections",
    "language",
    "mark",
    "detail_mark",
    "level",
    "outcome",
    "state",
    "levels",
    "spoken",
    *measured.KEYS,
}


def leaves(value: object, hint: Any, name: str, currency: str = "", record: str = "") -> Iterator[tuple[str, str]]:
    """(where, as printed) for every fact below a value."""
    if name in DRAWN or value in (None, ""):
        return
    if is_dataclass(value):
        hints = get_type_hints(type(value), include_extras=True)
        currency = value.currency if isinstance(value, ScenarioFacts | ScenarioChange) else currency
        for entry in fields(value):
            yield from leaves(getattr(value, entry.name), hints[entry.name], entry.name, currency, type(value).__name__)
    elif name == "parameters":
        assert isinstance(value, tuple)
        yield from ((name, quantity(number)) for _, number in value)  # their names become a sentence
    elif isinstance(value, tuple):
        inner = get_args(hint)
        for entry in value:
            yield from leaves(entry, inner[0] if inner else Any, name, currency, record)
    else:
        yield name, printed(value, hint, name, currency, record)


def printed(value: object, hint: Any, name: str, currency: str, record: str) -> str:
    units = [arg for arg in get_args(hint) if get_origin(arg) is Annotated] + [hint]
    unit = next((get_args(arg)[1] for arg in units if get_origin(arg) is Annotated), "")
    if isinstance(value, datetime):
        return day(value) if name == "saved_at" else moment(value)
    if isinstance(value, date):
        return day(value)
    if unit == "share":
        assert isinstance(value, float)
        if name in ("probability_of_loss", "agreed"):
            return whole_percent(value)
        return percent(value).removesuffix("\u202f%") if name == "low" else percent(value)
    if unit == "money":
        assert isinstance(value, float)
        return money(value, currency)
    if isinstance(value, int):
        return str(value) if name in ("identity", "seed", "version") else count(value)
    if isinstance(value, float):
        return quantity(value)
    code = next((CODES[key] for key in (f"{record}.{name}", name) if key in CODES), str)
    return code(str(value))


def test_every_fact_of_the_dossier_stands_in_the_pdf() -> None:
    dossier = sample.dossier()
    text = text_of(pdf_of(dossier))
    found = list(leaves(dossier, Dossier, "dossier"))
    missing = [(where, said) for where, said in found if squeezed(said) not in text]
    assert not missing
    assert len(found) > 700


def words(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if name in KEYS:
        return
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from words(entry, key)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from words(entry, name)
    elif isinstance(value, str) and value:
        yield name, value


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty()], ids=["full", "empty"])
def test_every_word_on_the_screen_stands_in_the_pdf(dossier: Dossier, language: Language) -> None:
    context: dict[str, typing.Any] = shown(dossier, language=language).as_context()
    context.pop("words")  # read apart: some of them are for other cases
    filled = {"evaluation": bool(dossier.run), "business": bool(dossier.scenarios), "roadmap": bool(dossier.phases)}
    filled["principles"] = bool(dossier.principles)
    filled |= {part: bool(getattr(dossier, part)) for part in decided.PARTS}
    for part, full in filled.items():
        section = context[part]
        context[part] = (
            {key: entry for key, entry in section.items() if key not in ("empty", "pilots_empty")}
            if full
            else {key: section[key] for key in ("name", "finding", "empty")}
        )
    if dossier.run:
        context["summary"].pop("weakest_empty")
    else:
        context["summary"].pop("rail_title")
        context["provenance"].pop("columns")
    pdf = pdf_of(dossier, language)
    text, alternatives = text_of(pdf), {squeezed(said) for said in alternative_texts(pdf)}
    missing = [
        (where, said)
        for where, said in words(context)
        if where not in ("title", "author") or said != context.get(where)
        if not (squeezed(said) in alternatives if where.endswith("alt") else squeezed(said) in text)
        if not (where.endswith("alt") and not dossier.run)
    ]
    assert not missing


def test_a_simulated_run_says_so_on_every_page_and_beside_its_figures() -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(sample.dossier()))).pages]
    assert all("simulated" in page for page in pages)
    assert "not from a live system" in pages[0]
    summary = next(page for page in pages if "Where release 4 still goes wrong" in page and "Contents" not in page)
    assert summary.count("simulated") >= 3


def test_a_project_without_anything_measured_gets_a_dossier_that_says_so() -> None:
    text = text_of(pdf_of(sample.empty()))
    assert squeezed("Nothing measured yet: no run has finished and no result was recorded.") in text
    assert squeezed("No business case yet") in text
    assert squeezed("The roadmap has not been started") in text
    assert "simulated assistant" not in text
