"""The evidence: every piece with what it supports, the period it covers, its hash, and whether it stands today."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.facts.evidence import EarlierVersion, EvidenceFacts
from reports.figures import count, day
from reports.wording.spoken import Say, speaker
from reports.wording.terms import EVIDENCE_KINDS, PROOFS


@dataclass(frozen=True)
class UseRow:
    """A criterion that it supports, and as what."""

    code: str
    proves: str


@dataclass(frozen=True)
class EarlierRow:
    """A version that a later one has replaced."""

    version: str
    sha256: str


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence; `why_not` says what is wrong where it does not stand."""

    title: str
    what: str
    source: str
    added: str
    covers: str
    uses: tuple[UseRow, ...]
    unused: str
    status: str
    mark: str
    why_not: str
    expires: str
    superseded: str
    sha256: str
    earlier: tuple[EarlierRow, ...]


@dataclass(frozen=True)
class EvidenceShown:
    """The section on evidence."""

    name: str
    finding: str
    lead: str
    empty: str
    columns: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]


def evidence(dossier: Dossier) -> EvidenceShown:
    """What the criteria rest on."""
    return EvidenceShown(
        name=_("Evidence"),
        finding=_finding(dossier.evidence),
        lead=_(
            "The hash is SHA-256: of a file over its bytes, of a link over its address, of a text over its words, of a "
            "run, a scenario or the decisions on principles over what they said when they were added. Evidence stands "
            "while it is neither expired nor superseded and what it links reads as it did then."
        ),
        empty=_("No evidence has been added yet. It is added on the page of the criterion that it supports."),
        columns=(_("Evidence"), _("Supports"), _("Stands"), _("SHA-256")),
        rows=tuple(_row(piece, speaker(dossier)) for piece in dossier.evidence),
    )


def _finding(pieces: tuple[EvidenceFacts, ...]) -> str:
    if not pieces:
        return _("No evidence yet")
    total, standing = len(pieces), sum(piece.stands for piece in pieces)
    if standing == total:
        said = ngettext("The one piece of evidence stands", "All %(count)s pieces of evidence stand", total)
        return said % {"count": count(total)}
    said = ngettext(
        "%(count)s of %(total)s pieces of evidence does not stand",
        "%(count)s of %(total)s pieces of evidence do not stand",
        total - standing,
    )
    return said % {"count": count(total - standing), "total": count(total)}


def _row(piece: EvidenceFacts, say: Say) -> EvidenceRow:
    kind = _(EVIDENCE_KINDS.get(piece.kind, piece.kind))
    return EvidenceRow(
        title=piece.title,
        what=_("%(kind)s, version %(version)s") % {"kind": kind, "version": piece.version},
        source=piece.source,
        added=_added(piece),
        covers=_covers(piece),
        uses=tuple(UseRow(use.code, ", ".join(_(PROOFS.get(p, p)) for p in use.proves)) for use in piece.uses),
        unused="" if piece.uses else _("no criterion"),
        status=_("Stands") if piece.stands else _("Does not stand"),
        mark="compliant" if piece.stands else "violation",
        why_not=say(piece.problem),
        expires=_("Expires %(day)s") % {"day": day(piece.expires_on)} if piece.expires_on else "",
        superseded=_superseded(piece),
        sha256=piece.sha256,
        earlier=tuple(_earlier(one) for one in piece.earlier),
    )


def _added(piece: EvidenceFacts) -> str:
    if not piece.added_by:
        return _("Added %(day)s") % {"day": day(piece.added_on)}
    return _("Added %(day)s by %(name)s") % {"day": day(piece.added_on), "name": piece.added_by}


def _covers(piece: EvidenceFacts) -> str:
    since, until = piece.covers_from, piece.covers_to
    if since and until:
        return _("Covers %(from)s to %(to)s") % {"from": day(since), "to": day(until)}
    if since:
        return _("Covers the time from %(from)s") % {"from": day(since)}
    return _("Covers the time to %(to)s") % {"to": day(until)} if until else ""


def _superseded(piece: EvidenceFacts) -> str:
    if piece.superseded_on is None:
        return ""
    known = {"day": day(piece.superseded_on), "title": piece.superseded_by}
    if piece.superseded_by in piece.problem:  # which names it already
        return _("Superseded %(day)s") % known
    return _("Superseded %(day)s by “%(title)s”") % known


def _earlier(one: EarlierVersion) -> EarlierRow:
    said = _("Version %(version)s of %(day)s") % {"version": one.version, "day": day(one.added_on)}
    return EarlierRow(said, one.sha256)
