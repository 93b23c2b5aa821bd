"""The kinds of reports: what each is about, and which sections it has in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Subject = Literal["", "run", "scenario"]
Paper = Literal["a4", "us-letter"]
PAPERS: Mapping[Paper, str] = {"a4": "A4", "us-letter": "US Letter"}
Language = Literal["en", "de"]
LANGUAGES: Mapping[Language, str] = {"en": "English"}
# Every section by its key, in the words of its box on the form.
SECTIONS: Mapping[str, str] = {
    "summary": "Where we stand, on one page",
    "principles": "Principles",
    "evaluation": "Evaluation",
    "business": "Business case",
    "roadmap": "Roadmap with its criteria",
    "method": "Method",
    "provenance": "Provenance with its hashes",
}
# What makes a report one that can be checked; it is never left out.
ALWAYS = "provenance"


@dataclass(frozen=True)
class ReportKind:
    """One kind: its name, what it is for, what it is about besides its project, and its sections."""

    key: str
    name: str
    says: str
    sections: tuple[str, ...]
    of: Subject = ""


KINDS: Mapping[str, ReportKind] = {
    kind.key: kind
    for kind in (
        ReportKind("dossier", "Alignment dossier", "The whole project on paper, for a board.", tuple(SECTIONS)),
        ReportKind(
            "evaluation",
            "Evaluation report",
            "One run: its rate with the interval, each principle, and how it was measured.",
            ("evaluation", "method", "provenance"),
            of="run",
        ),
        ReportKind(
            "case",
            "Business case",
            "One scenario: its range, payback, chance of loss and every input.",
            ("business", "method", "provenance"),
            of="scenario",
        ),
    )
}


def ordered(kind: str, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """The sections of a report: those chosen that its kind has, in the order chosen, or all of its kind's.

    The provenance comes last where it was not placed, since a report without it could not be checked.
    """
    known = KINDS[kind].sections
    wanted = tuple(dict.fromkeys(section for section in chosen if section in known)) or known
    return wanted if ALWAYS in wanted else (*wanted, ALWAYS)


def paper_named(name: str) -> Paper:
    """The paper of this name; A4 for any other."""
    return "us-letter" if name == "us-letter" else "a4"


def language_named(name: str) -> Language:
    """The language of this code; English for any other."""
    return "de" if name == "de" else "en"
