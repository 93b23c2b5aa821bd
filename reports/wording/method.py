"""How the figures were made, in plain words: only the notes that belong to what the dossier shows."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.dossier import Compliance, Dossier
from reports.facts.judging import JudgingFacts
from reports.facts.portfolio import PortfolioFacts
from reports.figures import is_german
from reports.wording.fact import Measured, measured


@dataclass(frozen=True)
class Note:
    """One note on method."""

    title: str
    text: str


@dataclass(frozen=True)
class Method:
    """The section on how the figures were made."""

    name: str
    finding: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Key:
    """How to read the marks of the report; `example` is a bar that means nothing but itself."""

    title: str
    example: Measured
    interval: str
    outcomes: str
    levels: tuple[str, ...]
    authority: str
    simulated_word: str
    simulated: str


RATE = (
    gettext_noop("The rate and its interval"),
    gettext_noop(
        "The rate is the number of compliant answers over the number of scored answers. The interval is Wilson's, at "
        "95 %: it holds its promise for small numbers and near 0 and 100 %, where the usual formula does not. Where "
        "cases were asked several times, it is clustered by case: answers to one case are alike and do not count for "
        "themselves. It says how much the rate could move by chance on another sample of the same kind; it does not "
        "say that the cases resemble real traffic."
    ),
)
SMALL = (
    gettext_noop("Few"),
    gettext_noop(
        "Where a principle has few cases, its interval is wide and its rate says little. Every failing answer is then "
        "worth more than the rate: it should be read by a person."
    ),
)
OUTSIDE = (
    gettext_noop("What stands outside the rate"),
    gettext_noop(
        "An answer that never came because of an error, and an answer that no grader could score, are neither "
        "compliant nor a violation. They are left out of the rate and counted beside it."
    ),
)
SIMULATED = (
    gettext_noop("Simulated answers"),
    gettext_noop(
        "These answers came from the scripted assistant that ships with Plumbline. They show how the measurement works "
        "and say nothing about a system in use."
    ),
)
CALIBRATION = (
    gettext_noop("The grader’s mistakes"),
    gettext_noop(
        "A grader is shown answers whose worth is known. q₁ is the share of the good ones that it recognises, q₀ that "
        "of the bad ones; an answer without a usable verdict counts as not recognised. A rate p that it measured is "
        "corrected to (p + q₀ − 1) / (q₀ + q₁ − 1), after Rogan and Gladen. The interval holds the chance in both, the "
        "measured answers and the known ones, and is therefore wider. A grader that tells good from bad no better than "
        "chance, q₀ + q₁ ≤ 1, corrects nothing."
    ),
)
AGREEMENT = (
    gettext_noop("Agreement of graders"),
    gettext_noop(
        "Cohen’s κ is the share of answers on which two graders agree, less what chance would give with their own "
        "habits, over the most that could be gained over chance. Its interval at 95 % is analytic, after Fleiss, "
        "Cohen and Everitt. Of more than two reviewers, or with gaps, Krippendorff’s α says the same, with an interval "
        "from drawing the answers again. Partial and “can’t tell” are verdicts of their own in both."
    ),
)
MONEY = (
    gettext_noop("The business case"),
    gettext_noop(
        "Amounts are in constant prices and discounted by month. Each uncertain input has a distribution; the range "
        "comes from drawing all of them together, with the seed that is printed, so the same numbers come out again. "
        "The base case holds every input at its median and is usually kinder than the range."
    ),
)
LANGUAGE = (
    gettext_noop("The language of this report"),
    gettext_noop(
        "What people wrote, and the texts of the specification, of the catalogue and of the frameworks, stand here in "
        "the language in which they were written; so do criteria whose wording is not that of our own roadmap, and "
        "what was kept in words when a criterion was confirmed or a gate asked for, where it is not known any more "
        "how it was put together. All else is in German."
    ),
)
ROADMAP = (
    gettext_noop("Criteria and gates"),
    gettext_noop(
        "A criterion is met when the people named for it say so and the evidence is there. A blocking criterion keeps "
        "the gate of its phase shut while it is open."
    ),
)


EYES = (
    gettext_noop("Whose eyes"),
    gettext_noop(
        "A portfolio tells of the projects that the person who asked for it may see. Somebody else may read it on the "
        "site only if they may see every project in it; whoever hands the file on decides that themselves."
    ),
)
WORDS = (
    gettext_noop("Words and decisions"),
    gettext_noop(
        "Where a project is, what blocks and who acts next follow from the words that people gave, the decisions on "
        "gates and the waivers in force on the day of the report. A word may have gone stale since, because what it "
        "rested on has changed: a project’s own dossier computes that, and says why."
    ),
)
RANGES = (
    gettext_noop("The ranges"),
    gettext_noop(
        "One outcome in twenty lies below P5, and one in twenty above P95, over all draws of the uncertain inputs. "
        "With the costs of the programme known the amounts are net present values over the horizon, without them the "
        "value of the freed time in the first year. Seeds, draws and every input stand in the project’s own business "
        "case."
    ),
)


def method(dossier: Dossier) -> Method:
    """The section with the notes that this report needs."""
    return Method(_("Method"), _("How the figures were made"), method_notes(dossier))


def method_notes(dossier: Dossier) -> tuple[Note, ...]:
    """The notes that belong to what the report shows."""
    if dossier.portfolio:
        return _portfolio_notes(dossier.portfolio)
    notes = [] if dossier.kind == "case" else [RATE, SMALL, OUTSIDE]
    if dossier.run and dossier.run.simulated:
        notes.insert(0, SIMULATED)
    if dossier.judging and any(one.calibration for one in dossier.judging.gradings):
        notes.append(CALIBRATION)
    if dossier.judging and _has_agreement(dossier.judging):
        notes.append(AGREEMENT)
    if dossier.scenarios:
        notes.append(MONEY)
    if dossier.phases:
        notes.append(ROADMAP)
    if is_german():
        notes.append(LANGUAGE)
    return tuple(Note(_(title), _(text)) for title, text in notes)


def _portfolio_notes(portfolio: PortfolioFacts) -> tuple[Note, ...]:
    notes = [EYES, WORDS]
    runs = [project.run for project in portfolio.projects if project.run]
    if any(run.simulated for run in runs):
        notes.append(SIMULATED)
    if runs:
        notes += [RATE, OUTSIDE]
    if any(project.money for project in portfolio.projects):
        notes.append(RANGES)
    if is_german():
        notes.append(LANGUAGE)
    return tuple(Note(_(title), _(text)) for title, text in notes)


def _has_agreement(judging: JudgingFacts) -> bool:
    kappas = [one.calibration.kappa for one in judging.gradings if one.calibration]
    return any(kappa is not None for kappa in kappas) or any(one.measure for one in judging.reviews)


def reading_key() -> Key:
    """The key at the foot of the contents."""
    return Key(
        title=_("How to read the marks"),
        example=measured(Compliance(17, 20, 0.85, 0.64, 0.948, small=False)),
        interval=_("From 0 to 100\u202f%: the dot is the measured rate, the band what it could be by chance."),
        outcomes=_("Compliant, partial, violation, unscored, errored: each has its shape as well as its colour."),
        levels=("root", "system", "developer", "user", "guideline"),
        authority=_(
            "Authority of a principle from root, which nobody overrides, to guideline, which yields to a hint."
        ),
        simulated_word=_("simulated"),
        simulated=_("Beside every figure that comes from the scripted assistant and not from a system in use."),
    )
