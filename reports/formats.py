"""The kinds of files that a report is written as: by their ending, what each is and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.attached import attachment_of
from reports.csv_bundle import bundle_of
from reports.dossier import Dossier
from reports.workbook import workbook_of

PDF = "application/pdf"


@dataclass(frozen=True)
class FileKind:
    """A file that is made of the facts alone."""

    ending: str
    name: str
    says: str
    media_type: str
    make: Callable[[Dossier], bytes]


FILES: Mapping[str, FileKind] = {
    kind.ending: kind
    for kind in (
        FileKind(
            "xlsx",
            "Workbook",
            "A sheet for each table of facts, with filters, and one that explains.",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook_of,
        ),
        FileKind("zip", "CSV files", "The same tables as CSV, in one ZIP.", "application/zip", bundle_of),
        FileKind("json", "JSON", "All facts, by a published schema.", "application/json", attachment_of),
    )
}
ENDINGS = (".pdf", *(f".{ending}" for ending in FILES))
