"""Which of the verdicts on an answer is its outcome; plain Python, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.outcomes import Outcome

# Whose word outranks whose: a person's that of a judge, a judge's that of the rules, ours what was reported to us.
RANKING = ("person", "judge", "rules", "recorded")
IN_WORDS = {
    "person": "A person’s verdict counts here: people outrank every grader.",
    "judge": "The judge’s verdict counts here: no person has decided, and a judge outranks the rules.",
    "rules": "The verdict of the rules counts here: neither a person nor a judge that counts has decided.",
    "recorded": "The recorded verdict counts here: nothing else has graded the answer.",
}


@dataclass(frozen=True)
class Said:
    """One verdict: where it comes from, what it says, and whether it may decide at all.

    An *advisory* verdict is shown beside the others and never decides: that of a judge that only tries something, that
    is not trusted, or that has been followed by another grading.
    """

    source: str
    outcome: str
    reason: str = ""
    advisory: bool = False


@dataclass(frozen=True)
class Decision:
    """The verdict that counts, and whether some other one that could have decided says otherwise."""

    said: Said
    disputed: bool


def decide(verdicts: Sequence[Said]) -> Decision | None:
    """The verdict that counts among all of an answer's, the oldest first; None where there is none.

    Within a source the latest one holds. One that could not tell (``unscored``) gives way to the next source, because
    not knowing is no verdict; where nobody could tell, the highest of them stays.
    """
    latest: dict[str, Said] = {}
    for verdict in verdicts:
        if not verdict.advisory:
            latest[verdict.source] = verdict
    ranked = [latest[source] for source in RANKING if source in latest]
    if not ranked:
        return None
    usable = [verdict for verdict in ranked if verdict.outcome != Outcome.UNSCORED]
    counts = usable[0] if usable else ranked[0]
    return Decision(counts, any(verdict.outcome != counts.outcome for verdict in ranked))
