"""The lists of incidents and risks: what narrows and orders them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from roadmap.models import Criterion, Incident, Phase, Risk, RiskLimit
from roadmap.register.levels import INCIDENT_STATES, LEVELS, LIKELIHOODS, RISK_STATES, is_above, level_of, rank
from workspaces.models import Project, User
from workspaces.selectors import people_of

A_PAGE = 25


def incidents_of(project: Project) -> QuerySet[Incident]:
    """The incidents of a project with what their pages show."""
    rows = Incident.objects.filter(project=project).select_related("owner", "phase", "reported_by")
    return rows.prefetch_related("criteria__phase")


def open_incidents_in(projects: Collection[Project]) -> QuerySet[Incident]:
    """The incidents of these projects that are not closed: the worst first, then by their clocks."""
    rows = Incident.objects.filter(project__in=projects).exclude(status="closed").select_related("owner")
    return rows.order_by("project", _severity().desc(), F("due_on").asc(nulls_last=True), "pk")


def risks_of(project: Project) -> QuerySet[Risk]:
    """The risks of a project with what their pages show."""
    rows = Risk.objects.filter(project=project).select_related("owner", "recorded_by")
    return rows.prefetch_related("criteria__phase")


def limit_of(project: Project) -> RiskLimit | None:
    """The limit that holds; None where none was set."""
    return RiskLimit.objects.filter(project=project).order_by("-at", "-pk").first()


class RegisterFilter(forms.Form):
    """Narrows a list; what it does not understand it says, and shows everything."""

    status = forms.ChoiceField(required=False)
    level = forms.ChoiceField(required=False, choices=[("", "Any"), *LEVELS.items()])
    owner = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False, label="Order")

    orders: Mapping[str, str] = {}
    states: Mapping[str, str] = {}

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        people = [(str(person.pk), person.name) for person in people_of(project.organisation)]
        offered = {
            "status": [("", "Any"), *self.states.items()],
            "owner": [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody"), *people],
            "sort": list(self.orders.items()),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Choose from the list."

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and understood, without what was left open."""
        data = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in data.items() if value}

    @property
    def query(self) -> str:
        """The choice as part of an address, for pages and the export."""
        return urlencode(self.chosen)

    @property
    def is_narrowed(self) -> bool:
        return any(name != "sort" for name in self.chosen)

    def owned(self, person: User) -> Q:
        match self.chosen.get("owner"):
            case None:
                return Q()
            case "me":
                return Q(owner=person)
            case "nobody":
                return Q(owner__isnull=True)
            case key:
                return Q(owner=int(key))


class IncidentFilter(RegisterFilter):
    orders = {"due": "Due first", "severity": "Worst first", "happened": "Latest first", "title": "By title"}
    states = INCIDENT_STATES

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data, project=project)
        self.fields["level"].label = "Severity"

    def rows(self, project: Project, person: User) -> QuerySet[Incident]:
        """The incidents that fit, in the order that was chosen."""
        chosen = self.chosen
        rows = incidents_of(project).filter(self.owned(person))
        if "status" in chosen:
            rows = rows.filter(status=chosen["status"])
        if "level" in chosen:
            rows = rows.filter(severity=chosen["level"])
        match chosen.get("sort"):
            case "severity":
                return rows.order_by(_severity().desc(), "-happened_on", "-pk")
            case "happened":
                return rows.order_by("-happened_on", "-pk")
            case "title":
                return rows.order_by("title", "pk")
        closed = Case(When(status="closed", then=1), default=0, output_field=IntegerField())
        return rows.order_by(closed, F("due_on").asc(nulls_last=True), _severity().desc(), "-pk")


class RiskFilter(RegisterFilter):
    orders = {"level": "Highest first", "review": "Review first", "title": "By title"}
    states = RISK_STATES

    def rows(self, project: Project, person: User) -> QuerySet[Risk]:
        """The risks that fit, in the order that was chosen."""
        chosen = self.chosen
        rows = risks_of(project).filter(self.owned(person)).annotate(level_rank=_level())
        if "status" in chosen:
            rows = rows.filter(status=chosen["status"])
        if "level" in chosen:
            rows = rows.filter(level_rank=rank(chosen["level"]))
        match chosen.get("sort"):
            case "review":
                return rows.order_by(F("review_on").asc(nulls_last=True), "title", "pk")
            case "title":
                return rows.order_by("title", "pk")
        closed = Case(When(status="closed", then=1), default=0, output_field=IntegerField())
        return rows.order_by(closed, "-level_rank", "title", "pk")


@dataclass(frozen=True)
class Linked:
    """The open incidents and risks that bear on something."""

    incidents: Sequence[Incident]
    risks: Sequence[Risk]


def linked_to(criterion: Criterion) -> Linked:
    """What bears on a criterion."""
    incidents = Incident.objects.filter(criteria=criterion).exclude(status="closed").order_by("due_on", "pk")
    risks = Risk.objects.filter(criteria=criterion, status="open").order_by("title", "pk")
    return Linked(list(incidents), list(risks))


def bearing_on(phase: Phase) -> QuerySet[Incident]:
    """The open incidents that bear on the gate of a phase."""
    return Incident.objects.filter(phase=phase).exclude(status="closed").order_by("due_on", "pk")


def past_clock(incident: Incident, day: date) -> bool:
    """Whether its day has gone by while it is not closed."""
    return incident.is_open and incident.due_on is not None and incident.due_on < day


def past_review(risk: Risk, day: date) -> bool:
    return risk.is_open and risk.review_on is not None and risk.review_on < day


def is_untreated(risk: Risk, limit: RiskLimit | None) -> bool:
    """Whether it is above the limit and nothing is done about it."""
    return limit is not None and risk.is_open and is_above(risk.level, limit.level) and not risk.mitigation


def _severity() -> Case:
    places = [When(severity=level, then=Value(rank(level))) for level in LEVELS]
    return Case(*places, output_field=IntegerField())


def _level() -> Case:
    places = [
        When(likelihood=likelihood, severity=severity, then=Value(rank(level_of(likelihood, severity))))
        for likelihood in LIKELIHOODS
        for severity in LEVELS
    ]
    return Case(*places, output_field=IntegerField())
