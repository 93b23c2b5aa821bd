"""Templates of an organisation's own, and the one that its new projects start with."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from roadmap.models.kept import Kept, KeptQuerySet


class OwnTemplate(Kept):
    """One version of a template as its file was uploaded. `version` is what the file calls itself; a name has many."""

    organisation = models.ForeignKey(
        "workspaces.Organisation", on_delete=models.CASCADE, related_name="roadmap_templates"
    )
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    criteria = models.PositiveSmallIntegerField()
    blocking = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_by_name = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    objects = KeptQuerySet["OwnTemplate"].as_manager()

    class Meta:
        ordering = ["organisation", "name", "-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="one_own_template_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.version}"


class TemplateChoice(models.Model):
    """What new projects of an organisation start with; without a row it is the template that ships."""

    organisation = models.OneToOneField(
        "workspaces.Organisation", on_delete=models.CASCADE, related_name="roadmap_template_choice"
    )
    template = models.ForeignKey(OwnTemplate, on_delete=models.CASCADE, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.organisation_id} starts with {self.template}"
