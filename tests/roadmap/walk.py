"""One of everything the roadmap's addresses name, for the walk over all addresses."""

from django.core.files.base import ContentFile
from django.utils import timezone

from roadmap.evidence.uploads import accepted
from roadmap.frameworks.reading import shipped_frameworks
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import Asked
from roadmap.models import Criterion, EvidencePage, EvidenceVersion, GateCondition, GateRequest, GateVote
from roadmap.selectors import criteria_of, phases_of
from roadmap.services import plan_phase, start_roadmap, update_criterion
from roadmap.services.applicability import decide_applicability
from roadmap.services.evidence import Content, add_evidence
from roadmap.services.own_criteria import OwnValues, add_own_criterion
from roadmap.services.register import record_incident, record_risk
from roadmap.services.responsibilities import give
from roadmap.services.templates import add_template
from roadmap.services.words import exclude
from tests.roadmap.doing import take_on
from tests.roadmap.template.templates import own_text
from workspaces.models import Project, User
from workspaces.services import create_person


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
    picture = ContentFile(f"Page {canary}".encode(), name="page")
    EvidencePage.objects.create(version=evidence.versions.get(), number=1, width=1, height=1, file=picture)
    exclude(criterion, actor, f"Reason {canary}")
    register = _register(project, actor, canary, criterion)
    return {
        "phase": phase.pk,
        "criterion": criterion.pk,
        "evidence": evidence.pk,
        "use": evidence.uses.get().pk,
        "page": 1,
        "responsibility": waiting.pk,
        **register,
        **_own(project, actor, canary),
        **_gate(project, actor, canary),
    }


def _gate(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A request for a gate, a vote on it and its condition: put down as they are, since the phase is not settled."""
    phase = phases_of(project).select_related("project__organisation").get(number=1)
    day = timezone.localdate()
    asker = create_person(f"asker@{project.organisation.slug}.example", f"Asker {canary}", None)
    asked = Asked(1, asker.pk, asker.name, day.isoformat(), f"Scope {canary}", day.isoformat())
    snapshot = GateGround.of(project, day).snapshot(phase, asked, None)
    request = GateRequest.objects.create(
        phase=phase,
        number=1,
        scope=asked.scope,
        until=day,
        snapshot=snapshot.as_json(),
        sha256=snapshot.sha256,
        asked_by=asker,
    )
    vote = GateVote.objects.create(
        request=request, person=actor, person_name=actor.name, roles=[], decision="conditional", counts=True, brief=""
    )
    condition = GateCondition.objects.create(vote=vote, position=1, text=f"Condition {canary}", due_on=day)
    return {"gate": request.pk, "condition": condition.pk}


def _own(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A criterion of the project's own, and a template of its organisation's own."""
    take_on(project, actor, actor, "project_owner")
    values = OwnValues(f"Own {canary}", f"Statement {canary}", ["document"], f"Proves {canary}")
    own = add_own_criterion(phases_of(project).select_related("project__organisation").get(number=1), actor, values)
    version = f"own-{project.organisation.slug}"[:40].strip("-.")
    template = add_template(project.organisation, actor, f"Template {canary}"[:80], own_text(version))
    return {"own": own.pk, "template": template.version}


def _register(project: Project, actor: User, canary: str, criterion: Criterion) -> dict[str, object]:
    """An incident, a risk, and what was decided about an identifier of a framework."""
    incident = record_incident(
        project,
        actor,
        title=f"Incident {canary}",
        severity="high",
        happened_on=timezone.localdate(),
        what_happened=f"Happened {canary}",
        asked=f"Asked {canary}",
        answered=f"Answered {canary}",
        action=f"Action {canary}",
        owner=actor,
        criteria=[criterion],
    )
    risk = record_risk(
        project,
        actor,
        title=f"Risk {canary}",
        affected=f"Affected {canary}",
        what=f"What {canary}",
        likelihood="likely",
        severity="high",
        mitigation=f"Mitigation {canary}",
        criteria=[criterion],
    )
    framework = shipped_frameworks()["nist"]
    decide_applicability(project, actor, framework, "GOVERN 2.1", applies=True, reason=f"Applies {canary}", number=1)
    return {"incident": incident.pk, "risk": risk.pk, "framework": "nist", "reference": "GOVERN 2.1"}
