"""Fields in which the approvers of a gate sign on paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.facts.gates import GateFacts
from reports.figures import count, day
from reports.wording.known import translated
from reports.wording.terms import ROLES, VOTES, role_names


@dataclass(frozen=True)
class Field:
    """One person's field; `person` is empty where nobody has voted as this responsibility, and is written by hand."""

    person: str
    role: str
    said: str


@dataclass(frozen=True)
class Signatures:
    """The last section: the labels of the lines, and a field for each approver."""

    name: str
    finding: str
    lead: str
    hash_label: str
    sha256: str
    person_label: str
    role_label: str
    place_label: str
    line_label: str
    fields: tuple[Field, ...]


def signature_section(dossier: Dossier) -> Signatures | None:
    """A field for everybody who voted and, while a request is open, for each responsibility that has not; None where
    the report is about no request."""
    gate = dossier.gate
    if gate is None:
        return None
    fields = (*_voted(gate), *_waiting(gate))
    return Signatures(
        name=_("Signatures"),
        finding=_finding(gate, len(fields)),
        lead=_(
            "By signing, each person confirms the decision beside their name, on the frozen state whose hash stands "
            "here."
        ),
        hash_label=_("Frozen state"),
        sha256=gate.sha256,
        person_label=_("Name"),
        role_label=_("Responsibility"),
        place_label=_("Place and date"),
        line_label=_("Signature"),
        fields=fields,
    )


def _finding(gate: GateFacts, fields: int) -> str:
    if not fields:
        return _("Nobody decided on ‘%(gate)s’, so nobody signs") % {"gate": translated(gate.name)}
    said = ngettext("%(count)s person signs ‘%(gate)s’", "%(count)s people sign ‘%(gate)s’", fields)
    return said % {"count": count(fields), "gate": translated(gate.name)}


def _voted(gate: GateFacts) -> tuple[Field, ...]:
    known = _("%(decision)s on %(day)s")
    return tuple(
        Field(
            person=vote.person,
            role=role_names(vote.roles),
            said=known % {"decision": _(VOTES[vote.decision][0]), "day": day(vote.at)},
        )
        for vote in gate.votes
    )


def _waiting(gate: GateFacts) -> tuple[Field, ...]:
    """The responsibilities that have not voted on an open request."""
    said = _("No vote is recorded yet; held by %(people)s when it was asked")
    voted = {ROLES.get(role, role) for vote in gate.votes for role in vote.roles}
    return tuple(
        Field("", translated(line.what), said % {"people": line.value})
        for line in gate.approvers
        if gate.state == "open" and line.what not in voted
    )
