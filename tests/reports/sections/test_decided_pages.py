"""The pages on evidence, decisions, waivers, conditions and incidents: many rows, long words, whatever people wrote."""

import io
from dataclasses import fields, replace
from datetime import date
from typing import Any

import page as validator
import pytest
from pypdf import PdfReader

from reports.dossier import Dossier
from reports.facts.evidence import EarlierVersion, UseFacts
from reports.typesetting import typeset
from reports.wording import shown, terms
from roadmap.models import EvidenceVersion
from roadmap.register.levels import LEVELS
from roadmap.register.levels import LIKELIHOODS as KNOWN_LIKELIHOODS
from roadmap.vocabulary import EVIDENCE_TYPES
from roadmap.vocabulary import ROLES as KNOWN_ROLES
from tests.reports import sample
from tests.reports.reading import below_the_foot, pdf_of, squeezed, text_of
from tests.reports.sections import decided

ODD = "שלום مرحبا 漢字 😀 \u202egnp.exe " + "W" * 160
LONG = ("a word of many " * 140)[:2000]


def only(dossier: Dossier, *sections: str) -> Dossier:
    return replace(dossier, sections=sections)


def pages_of(dossier: Dossier) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(dossier))).pages]


def with_texts(text: str) -> dict[str, Any]:
    """Every text of people in the sample's decisions, as this one; three of each."""

    def said(record: Any, *names: str) -> Any:
        return replace(record, **dict.fromkeys(names, text))

    known = decided.facts()
    gate = known["decisions"][0]
    request = said(gate.requests[0], "scope", "reason", "if_refused", "ended_why", "release", "asked_by")
    votes = tuple(said(vote, "person", "note") for vote in request.votes * 3)
    request = replace(request, votes=votes, differences=(text,) * 3)
    gate = replace(said(gate, "name", "next"), obstacles=(text,) * 3, requests=(request,))
    pieces = [said(piece, "title", "source", "added_by", "superseded_by", "problem") for piece in known["evidence"]]
    remarks = tuple(said(one, "by", "text", "ended_why") for one in known["remarks"][0].remarks)
    waivers = [said(one, "title", "reason", "asked_by", "decided_by", "decision_note") for one in known["waivers"][:3]]
    conditions = [
        said(one, "text", "gate", "by", "blocks", "fulfilled_by", "fulfilled_note", "evidence")
        for one in known["conditions"]
    ]
    incidents = [
        said(one, "title", "principle", "what_happened", "action", "owner", "gate", "reported_by")
        for one in known["incidents"]
    ]
    risks = [said(one, "title", "affected", "what", "mitigation", "owner") for one in known["risks"]]
    return {
        "evidence": tuple(pieces),
        "decisions": (gate,),
        "remarks": (replace(said(known["remarks"][0], "title"), remarks=remarks),),
        "waivers": tuple(waivers),
        "conditions": tuple(conditions),
        "incidents": tuple(incidents),
        "risks": tuple(risks),
    }


def test_three_hundred_pieces_of_evidence_repeat_their_head_and_keep_each_row_whole() -> None:
    pieces = tuple(decided.piece(number) for number in range(300))
    pages = pages_of(only(replace(sample.dossier(), evidence=pieces), "evidence", "provenance"))
    listed = [page for page in pages if "Protocol" in page]
    assert len(listed) > 10
    for page in listed:
        assert page.count("Stands\n") + page.count("Stands ") >= 1
        assert "SHA-256" in page
        assert page.count("Protocol") == page.count("Note, version 1") == page.count("Added 1")
    text = "".join(squeezed(page) for page in pages)
    assert all(piece.sha256 in text for piece in pieces)
    assert squeezed("All 300 pieces of evidence stand") in text


def test_a_piece_with_many_uses_and_versions_breaks_over_pages() -> None:
    uses = tuple(UseFacts(f"P1.{place}", tuple(EVIDENCE_TYPES)) for place in range(40))
    earlier = tuple(EarlierVersion(place, date(2026, 1, 1), f"{place:064x}") for place in range(90, 0, -1))
    piece = replace(decided.piece(1), version=91, uses=uses, earlier=earlier)
    pdf = pdf_of(only(replace(sample.dossier(), evidence=(piece,)), "evidence", "provenance"))
    text = text_of(pdf)
    assert below_the_foot(pdf) == []
    assert all(one.sha256 in text for one in earlier)


@pytest.mark.parametrize("text", [ODD, LONG, "#panic(1) *x* <b>&amp;</b> $y$ =1+1"], ids=["odd", "long", "markup"])
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_whatever_people_wrote_stays_on_the_pages(text: str, paper: Any) -> None:
    dossier = only(replace(sample.dossier(), **with_texts(text)), *decided.PARTS, "provenance")
    pdf = typeset(shown(dossier, paper).as_context())
    assert below_the_foot(pdf) == []
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")
    found = text_of(pdf)
    if text == ODD:
        assert squeezed("⟨U+05E9⟩") in found
        assert squeezed("⟨U+202E⟩gnp.exe") in found
    elif text != LONG:
        assert found.count(squeezed(text)) > 30


def test_an_approval_that_differs_says_in_what() -> None:
    text = text_of(pdf_of(sample.dossier()))
    assert squeezed("Approved; the approved state differs from today") in text
    assert squeezed("Differs today by 2 items") in text
    assert squeezed("P1.8 Supplier terms: was met, is waived") in text
    assert squeezed("The frozen state does not have the hash that was kept with it.") in text
    assert squeezed("The kept brief does not have this hash.") in text
    assert squeezed("Does not count: granted a waiver") in text
    assert squeezed("1 of 2 approvals; one more would count as: Risk owner") in text
    assert squeezed("3 earlier words and comments are not printed.") in text


def test_the_findings_count_what_is_in_the_rows() -> None:
    words = shown(sample.dossier())
    assert words.decisions.finding == (
        "2 of 4 gates are open; 1 approval differs from today; 1 approval has run out; 1 request waits for votes"
    )
    assert words.waivers.finding == "2 waivers in force, 1 expired, 1 waits for a decision"
    assert words.conditions.finding == "2 conditions are open, 1 of them overdue"
    assert words.evidence.finding == "1 of 3 pieces of evidence does not stand"
    assert words.incidents.finding == (
        "1 incident is not closed and overdue; 1 risk is above what is accepted and not treated"
    )


def test_a_project_without_any_of_it_says_so_in_each_section() -> None:
    text = text_of(pdf_of(sample.empty()))
    for said in (
        "No evidence yet",
        "No gate has been asked for",
        "Nothing is waived",
        "No condition is open",
        "Neither an incident nor a risk has been recorded.",
    ):
        assert squeezed(said) in text


def test_the_words_of_the_closed_lists_are_those_of_the_roadmap() -> None:
    assert dict(KNOWN_ROLES) == terms.ROLES
    assert dict(EVIDENCE_TYPES) == terms.PROOFS
    assert dict(LEVELS) == terms.HARMS
    assert dict(KNOWN_LIKELIHOODS) == terms.LIKELIHOODS
    assert dict(EvidenceVersion.Kind.choices) == terms.EVIDENCE_KINDS


def test_nothing_of_the_sample_is_left_at_its_default() -> None:
    """So that the walks over the sample see each fact of these sections at least once."""
    for name, records in decided.facts().items():
        for one in records if isinstance(records, tuple) else [records]:
            for entry in fields(one):
                everywhere = [
                    getattr(record, entry.name) for record in (records if isinstance(records, tuple) else [records])
                ]
                assert any(value not in (None, "", (), False) or value is True for value in everywhere), (
                    name,
                    entry.name,
                )
