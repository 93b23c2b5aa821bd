"""Says what a run found, in the words of its page's title."""

from decimal import Decimal

from evaluations.models import Run
from evaluations.selectors import RunSummary

# Why a sample has no answer, as people would put it.
FAULT_WORDS = {
    "address": "address refused",
    "connection": "no connection",
    "timeout": "no answer in time",
    "rate_limited": "too many requests",
    "quota": "quota used up",
    "unauthorised": "key refused",
    "refused": "request refused",
    "unavailable": "endpoint failed",
    "too_large": "answer too large",
    "unreadable": "answer unreadable",
    "not_recorded": "no recorded response",
    "crashed": "worker crashed",
    "recorded": "recorded as errored",
}


def interval_words(low: float, high: float) -> str:
    """``64–93 %``: whole percents, because no interval of a run carries more."""
    return f"{round(low * 100)}–{round(high * 100)}\u202f%"


def finding_of(run: Run, summary: RunSummary) -> str:
    """The result in one phrase: ``20 of 24 compliant, 64–93 %``."""
    match run.state:
        case Run.State.QUEUED:
            return "Waiting for a worker"
        case Run.State.RUNNING:
            return f"{summary.done} of {summary.total} samples done"
        case Run.State.PAUSED:
            return f"Paused after {summary.done} of {summary.total} samples"
        case Run.State.STOPPED:
            return f"Stopped after {summary.done} of {summary.total} samples"
        case Run.State.CANCELLED:
            return f"Cancelled after {summary.done} of {summary.total} samples"
        case Run.State.FAILED:
            return "No answer was received"
        case Run.State.INCONCLUSIVE:
            return f"Inconclusive: {counted_words(summary)}"
        case _:
            return counted_words(summary)


def counted_words(summary: RunSummary) -> str:
    if not summary.denominator:
        return "no answer could be counted" if summary.total else "nothing was counted"
    share = f"{summary.numerator} of {summary.denominator} compliant"
    return f"{share}, {interval_words(summary.low, summary.high)}"


def duration_words(seconds: float) -> str:
    """``40 s``, ``3 min`` or ``2 h 10 min``: a length of time to be read at a glance."""
    if seconds < 90:
        return f"{max(1, round(seconds))}\u202fs"
    minutes = round(seconds / 60)
    return f"{minutes}\u202fmin" if minutes < 90 else f"{minutes // 60}\u202fh {minutes % 60}\u202fmin"


def bare(amount: Decimal | None) -> str:
    """An exact amount without trailing zeros; a dash for none."""
    return "–" if amount is None else format(amount.normalize(), "f")


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def when_words(run: Run) -> str:
    """When a run ended, else began: ``26 Nov 2026, 01:03 UTC``; a pilot was entered for days, not minutes."""
    moment = run.finished_at or run.created_at
    return f"{moment:%-d %b %Y}" if run.source == Run.Source.RECORDED else f"{moment:%-d %b %Y, %H:%M} UTC"


def run_label(run: Run) -> str:
    """A run in a list to choose from, with its time: the same cases are often asked several times a day."""
    return f"{run.name}, {when_words(run)}"
