"""How an organisation's reports look, and which it asks for again and again."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from reports.brand import ACCENT
from reports.kinds import KINDS, PAPERS


def logo_name(branding: "Branding", filename: str) -> str:
    """Where a logo lies. Nothing of what people wrote is in the name, only the ending that we chose."""
    return f"branding/{branding.organisation_id}/{uuid.uuid4().hex}{PurePosixPath(filename).suffix}"


class Branding(models.Model):
    """What the PDFs of an organisation carry besides their facts; no hash of facts knows of it."""

    organisation = models.OneToOneField("workspaces.Organisation", on_delete=models.CASCADE, related_name="branding")
    accent = models.CharField(max_length=7, default=ACCENT)  # as #rrggbb, readable on white
    footer = models.CharField(max_length=120, blank=True)
    confidentiality = models.CharField(max_length=40, blank=True)
    logo = models.FileField(upload_to=logo_name, max_length=200, blank=True)
    logo_alt = models.CharField(max_length=120, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(logo="") | ~Q(logo_alt=""), name="logo_is_described"),
        ]

    def __str__(self) -> str:
        return f"Branding of {self.organisation}"


class ReportTemplate(models.Model):
    """A report as an organisation likes it: a kind with some of its sections, in an order of its own."""

    organisation = models.ForeignKey(
        "workspaces.Organisation", on_delete=models.CASCADE, related_name="report_templates"
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)  # a key of reports.kinds.KINDS
    sections = models.JSONField(default=list)  # keys of reports.kinds.SECTIONS in their order
    paper = models.CharField(max_length=10, choices=PAPERS.items(), default="a4")
    language = models.CharField(max_length=2, default="en")  # a key of reports.kinds.LANGUAGES
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="report_template_name_unique"),
            models.CheckConstraint(condition=~Q(sections=[]), name="report_template_has_sections"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind].name if self.kind in KINDS else self.kind
