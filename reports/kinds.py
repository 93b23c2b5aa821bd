"""The kinds of reports: what each is about, and which sections it has in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_noop

Subject = Literal["", "run", "scenario", "gate", "framework"]
Paper = Literal["a4", "us-letter"]
PAPERS: Mapping[Paper, str] = {"a4": "A4", "us-letter": "US Letter"}
Language = Literal["en", "de"]
LANGUAGES: Mapping[Language, str] = {"en": "English", "de": "German"}
# The sections that only a report about a gate, about frameworks or about a whole organisation has.
APART: Mapping[str, str] = {
    "gate": "What was asked, and how it was decided",
    "frozen": "The state it was asked on",
    "signatures": "Fields to sign on paper",
    "coverage": "How far the criteria cover it",
    "applicability": "Statement of applicability",
    "projects": "Where each project is, what blocks, and who acts next",
    "rates": "What each project measured, and what it is worth",
    "watch": "Open incidents, and waivers that end soon",
}
# Every section by its key, in the words of its box on the form.
SECTIONS: Mapping[str, str] = {
    "summary": "Where we stand, on one page",
    "principles": "Principles",
    "stances": "Stance on the principles, house rules and known gaps",
    "evaluation": "Evaluation",
    "business": "Business case",
    "roadmap": "Roadmap with its criteria",
    "evidence": "Evidence with its hashes",
    "decisions": "Decisions at the gates",
    "waivers": "Waivers",
    "conditions": "Conditions",
    "incidents": "Incidents and risks",
    "changes": "Changes since the last report",
    "glossary": "Glossary",
    "method": "Method",
    "provenance": "Provenance with its hashes",
    **APART,
}
# What makes a report one that can be checked; it is never left out.
ALWAYS = "provenance"
PORTFOLIO = "portfolio"  # the one kind of report that is an organisation's

DOSSIER_SECTIONS = tuple(key for key in SECTIONS if key not in APART)


@dataclass(frozen=True)
class ReportKind:
    """One kind: its name, what it is for, what it is about besides its project, and its sections."""

    key: str
    name: str
    says: str
    sections: tuple[str, ...]
    of: Subject = ""
    may_be_of_all: bool = False  # without a subject it is about all that there are
    of_organisation: bool = False  # it is an organisation's and no project's

    @property
    def is_whole(self) -> bool:
        """Whether it can be asked for without saying what it is about, and so by the clock."""
        return not self.of or self.may_be_of_all


KINDS: Mapping[str, ReportKind] = {
    kind.key: kind
    for kind in (
        ReportKind(
            "dossier", gettext_noop("Alignment dossier"), "The whole project on paper, for a board.", DOSSIER_SECTIONS
        ),
        ReportKind(
            "evaluation",
            gettext_noop("Evaluation report"),
            "One run: its rate with the interval, each principle, and how it was measured.",
            ("evaluation", "glossary", "method", "provenance"),
            of="run",
        ),
        ReportKind(
            "case",
            gettext_noop("Business case"),
            "One scenario: its range, payback, chance of loss and every input.",
            ("business", "glossary", "method", "provenance"),
            of="scenario",
        ),
        ReportKind(
            "gate",
            gettext_noop("Gate record"),
            "One request for a gate: what was frozen, every vote and condition, with fields to sign on paper.",
            ("gate", "frozen", "provenance", "signatures"),
            of="gate",
        ),
        ReportKind(
            "framework",
            gettext_noop("Framework statement"),
            "How far the criteria cover a framework, or all of them, and what of it applies, with the reasons.",
            ("coverage", "applicability", "provenance"),
            of="framework",
            may_be_of_all=True,
        ),
        ReportKind(
            PORTFOLIO,
            gettext_noop("Portfolio"),
            "All projects of the organisation that you may see: where each is, what blocks, what it is worth.",
            ("projects", "rates", "watch", "method", "provenance"),
            of_organisation=True,
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


def beside_english(name: str) -> str:
    """What the site says of a report in another language than its own: “in German”; nothing of one in English."""
    language = language_named(name)
    return "" if language == "en" else f"in {LANGUAGES[language]}"
