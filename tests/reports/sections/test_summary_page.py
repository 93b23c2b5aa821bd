"""The page that a board member reads: one page on either paper, with the map, the gates, the rate and the money."""

import io
from dataclasses import replace
from math import pi

import pytest
from pypdf import PdfReader

from evaluations.spec_map import CHAPTER_END, HOLE
from reports.dossier import Dossier
from reports.facts.gate_states import GateStateFacts
from reports.facts.spec_map import LeafFacts
from reports.kinds import Paper
from reports.map_picture import map_picture
from reports.typesetting import typeset
from reports.wording import shown
from reports.wording.spec_map import MapShown, map_of
from tests.reports import sample
from tests.reports.reading import alternative_texts, failures_of, squeezed

PAPERS = pytest.mark.parametrize("paper", ["a4", "us-letter"])


def summary_alone(dossier: Dossier) -> Dossier:
    return replace(dossier, sections=("summary", "provenance"))


def long_winded() -> Dossier:
    """Whatever people may write, at its longest; Han characters become nine of ours each."""
    full = sample.dossier()
    assert full.run
    words, name = "漢字" * 1000, "W" * 120
    results = tuple(replace(one, title=f"{name} {one.title} " * 2) for one in full.run.results)
    return replace(
        full,
        project=replace(full.project, purpose=words),
        run=replace(full.run, release=name, results=results),
        scenarios=(replace(full.scenarios[0], name="漢" * 120), full.scenarios[1]),
        phases=tuple(replace(phase, name=name, gate_name=name) for phase in full.phases),
        gate_states=tuple(replace(gate, name=name) for gate in full.gate_states),
        spec_map=tuple(replace(leaf, section=f"{leaf.section} {name}") for leaf in full.spec_map),
    )


@PAPERS
@pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty(), long_winded()], ids=["full", "empty", "long"])
def test_the_summary_is_one_page(dossier: Dossier, paper: Paper) -> None:
    context = shown(summary_alone(dossier), paper).as_context()
    pdf = typeset(context)
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert [number for number, page in enumerate(pages, start=1) if "|Wherewestand" in page] == [3]
    assert failures_of(pdf, "ua1") == []


@PAPERS
def test_it_is_one_page_in_german_as_well(paper: Paper) -> None:
    pdf = typeset(shown(summary_alone(sample.dossier()), paper, "de").as_context())
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 4


def test_it_says_rate_range_gates_and_map() -> None:
    pdf = typeset(shown(summary_alone(sample.dossier())).as_context())
    page = PdfReader(io.BytesIO(pdf)).pages[2]
    text = squeezed(page.extract_text())
    for words in ("92.9 %", "88.5–95.7 %", "P5", "P95", "Approved, differs today", "Shut", "Asked", "Lapsed"):
        assert squeezed(words) in text
    assert squeezed("55 of 59 measured") in text
    assert list(page.images) == []  # drawn, not pasted
    said = next(alt for alt in alternative_texts(pdf) if "by section of the specification" in alt)
    assert "How instructions rank: 60 of 64" in said.replace("\u202f", " ")


def map_with(*leaves: LeafFacts) -> MapShown:
    found = map_of(replace(sample.dossier(), spec_map=leaves))
    assert found
    return found


def leaf(title: str, k: int, n: int, section: str = "One", *, stale: bool = False) -> LeafFacts:
    return LeafFacts(title.lower(), title, section, "user", k, n, stale)


def test_a_leaf_is_coloured_from_ten_results_on_and_its_section_carries_the_colour_below() -> None:
    found = map_with(leaf("A", 9, 9), leaf("B", 9, 10), leaf("C", 0, 0), leaf("D", 3, 4, "Two"))
    assert [piece.step for piece in found.leaves] == [None, 9, None, None]
    assert [piece.state for piece in found.leaves] == ["measured", "measured", "unmeasured", "measured"]
    assert [piece.failing for piece in found.leaves] == [False, True, False, True]
    assert [(one.number, one.piece.step, one.count_text) for one in found.chapters] == [
        ("1", 9, "18 of 19"),
        ("2", None, "3 of 4"),
    ]


def test_the_pieces_close_the_circle_and_lie_under_their_sections() -> None:
    found = map_with(*(leaf(str(place), 1, 1, f"Section {place // 4}") for place in range(12)))
    for chapter, first in zip(found.chapters, range(0, 12, 4), strict=True):
        assert chapter.piece.start == found.leaves[first].start
        assert chapter.piece.end == pytest.approx(found.leaves[first + 3].end, abs=1e-3)
    assert found.leaves[0].start >= 0
    assert found.leaves[-1].end <= 2 * pi


def test_the_key_explains_only_what_is_on_the_map() -> None:
    assert [entry.sign for entry in map_with(leaf("A", 12, 12)).key] == []
    every = map_with(leaf("A", 2, 3), leaf("B", 0, 0), leaf("C", 12, 12, stale=True))
    assert [entry.sign for entry in every.key] == ["failing", "few", "unmeasured", "stale"]


def test_the_alternative_text_names_what_failed() -> None:
    assert "A" in map_with(leaf("A", 2, 3)).alt
    assert "One principle has answers that did not comply: Be kind." in map_with(leaf("Be kind", 2, 3)).alt
    assert "did not comply" not in map_with(leaf("A", 3, 3)).alt
    assert map_with(leaf("A", 0, 0)).title == "Spec map, nothing measured yet"


def test_the_screen_draws_the_same_pieces() -> None:
    found = map_with(leaf("A", 2, 3), leaf("B", 30, 30, "Two", stale=True))
    drawn = map_picture(found)
    assert [piece.look for piece in drawn.pieces] == ["", "rate-10", "", "rate-10"]
    assert [piece.stale for piece in drawn.pieces] == [False, True, False, True]
    assert len(drawn.failing) == 1
    assert [number.text for number in drawn.numbers] == ["1", "2"]
    assert all(HOLE < (number.x**2 + number.y**2) ** 0.5 < CHAPTER_END for number in drawn.numbers)


@pytest.mark.parametrize(
    ("facts", "word", "detail"),
    [
        (GateStateFacts(1, "Build", "shut", None, None, 2, 0), "Shut", "2 criteria block"),
        (GateStateFacts(1, "Build", "shut", None, None, 0, 0), "Shut", ""),
        (GateStateFacts(1, "Build", "ready", None, None, 0, 0), "Can be asked for", ""),
        (GateStateFacts(1, "Build", "asked", sample.AT.date(), None, 0, 0), "Asked", "on 24 Nov 2026"),
        (
            GateStateFacts(1, "Build", "approved", sample.AT.date(), sample.AT.date(), 0, 0),
            "Approved",
            "24 Nov 2026 to 24 Nov 2026",
        ),
        (
            GateStateFacts(1, "Build", "differs", sample.AT.date(), sample.AT.date(), 0, 1),
            "Approved, differs today",
            "24 Nov 2026 to 24 Nov 2026; 1 item differs",
        ),
        (
            GateStateFacts(1, "Build", "lapsed", sample.AT.date(), sample.AT.date(), 3, 0),
            "Lapsed",
            "24 Nov 2026 to 24 Nov 2026",
        ),
    ],
)
def test_each_state_of_a_gate_has_its_word(facts: GateStateFacts, word: str, detail: str) -> None:
    (gate,) = shown(replace(sample.dossier(), gate_states=(facts,))).summary.gates.gates
    assert (gate.word, gate.detail.replace("\u00a0", " ")) == (word, detail)
