"""One of everything the roadmap's addresses name, for the walk over all addresses."""

from roadmap.evidence.uploads import accepted
from roadmap.models import EvidenceVersion
from roadmap.selectors import criteria_of, phases_of
from roadmap.services import plan_phase, start_roadmap, update_criterion
from roadmap.services.evidence import Content, add_evidence
from roadmap.services.responsibilities import give
from roadmap.services.words import exclude
from tests.roadmap.doing import take_on
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A planned phase and a criterion that was worked on; the canary stands in every text a person can write."""
    start_roadmap(project, actor)
    phase = phases_of(project).get(number=1)
    plan_phase(phase, actor=actor, planned_on=None, owner=actor)
    take_on(project, actor, actor, "executive_sponsor")
    waiting = give(project, actor, role="alignment_lead", person=actor)
    criterion = criteria_of(project).get(code="P1.4")
    criterion = update_criterion(criterion, actor=actor, owner=actor, note=f"Note {canary}")
    upload = accepted(f"File {canary}.txt", f"Text {canary}".encode())
    content = Content(EvidenceVersion.Kind.FILE, upload=upload)
    evidence = add_evidence(project, actor, f"Title {canary}", content, [(criterion, "calc_scenario")])
    exclude(criterion, actor, f"Reason {canary}")
    return {
        "phase": phase.pk,
        "criterion": criterion.pk,
        "evidence": evidence.pk,
        "use": evidence.uses.get().pk,
        "responsibility": waiting.pk,
    }
