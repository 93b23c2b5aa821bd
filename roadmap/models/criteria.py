"""What is to be shown in a phase, and what was changed about each of these criteria.

Where a criterion stands is no column: `roadmap.states` computes it from what people said, what the product's data says,
and the day.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from roadmap.models.kept import Kept, KeptQuerySet
from roadmap.models.phases import Phase
from roadmap.vocabulary import STATE_LABELS

OWN = "C"  # with a number the code of a project's own criterion; a template's begin with P


class CriteriaInForce(models.Manager["Criterion"]):
    """Leaves out what was retired: what it rested on and was said about it stays, and it counts nowhere."""

    def get_queryset(self) -> models.QuerySet["Criterion"]:
        return super().get_queryset().filter(retired_at__isnull=True)


class Criterion(models.Model):
    """One thing to be shown before the gate of its phase: out of the template, or the project's own (C1, C2 …)."""

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

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)  # a later template, or the project, does without it

    objects = CriteriaInForce()
    every = models.Manager["Criterion"]()

    class Meta:
        base_manager_name = "every"
        ordering = ["phase__number", "position"]
        constraints = [models.UniqueConstraint(fields=["phase", "code"], name="one_criterion_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_own(self) -> bool:
        """Whether the project wrote it itself."""
        return self.code.startswith(OWN)

    @property
    def blocks_words(self) -> str:
        return f"Blocks ‘{self.phase.gate_name}’"


# `status` and `reason` were set by hand until states were computed; the history still names them.
FIELD_LABELS = {
    "status": "Status",
    "reason": "Reason",
    "owner": "Owner",
    "due_on": "Due",
    "note": "Note",
    "title": "Title",
    "statement": "Statement",
    "evidence": "Evidence",
    "auto": "How it is shown",
    "blocking": "Blocking",
    "waiver": "May be waived by",
    "review_days": "Looked at again",
    "spec_anchors": "Rests on",
    "mappings": "Framework references",
    "template": "Template",
    "retired": "In force",
}


@dataclass(frozen=True)
class ChangedField:
    """One field of a change; blank where there was nothing."""

    label: str
    before: str
    after: str


def _in_words(name: str, value: str) -> str:
    if name == "status":
        return STATE_LABELS.get(value, value)
    if name == "due_on" and value:
        return date_format(date.fromisoformat(value), "j M Y")
    return value


class CriterionChange(Kept):
    """One change of a criterion: the fields that became different, as they were and as they are."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)  # {field: value}, an owner by name and a date as YYYY-MM-DD
    after = models.JSONField(default=dict)

    objects = KeptQuerySet["CriterionChange"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.criterion_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def rows(self) -> list[ChangedField]:
        """The changed fields in the order of the form, in words."""
        return [
            ChangedField(label, _in_words(name, self.before.get(name, "")), _in_words(name, self.after[name]))
            for name, label in FIELD_LABELS.items()
            if name in self.after
        ]
