"""Words of the product that facts keep as they were printed, in English; a page shows them in its own language."""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.wording.terms import ROLES
from roadmap.template.reading import shipped_template

WORDS = (
    # The phases and gates of the roadmap's template; what a company named itself stays as it is.
    gettext_noop("Strategy & spec alignment"),
    gettext_noop("Pilot implementation & evaluation"),
    gettext_noop("Iterative refinement & scaling"),
    gettext_noop("Governance & continuous monitoring"),
    gettext_noop("Approve pilot"),
    gettext_noop("Approve wider use"),
    gettext_noop("Approve production scale"),
    gettext_noop("Periodic renewal"),
    # What a gate's brief calls its lines.
    gettext_noop("Releases in use"),
    gettext_noop("Release asked for"),
    gettext_noop("Specification"),
    gettext_noop("Decisions on principles"),
    gettext_noop("Statement"),
    gettext_noop("How it is shown"),
    # How criteria are mapped to frameworks.
    gettext_noop("suggested mapping"),
    gettext_noop(
        "Which identifier fits which criterion is our editorial judgement, not taken from a published crosswalk."
    ),
    # Why a word about a criterion ended, where nobody was asked for a reason.
    gettext_noop("Confirmed again."),
    gettext_noop("Brought back."),
    # Who made a report that nobody in person asked for.
    gettext_noop("the command line"),
)
# The states of criteria, as `roadmap` words them in its catalogue of states.
STATES = ("Open", "Ready", "Met", "Waived", "Not applicable", "Stale")
KNOWN = frozenset((*WORDS, *STATES, *ROLES.values()))


def translated(text: str) -> str:
    """The text in the language of the page where it is one of these words, else as it is."""
    return _(text) if text in KNOWN or text in _criteria() else text


def named(text: str) -> str:
    """A criterion by its code and title, such as what a waiver is about."""
    code, space, title = text.partition(" ")
    return f"{code}{space}{translated(title)}" if title in _criteria() else text


@cache
def _criteria() -> frozenset[str]:
    """What the criteria of the template say as it ships; one that a company worded itself stays as it is."""
    return frozenset(text for one in shipped_template().criteria for text in (one.title, one.statement, one.auto))
