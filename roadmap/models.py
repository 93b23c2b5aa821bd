"""A project's four phases, their criteria, and what was changed about each criterion."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from roadmap.errors import HistoryIsKept


class Status(models.TextChoices):
    """Where a criterion stands. *Ready* waits for its owner's word; *met* has it."""

    OPEN = "open", "Open"
    READY = "ready", "Ready"
    MET = "met", "Met"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


UNSETTLED = (Status.OPEN, Status.READY)


class Phase(models.Model):
    """One of the four phases of a project, copied from the template together with its gate."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    name = models.CharField(max_length=120)
    entry_rule = models.TextField(max_length=600)
    gate_name = models.CharField(max_length=120)
    gate_rule = models.JSONField(default=dict)  # approvers, min_approvals, requester_may_approve, repeats_days
    template_version = models.CharField(max_length=40)
    planned_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_phase_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="phase_number_is_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Criterion(models.Model):
    """One thing to be shown before the gate of its phase."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    statement = models.TextField(max_length=600)
    evidence = models.JSONField(default=list)  # [{"type", "proves"}]
    auto = models.TextField(max_length=600)
    blocking = models.BooleanField()
    waiver = models.CharField(max_length=40, blank=True)  # the role that may waive it; blank: nobody may
    review_days = models.PositiveSmallIntegerField(null=True, blank=True)
    spec_anchors = models.JSONField(default=list)  # [section id]
    mappings = models.JSONField(default=dict)  # {framework key: [reference]}

    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["phase__number", "position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="one_criterion_per_code"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="criterion_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.NOT_APPLICABLE) | ~Q(reason=""), name="not_applicable_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_unsettled(self) -> bool:
        return self.status in UNSETTLED

    @property
    def stands_in_the_way(self) -> bool:
        """Whether it keeps the gate of its phase closed."""
        return self.blocking and self.is_unsettled

    @property
    def blocks_words(self) -> str:
        return f"Blocks ‘{self.phase.gate_name}’"


FIELD_LABELS = {"status": "Status", "owner": "Owner", "due_on": "Due", "note": "Note", "reason": "Reason"}


@dataclass(frozen=True)
class ChangedField:
    """One field of a change; blank where there was nothing."""

    label: str
    before: str
    after: str


def _in_words(name: str, value: str) -> str:
    if name == "status" and value in Status.values:
        return str(Status(value).label)
    if name == "due_on" and value:
        return date_format(date.fromisoformat(value), "j M Y")
    return value


class KeptQuerySet(models.QuerySet["CriterionChange"]):
    """Rows that are written once; only removing the whole project removes them."""

    def update(self, **values: Any) -> NoReturn:
        raise HistoryIsKept("The history of a criterion is not changed.")

    def delete(self) -> NoReturn:
        raise HistoryIsKept("The history of a criterion is not deleted.")


class CriterionChange(models.Model):
    """One change of a criterion: the fields that became different, as they were and as they are."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)  # {field: value}, an owner by name and a date as YYYY-MM-DD
    after = models.JSONField(default=dict)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.criterion_id} at {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise HistoryIsKept("The history of a criterion is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept("The history of a criterion is not deleted.")

    @property
    def rows(self) -> list[ChangedField]:
        """The changed fields in the order of the form, in words."""
        return [
            ChangedField(label, _in_words(name, self.before[name]), _in_words(name, self.after[name]))
            for name, label in FIELD_LABELS.items()
            if name in self.after
        ]
