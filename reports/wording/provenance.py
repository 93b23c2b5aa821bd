"""The last page: what a reader needs to find the source of every figure again."""

from dataclasses import dataclass

from reports.dossier import Dossier
from reports.figures import count, moment
from reports.wording.fact import Fact


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
    hashes = [Hash("Hash of the facts", dossier.sha256)]
    if dossier.making.audit_head:
        hashes.append(Hash(f"Audit head, entry {count(dossier.making.audit_entry)}", dossier.making.audit_head))
    return Origin(
        name="Provenance",
        finding="What this report was made from",
        lead="A hash is SHA-256. The hash of the facts covers everything in this report except who made it and "
        "when: two reports with the same hash say the same. The facts themselves ride inside this file as facts.json. "
        "“Check a report” on the page of reports, or manage.py verify_report, says whether the project still "
        "stands as printed here and what differs.",
        facts=(
            Fact("Project", dossier.project.slug),
            Fact("Made", moment(dossier.making.at)),
            Fact("By", dossier.making.by),
            Fact("Plumbline", dossier.making.product_version),
        ),
        hashes=tuple(hashes),
        columns=("Source", "Which", "Version", "SHA-256"),
        rows=tuple(OriginRow(p.what, p.identity, p.version, p.sha256 or "none") for p in dossier.provenance),
    )
