"""How the figures were made, in plain words: only the notes that belong to what the dossier shows."""

from dataclasses import dataclass

from reports.dossier import Compliance, Dossier
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


RATE = Note(
    "The rate and its interval",
    "The rate is the number of compliant answers over the number of scored answers. The interval is Wilson's, at 95 "
    "%: it "
    "holds its promise for small numbers and near 0 and 100 %, where the usual formula does not. Where cases were "
    "asked several times, it is clustered by case: answers to one case are alike and do not count for themselves. "
    "It says how much "
    "the rate "
    "could move by chance on another sample of the same kind; it does not say that the cases resemble real traffic.",
)
SMALL = Note(
    "Few",
    "Where a principle has few cases, its interval is wide and its rate says little. Every failing answer is then "
    "worth "
    "more than the rate: it should be read by a person.",
)
OUTSIDE = Note(
    "What stands outside the rate",
    "An answer that never came because of an error, and an answer that no grader could score, are neither compliant "
    "nor a "
    "violation. They are left out of the rate and counted beside it.",
)
SIMULATED = Note(
    "Simulated answers",
    "These answers came from the scripted assistant that ships with Plumbline. They show how the measurement works "
    "and say "
    "nothing about a system in use.",
)
MONEY = Note(
    "The business case",
    "Amounts are in constant prices and discounted by month. Each uncertain input has a distribution; the range "
    "comes from "
    "drawing all of them together, with the seed that is printed, so the same numbers come out again. The base case "
    "holds "
    "every input at its median and is usually kinder than the range.",
)
ROADMAP = Note(
    "Criteria and gates",
    "A criterion is met when the people named for it say so and the evidence is there. A blocking criterion keeps "
    "the gate "
    "of its phase shut while it is open.",
)


def method(dossier: Dossier) -> Method:
    """The section with the notes that this report needs."""
    return Method("Method", "How the figures were made", method_notes(dossier))


def method_notes(dossier: Dossier) -> tuple[Note, ...]:
    """The notes that belong to what the report shows."""
    notes = [] if dossier.kind == "case" else [RATE, SMALL, OUTSIDE]
    if dossier.run and dossier.run.simulated:
        notes.insert(0, SIMULATED)
    if dossier.scenarios:
        notes.append(MONEY)
    if dossier.phases:
        notes.append(ROADMAP)
    return tuple(notes)


def reading_key() -> Key:
    """The key at the foot of the contents."""
    return Key(
        title="How to read the marks",
        example=measured(Compliance(17, 20, 0.85, 0.64, 0.948, small=False)),
        interval="From 0 to 100 %: the dot is the measured rate, the band what it could be by chance.",
        outcomes="Compliant, partial, violation, unscored, errored: each has its shape as well as its colour.",
        levels=("root", "system", "developer", "user", "guideline"),
        authority="Authority of a principle from root, which nobody overrides, to guideline, which yields to a hint.",
        simulated_word="simulated",
        simulated="Beside every figure that comes from the scripted assistant and not from a system in use.",
    )
