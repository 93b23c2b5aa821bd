"""Two people decided on the same principle, or the version moved: what stands now beside what the second one wanted."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format

from explorer import selectors
from explorer.models import Stance
from explorer.stances import selectors as stance_selectors
from explorer.stances.forms import StanceForm
from explorer.stances.standing import StanceEntry
from workspaces.models import Project


@dataclass(frozen=True, slots=True)
class Side:
    """One field as it stands and as it was wanted."""

    label: str
    theirs: str
    yours: str

    @property
    def differs(self) -> bool:
        return self.theirs != self.yours


@dataclass(frozen=True, slots=True)
class Versus:
    """Both decisions, and what is needed to put the second in the place of the first."""

    entry: StanceEntry
    said: str
    who: str
    version: str
    rows: list[Side]
    hidden: list[tuple[str, str]]


def of(project: Project, identifier: str, form: StanceForm, said: str) -> Versus:
    """The decision in force, read after the refusal, against the one in the form."""
    entry = stance_selectors.entry_for(project, identifier) or form.entry
    label, stance = selectors.version_for(project).label, entry.stance
    wanted = form.cleaned_data
    rows = [
        Side("Stance", str(stance.get_kind_display()) if stance else "–", str(Stance.Kind(wanted["kind"]).label)),
        Side("Wording", (stance.wording if stance else "") or "–", wanted["wording"] or "–"),
        Side("Reason", (stance.reason if stance else "") or "–", wanted["reason"] or "–"),
    ]
    sent = {name: wanted[name] for name in ("kind", "wording", "reason")}
    hidden = [*sent.items(), ("seen", str(stance.pk if stance else 0)), ("version", label)]
    return Versus(entry, said, _who(stance), label, rows, hidden)


def _who(stance: Stance | None) -> str:
    if stance is None:
        return ""
    name = stance.decided_by.name if stance.decided_by is not None else "Somebody"
    return f"{name}, {date_format(stance.decided_at, 'j M Y, H:i')} UTC"
