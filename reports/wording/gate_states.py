"""Where each gate stands, in a word with its mark and a line below it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.gate_states import GateStateFacts
from reports.figures import count, day
from reports.wording.known import translated

STATES = {
    "": gettext_noop("Not there"),
    "shut": gettext_noop("Shut"),
    "ready": gettext_noop("Can be asked for"),
    "asked": gettext_noop("Asked"),
    "approved": gettext_noop("Approved"),
    "differs": gettext_noop("Approved, differs today"),
    "lapsed": gettext_noop("Lapsed"),
}
MARKS = {"ready": "ready", "asked": "ready", "approved": "compliant", "differs": "partial", "lapsed": "partial"}


@dataclass(frozen=True)
class GateStateShown:
    """One gate; `state` chooses its diamond on paper, `mark` its shape on the screen."""

    name: str
    state: str
    mark: str
    word: str
    detail: str


@dataclass(frozen=True)
class GateStates:
    """The four gates; `alt` says them in words."""

    gates: tuple[GateStateShown, ...]
    alt: str


def gate_states(dossier: Dossier) -> GateStates:
    """The gates in the order of the phases; empty where no roadmap was started."""
    gates = tuple(
        GateStateShown(
            translated(gate.name), gate.state, MARKS.get(gate.state, "open"), gate_word(gate.state), _detail(gate)
        )
        for gate in dossier.gate_states
    )
    said = "; ".join(
        _("%(gate)s: %(state)s") % {"gate": translated(gate.name), "state": _whole(gate)} for gate in gates
    )
    return GateStates(gates, _("Gates. %(gates)s.") % {"gates": said} if gates else "")


def gate_word(state: str) -> str:
    """The word shown for the state of a gate."""
    return _(STATES[state])


def _whole(gate: GateStateShown) -> str:
    return f"{gate.word}, {gate.detail}" if gate.detail else gate.word


def _detail(gate: GateStateFacts) -> str:
    if gate.state == "asked" and gate.since:
        return _("on %(day)s") % {"day": day(gate.since)}
    if gate.since and gate.until:
        leave = _("%(since)s to %(until)s") % {"since": day(gate.since), "until": day(gate.until)}
        changed = ngettext("%(count)s item differs", "%(count)s items differ", gate.differs)
        return f"{leave}; {changed % {'count': count(gate.differs)}}" if gate.differs else leave
    if gate.state == "shut" and gate.blocking:
        blocking = ngettext("%(count)s criterion blocks", "%(count)s criteria block", gate.blocking)
        return blocking % {"count": count(gate.blocking)}
    return ""
