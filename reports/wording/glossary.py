"""The terms of the report in our own words: only those that its sections use."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.figures import count

EVERYWHERE = ("provenance",)
# Term, meaning, and the sections that use it.
TERMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        gettext_noop("Audit head"),
        gettext_noop(
            "The last link of the chain in which every change of the organisation is recorded. Each link contains the "
            "one before, so nothing older can be altered without changing it."
        ),
        EVERYWHERE,
    ),
    (
        gettext_noop("Authority level"),
        gettext_noop(
            "Who may set a principle aside: nobody at root, the operator of the platform at system, the company at "
            "developer, the person in the conversation at user; a guideline gives way to a hint."
        ),
        ("principles", "stances", "evaluation", "summary"),
    ),
    (
        gettext_noop("Blocking"),
        gettext_noop("Said of a criterion that keeps the gate of its phase shut until it is met or waived."),
        ("roadmap", "decisions", "gate", "frozen", "summary"),
    ),
    (
        gettext_noop("Business case"),
        gettext_noop("What the assistant brings in and costs over a stated time, with the range of what is uncertain."),
        ("business", "summary"),
    ),
    (
        gettext_noop("Calibration"),
        gettext_noop(
            "A test of the grader: answers whose worth is known are shown to it, and it is counted how many good and "
            "how many bad ones it recognises."
        ),
        ("evaluation",),
    ),
    (
        gettext_noop("Chance of loss"),
        gettext_noop("The share of all draws of a simulation in which the programme costs more than it brings in."),
        ("business", "summary"),
    ),
    (
        gettext_noop("Compliance rate"),
        gettext_noop("The number of answers that did what the principle asks, over the number of scored answers."),
        ("evaluation", "summary", "changes"),
    ),
    (
        gettext_noop("Condition"),
        gettext_noop("Something that an approval of a gate still asks for, with the day by which it is due."),
        ("decisions", "conditions", "gate"),
    ),
    (
        gettext_noop("Corrected rate"),
        gettext_noop(
            "The compliance rate as it would be if the grader made no mistakes, worked out from its calibration; its "
            "interval holds the doubt of both."
        ),
        ("evaluation",),
    ),
    (
        gettext_noop("Criterion"),
        gettext_noop("One thing that has to be so before a phase is complete, with an owner and with evidence."),
        ("roadmap", "evidence", "decisions", "gate", "frozen", "coverage", "summary"),
    ),
    (
        gettext_noop("Gate"),
        gettext_noop(
            "The decision at the end of a phase. People named for it open it by their votes; what they decided on is "
            "frozen at that moment."
        ),
        ("roadmap", "decisions", "conditions", "gate", "summary", "changes"),
    ),
    (
        gettext_noop("House clause"),
        gettext_noop("A rule of the company's own that hangs under a principle of the specification."),
        ("stances",),
    ),
    (
        gettext_noop("Interval"),
        gettext_noop(
            "The range in which the true rate lies with 95\u202f% confidence. Wilson's interval stays honest for few "
            "answers and near 0 and 100\u202f%."
        ),
        ("evaluation", "summary", "changes"),
    ),
    (
        gettext_noop("Judge"),
        gettext_noop("A model that grades the answers of another model by a fixed protocol."),
        ("evaluation",),
    ),
    (
        gettext_noop("Kappa (κ)"),
        gettext_noop("How far two graders agree beyond what chance would give: 1 is full agreement, 0 is chance."),
        ("evaluation",),
    ),
    (
        gettext_noop("Known gap"),
        gettext_noop("A violation that is known and accepted until a day; without a day it is a regression."),
        ("stances",),
    ),
    (
        gettext_noop("Net present value"),
        gettext_noop("All amounts of a scenario that come in and go out, each discounted to the value of money today."),
        ("business", "summary", "changes"),
    ),
    (
        gettext_noop("Outcome"),
        gettext_noop(
            "How an answer was graded: compliant, partial or violation. Unscored, errored and answers that never came "
            "stand outside the rate."
        ),
        ("evaluation", "summary"),
    ),
    (
        gettext_noop("Payback"),
        gettext_noop("The month in which what has come in first covers what has gone out."),
        ("business",),
    ),
    (
        gettext_noop("Principle"),
        gettext_noop("A section of the specification that says how the assistant shall behave."),
        ("principles", "stances", "evaluation", "summary"),
    ),
    (
        gettext_noop("Range (P5 to P95)"),
        gettext_noop("Nine draws in ten of a simulation lie in it; one in twenty is lower, one in twenty higher."),
        ("business", "summary"),
    ),
    (
        gettext_noop("Ruling"),
        gettext_noop("How the company reads a principle in a case that can be read two ways, and who decided that."),
        ("stances",),
    ),
    (
        gettext_noop("Snapshot hash"),
        gettext_noop(
            "A SHA-256 over a frozen state, such as what a gate was asked on. If anything in it were changed, the hash "
            "would be another one."
        ),
        ("decisions", "evidence", "gate", "frozen", "provenance"),
    ),
    (
        gettext_noop("Stale"),
        gettext_noop("Decided or shown on a text, release or day that is not the one in force any more."),
        ("stances", "roadmap", "evidence", "summary"),
    ),
    (
        gettext_noop("Stance"),
        gettext_noop("What the company does with a principle: adopts it, tightens it, or leaves it out with a reason."),
        ("stances", "changes"),
    ),
    (
        gettext_noop("Value of alignment"),
        gettext_noop(
            "How much more the same scenario would be worth if the assistant met the rates that are aimed at."
        ),
        ("business",),
    ),
    (
        gettext_noop("Waived"),
        gettext_noop("Set aside until a day by somebody who may, for a reason that is written down."),
        ("stances", "roadmap", "waivers", "decisions", "gate", "frozen"),
    ),
)


@dataclass(frozen=True)
class Term:
    """One term with its meaning."""

    term: str
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """The section with the terms."""

    name: str
    finding: str
    terms: tuple[Term, ...]


def glossary(dossier: Dossier) -> Glossary:
    """The terms that the sections of this report use, in the order of the alphabet of its language."""
    has = set(dossier.sections)
    terms = [Term(_(term), _(meaning)) for term, meaning, sections in TERMS if has & set(sections)]
    found = ngettext("%(count)s term that this report uses", "%(count)s terms that this report uses", len(terms))
    return Glossary(
        name=_("Glossary"),
        finding=found % {"count": count(len(terms))},
        terms=tuple(sorted(terms, key=lambda entry: entry.term.casefold())),
    )
