"""The history of a thing that several people work on: each change with what stood before and after."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from roadmap.models.criteria import ChangedField
from roadmap.models.kept import Kept


class RecordedChange(Kept):
    """One change, as written when it was made; the texts are readable after a person or a criterion has gone."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)  # {field: words}
    after = models.JSONField(default=dict)

    LABELS: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    @property
    def rows(self) -> list[ChangedField]:
        """The changed fields in the order of the form."""
        return [
            ChangedField(label, self.before.get(name, ""), self.after[name])
            for name, label in self.LABELS.items()
            if name in self.after
        ]
