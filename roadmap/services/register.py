"""Recording and changing incidents and risks, each change with its history; and turning an incident into a case."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.models import Suite
from evaluations.services.cases import add_case
from evaluations.services.suite_making import create_suite
from evaluations.suites.case_draft import CaseDraft
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Criterion, Incident, IncidentCase, IncidentChange, Phase, Risk, RiskChange, RiskLimit
from roadmap.models.incidents import INCIDENT_LABELS
from roadmap.models.risks import RISK_LABELS
from roadmap.register.levels import INCIDENT_STATES, LEVELS, LIKELIHOODS, RISK_STATES
from roadmap.services.values import foreign_owner, odd_day, odd_text, written
from workspaces import audit
from workspaces.models import Project, User

LONGEST_TITLE = 160
LONGEST_TEXT = 4000
CASES_NAME = "Cases from incidents"
TEXTS = {
    "title": LONGEST_TITLE,
    "affected": LONGEST_TITLE,
    "principle": 200,
    **dict.fromkeys(("what_happened", "asked", "answered", "action", "what", "mitigation"), LONGEST_TEXT),
}
CHOICES: Mapping[str, Mapping[str, str]] = {"severity": LEVELS, "likelihood": LIKELIHOODS}
NEEDED = {
    "title": "Give it a title.",
    "what_happened": "Say what happened.",
    "what": "Say what could happen.",
    "affected": "Say who could be affected.",
}
Row = TypeVar("Row", Incident, Risk)


class IncidentValues(TypedDict, total=False):
    """What is said about an incident; what is left out stays as it is."""

    title: str
    severity: str
    status: str
    happened_on: date
    principle: str
    what_happened: str
    asked: str
    answered: str
    action: str
    owner: User | None
    due_on: date | None
    phase: Phase | None
    criteria: Iterable[Criterion]


class RiskValues(TypedDict, total=False):
    """What is said about a risk; what is left out stays as it is."""

    title: str
    affected: str
    what: str
    likelihood: str
    severity: str
    status: str
    mitigation: str
    owner: User | None
    review_on: date | None
    criteria: Iterable[Criterion]


@transaction.atomic
def record_incident(project: Project, actor: User | None, **values: Unpack[IncidentValues]) -> Incident:
    """Records an incident. Raises ChangeRefused with every value that breaks a rule."""
    return _record(Incident(project=project, reported_by=actor), project, actor, values, "incident.recorded")


@transaction.atomic
def change_incident(incident: Incident, actor: User | None, *, seen: int, **values: Unpack[IncidentValues]) -> Incident:
    """Changes an incident from the version that was seen; without a difference nothing is stored.

    Raises:
        ChangeRefused: a value breaks a rule; every broken one is named.
        ChangedMeanwhile: it has another version by now.
    """
    rows = Incident.objects.select_related("project__organisation", "owner", "phase")
    return _change(rows.get(pk=incident.pk), actor, values, seen)


@transaction.atomic
def record_risk(project: Project, actor: User | None, **values: Unpack[RiskValues]) -> Risk:
    """Records a risk. Raises ChangeRefused with every value that breaks a rule."""
    return _record(Risk(project=project, recorded_by=actor), project, actor, values, "risk.recorded")


@transaction.atomic
def change_risk(risk: Risk, actor: User | None, *, seen: int, **values: Unpack[RiskValues]) -> Risk:
    """Changes a risk from the version that was seen; raises as `change_incident` does."""
    return _change(Risk.objects.select_related("project__organisation", "owner").get(pk=risk.pk), actor, values, seen)


@transaction.atomic
def set_risk_limit(project: Project, actor: User, level: str, *, seen: int | None = None) -> RiskLimit:
    """Sets the highest level that is accepted without a mitigation.

    Args:
        seen: how many times it had been set when the person looked; None sets it whatever holds.

    Raises:
        ChangeRefused: no such level.
        ChangedMeanwhile: somebody set it in between.
    """
    if level not in LEVELS:
        raise ChangeRefused({"level": "Choose one of the levels."})
    Project.objects.select_for_update().get(pk=project.pk)  # of two at once one waits, and then sees the other's
    if seen is not None and RiskLimit.objects.filter(project=project).count() != seen:
        raise ChangedMeanwhile("The limit was set by somebody else.")
    limit = RiskLimit.objects.create(project=project, level=level, actor=actor, actor_name=actor.name)
    audit.record(project.organisation, actor, "risk_limit.set", limit, project=project.slug, level=level)
    return limit


@transaction.atomic
def make_case(incident: Incident, actor: User, draft: CaseDraft, suite: Suite | None = None) -> IncidentCase:
    """A case made of the incident and linked with it, in the suite, or in one for cases from incidents.

    Raises:
        SuiteRefused, SuiteSuperseded: as `add_case` and `create_suite` have it.
    """
    project = incident.project
    found = suite or Suite.objects.filter(project=project, name=CASES_NAME).order_by("-version").first()
    case = add_case(found or create_suite(project, actor, CASES_NAME), actor, draft)
    link = IncidentCase.objects.create(
        incident=incident, case=case, suite_name=str(case.suite), key=case.key, made_by=actor
    )
    told = {"project": project.slug, "case": case.key, "suite": str(case.suite)}
    audit.record(project.organisation, actor, "incident.made_a_case", incident, **told)
    return link


def _record(row: Row, project: Project, actor: User | None, values: Mapping[str, Any], action: str) -> Row:
    wanted: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    criteria = list(wanted.pop("criteria", ()))
    for name, value in wanted.items():
        setattr(row, name, value)
    _check(row, project, dict.fromkeys([*wanted, *_needed(row)]), criteria)
    row.save()
    row.criteria.set(criteria)
    after = {name: words for name, words in _written(row, criteria).items() if words}
    _note(row, actor, {}, after)
    audit.record(project.organisation, actor, action, row, project=project.slug, after=after)
    return row


def _change(row: Row, actor: User | None, values: Mapping[str, Any], seen: int) -> Row:
    if row.version != seen:
        raise ChangedMeanwhile(f"“{row.title}” was changed by somebody else.")
    old = list(row.criteria.select_related("phase").order_by("phase__number", "position"))
    before = _written(row, old)
    wanted: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    criteria = list(wanted.pop("criteria", old))
    changed = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row, row.project, changed, criteria)
    after = _written(row, criteria)
    names = [name for name in after if after[name] != before[name]]
    if not names:
        return row
    if not type(row).objects.filter(pk=row.pk, version=seen).update(**changed, version=seen + 1):
        raise ChangedMeanwhile(f"“{row.title}” was changed by somebody else.")
    row.version = seen + 1
    row.criteria.set(criteria)
    told = {name: before[name] for name in names}, {name: after[name] for name in names}
    _note(row, actor, *told)
    project = row.project
    action = "incident.changed" if isinstance(row, Incident) else "risk.changed"
    audit.record(project.organisation, actor, action, row, project=project.slug, before=told[0], after=told[1])
    return row


def _needed(row: Incident | Risk) -> list[str]:
    labels = INCIDENT_LABELS if isinstance(row, Incident) else RISK_LABELS
    return [name for name in (*NEEDED, *CHOICES) if name in labels]


def _check(row: Incident | Risk, project: Project, given: Iterable[str], criteria: Iterable[Criterion]) -> None:
    """Raises ChangeRefused for the given values of a row that break a rule, and for what they break together."""
    problems: dict[str, str] = {}
    for name in given:
        problems |= _problem(row, project, name)
    if isinstance(row, Incident) and row.status == "closed" and not row.action:
        problems["action"] = "Say what was done about it before it is closed."
    if any(criterion.phase.project_id != project.pk for criterion in criteria):
        problems["criteria"] = "Choose criteria of this project."
    if problems:
        raise ChangeRefused(problems)


def _problem(row: Incident | Risk, project: Project, name: str) -> dict[str, str]:
    value = getattr(row, name)
    if name in NEEDED and not value:
        return {name: NEEDED[name]}
    if name in TEXTS:
        return odd_text(name, value, TEXTS[name])
    if name == "status":
        states = INCIDENT_STATES if isinstance(row, Incident) else RISK_STATES
        return {} if value in states else {name: "Choose from the list."}
    if name in CHOICES:
        return {} if value in CHOICES[name] else {name: "Choose from the list."}
    if name == "owner":
        return foreign_owner(project, value)
    if name == "phase":
        ours = value is None or value.project_id == project.pk
        return {} if ours else {name: "Choose a gate of this project."}
    if name == "happened_on" and value is not None and value > timezone.localdate():
        return {name: "Give a day that has come already."}
    return odd_day(name, value)


def _written(row: Incident | Risk, criteria: Iterable[Criterion]) -> dict[str, str]:
    """Everything about a row in words, as its history keeps it."""
    labels = INCIDENT_LABELS if isinstance(row, Incident) else RISK_LABELS
    found = {name: _words(row, name) for name in labels if name != "criteria"}
    return {**found, "criteria": ", ".join(sorted(criterion.code for criterion in criteria))}


def _words(row: Incident | Risk, name: str) -> str:
    value = getattr(row, name)
    if name == "status":
        return (INCIDENT_STATES if isinstance(row, Incident) else RISK_STATES)[value]
    if name in CHOICES:
        return CHOICES[name][value]
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return value.gate_name if isinstance(value, Phase) else written(value)


def _note(row: Incident | Risk, actor: User | None, before: dict[str, str], after: dict[str, str]) -> None:
    by = {"actor": actor, "actor_name": actor.name if actor else "", "before": before, "after": after}
    if isinstance(row, Incident):
        IncidentChange.objects.create(incident=row, **by)
    else:
        RiskChange.objects.create(risk=row, **by)
