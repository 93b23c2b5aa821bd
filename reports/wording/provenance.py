"""The last page: what a reader needs to find the source of every figure again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.dossier import Dossier
from reports.figures import count, is_german, moment
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.method import LANGUAGE
from reports.wording.origins import origin_name, origin_words


@dataclass(frozen=True)
class OriginRow:
    """One source with its version and its hash."""

    what: str
    identity: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Hash:
    """A hash in full with what it is of."""

    label: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """The section on sources."""

    name: str
    finding: str
    lead: str
    facts: tuple[Fact, ...]
    hashes: tuple[Hash, ...]
    columns: tuple[str, ...]
    rows: tuple[OriginRow, ...]


def provenance(dossier: Dossier) -> Origin:
    """Versions, identities and hashes behind the dossier."""
    hashes = [Hash(_("Hash of the facts"), dossier.sha256)]
    if dossier.making.audit_head:
        label = _("Audit head, entry %(entry)s") % {"entry": count(dossier.making.audit_entry)}
        hashes.append(Hash(label, dossier.making.audit_head))
    # The summary tells a long purpose shorter; here it stands in full.
    purpose = [Fact(_("Purpose"), dossier.project.purpose)] if dossier.project.purpose else []
    return Origin(
        name=_("Provenance"),
        finding=_("What this report was made from"),
        lead=_(
            "A hash is SHA-256. The hash of the facts covers everything in this report except who made it and "
            "when: two reports with the same hash say the same. The facts themselves ride inside this file as "
            "facts.json. “Check a report” on the page of reports, or manage.py verify_report, says whether the project "
            "still stands as printed here and what differs."
        ),
        facts=(
            Fact(_("Organisation") if dossier.portfolio else _("Project"), dossier.project.slug),
            Fact(_("Made"), moment(dossier.making.at)),
            Fact(_("By"), translated(dossier.making.by)),
            Fact("Plumbline", dossier.making.product_version),
            *purpose,
            *_language(dossier),
        ),
        hashes=tuple(hashes),
        columns=(_("Source"), _("Which"), _("Version"), "SHA-256"),
        rows=tuple(
            OriginRow(origin_name(p.what), origin_words(p.identity), origin_words(p.version), p.sha256 or _("none"))
            for p in dossier.provenance
        ),
    )


def _language(dossier: Dossier) -> list[Fact]:
    """What stays in its own language, where no section on the method says so."""
    if not is_german() or "method" in dossier.sections:
        return []
    title, text = LANGUAGE
    return [Fact(_(title), _(text))]
