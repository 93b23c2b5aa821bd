"""What a reader of the bare facts has to know: the first sheet of the workbook, and the text beside the CSV files."""

from dataclasses import dataclass

from reports.dossier import Dossier
from reports.figures import moment
from reports.kinds import KINDS

NOTES = (
    "These are the facts of the report as they were when it was made: the PDF, the workbook, the CSV files and the "
    "JSON of one report say the same. The hash covers all of them except who made the report and when.",
    "An empty cell is a fact that is not known or does not apply. Shares are numbers from 0 to 1, shown in percent in "
    "the workbook. Low and high are the ends of the 95 % interval of the rate before them: Wilson's, or clustered by "
    "case where cases were asked several times. Money is in the currency of its scenario. Times are in UTC. Months "
    "count from the start of a scenario; 0 is before its first.",
    "P5 to P95 are percentiles over the draws of a simulation: one draw in twenty lies below P5, one in twenty above "
    "P95. “Base” is the case with every input at its median.",
)
SOME_SIMULATED = "Where “run simulated” is yes, answers came from the simulated assistant, not from a live system."
SIMULATED = "Answers came from the simulated assistant, not from a live system."


@dataclass(frozen=True)
class Explanation:
    """A title, labelled facts, and notes."""

    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def explanation(dossier: Dossier) -> Explanation:
    """What stands before the tables."""
    making = dossier.making
    facts = (
        ("Organisation", dossier.project.organisation),
        *([] if dossier.portfolio else [("Project", dossier.project.slug)]),
        ("Made", moment(making.at)),
        ("By", making.by),
        ("Plumbline", making.product_version),
        ("Hash of the facts", dossier.sha256),
        ("Audit head", f"entry {making.audit_entry}, {making.audit_head}" if making.audit_head else "none"),
    )
    simulated = (SIMULATED,) if dossier.run and dossier.run.simulated else ()
    if dossier.portfolio and any(project.run and project.run.simulated for project in dossier.portfolio.projects):
        simulated = (SOME_SIMULATED,)
    return Explanation(f"{dossier.project.name}: {KINDS[dossier.kind].name.lower()}", facts, (*simulated, *NOTES))
