"""Words of people come out as they were written, or as visible codes; they never become markup nor stop a report."""

from dataclasses import replace

import page as validator
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reports.dossier import Dossier
from reports.typesetting import typeset
from reports.wording import shown
from tests.reports import sample
from tests.reports.reading import below_the_foot, pdf_of, squeezed, text_of

LITERAL = [
    '#panic("x")',
    '#read("/etc/passwd")',
    "$x + y$ and $$",
    "=cmd|' /C calc'!A0",
    "{{7*7}} {% debug %} ${7*7}",
    "<script>alert(1)</script> & </style>",
    "*bold* _emph_ `raw` @ref <label> ~ -- --- ... 'q' \"q\"",
    "// comment /* block */ \\ \\u{41} #{ 1 + 1 } #let x = 1",
    "= Heading\n== Sub\n- item\n+ item\n/ term: x",
    "-> => (c) 1x2 http://example.com/a?b=c&d=e",
    "Größe, façade, naïve, Łódź, Ελληνικά, Кириллица",
]
CODED = [
    ("\u05e9\u05dc\u05d5\u05dd", "⟨U+05E9⟩⟨U+05DC⟩⟨U+05D5⟩⟨U+05DD⟩"),
    ("漢字", "⟨U+6F22⟩⟨U+5B57⟩"),
    ("😀", "⟨U+1F600⟩"),
    ("a\x00b\x07c\x1b[31m", "a⟨U+0000⟩b⟨U+0007⟩c⟨U+001B⟩[31m"),
    ("left\u202eright\u2066", "left⟨U+202E⟩right⟨U+2066⟩"),
    ("lone \ud800 half", "lone⟨U+D800⟩half"),
    ("private \ue000 use", "private⟨U+E000⟩use"),
    ("e" + "\u0301" * 500, "⟨496moremarks⟩"),
]


def with_texts(*texts: str) -> Dossier:
    """A short dossier with the texts in every kind of place where people write."""
    full = sample.dossier()
    said = "\n".join(texts)
    phase = full.phases[0]
    criterion = replace(phase.criteria[0], title=said, owner=said, note=said, reason=said)
    assert full.run
    return replace(
        full,
        project=replace(full.project, name=said[:200], purpose=said, organisation=said[:100]),
        making=replace(full.making, by=said[:100]),
        run=replace(full.run, name=said, release=said[:60], suite=said[:60], endpoint=said[:60]),
        pilots=(replace(full.pilots[0], name=said, release=said[:60], conducted_by=said[:60], population=said),),
        scenarios=(replace(full.scenarios[0], name=said[:100], saved_by=said[:60]),),
        phases=(replace(phase, name=said[:80], criteria=(criterion, *phase.criteria[1:3])), *full.phases[1:2]),
        principles=(replace(full.principles[0], title=said[:120], asks=said), *full.principles[1:3]),
    )


@pytest.mark.parametrize("payload", LITERAL)
def test_markup_comes_out_literally(payload: str) -> None:
    text = text_of(pdf_of(with_texts(payload)))
    assert text.count(squeezed(payload)) >= 5


@pytest.mark.parametrize(("payload", "written"), CODED)
def test_what_the_fonts_lack_stands_as_its_code(payload: str, written: str) -> None:
    pdf = pdf_of(with_texts(payload))
    assert squeezed(written) in text_of(pdf)
    assert squeezed("could not be drawn with the fonts of this report") in text_of(pdf)
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_a_report_of_drawable_text_does_not_speak_of_missing_characters() -> None:
    assert squeezed("could not be drawn") not in text_of(pdf_of(sample.dossier()))


@pytest.mark.parametrize("word", ["W" * 3000, "a_b" * 700, "ab/" * 500], ids=["one", "underscored", "slashed"])
def test_a_very_long_word_breaks_inside_its_column(word: str) -> None:
    pdf = pdf_of(with_texts(word))
    rarest = min(set(word), key=word.count)
    assert text_of(pdf).count(rarest) > 8 * word.count(rarest)  # over pages, with their heads in between
    assert below_the_foot(pdf) == []
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_a_note_longer_than_a_page_breaks_over_pages() -> None:
    note = " ".join(f"sentence {number} of a long note." for number in range(1500))
    pdf = pdf_of(with_texts(note))
    text = text_of(pdf)
    assert "sentence0ofalongnote." in text
    assert "sentence1499ofalongnote." in text
    assert below_the_foot(pdf) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
@example(["a\u0300\u0316\u20dd\ufe0f", "\ufeff", "\ufffe", "\u00ad", "\u2028\u2029", "\t\v\f"])
def test_any_text_gives_an_accessible_document(texts: list[str]) -> None:
    empty = sample.empty()
    project = replace(empty.project, name=texts[0], purpose="\n".join(texts), organisation=texts[-1])
    pdf = typeset(shown(replace(empty, project=project)).as_context())
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")
