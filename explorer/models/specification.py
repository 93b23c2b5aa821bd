"""Spec versions with their sections, examples and prompts; our catalogue's texts; and what search looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from workspaces.models import Organisation


class Authority(models.TextChoices):
    """Who may override a principle. `platform` is the word of early versions for root and system together."""

    ROOT = "root", "Root"
    PLATFORM = "platform", "Platform"
    SYSTEM = "system", "System"
    DEVELOPER = "developer", "Developer"
    USER = "user", "User"
    GUIDELINE = "guideline", "Guideline"


class SpecVersionQuerySet(models.QuerySet["SpecVersion"]):
    def visible_to(self, organisation: Organisation | None) -> SpecVersionQuerySet:
        """Versions that are there for everybody, and the organisation's own; for None the first alone."""
        return self.filter(models.Q(organisation__isnull=True) | models.Q(organisation=organisation))


class SpecVersion(models.Model):
    """One published version: as imported, or its outline out of the catalogue.

    Without an organisation it is there for everybody; one that people uploaded is seen by their organisation alone.
    """

    class Origin(models.TextChoices):
        IMPORTED = "imported", "Imported"
        CATALOGUE = "catalogue", "Built-in catalogue"

    organisation = models.ForeignKey(
        "workspaces.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="spec_versions"
    )
    label = models.CharField(max_length=80)
    origin = models.CharField(max_length=10, choices=Origin)
    content_sha256 = models.CharField(max_length=64)
    published_on = models.DateField(null=True, blank=True)
    preamble = models.TextField(blank=True)
    imported_at = models.DateTimeField(default=timezone.now)

    objects = SpecVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["label", "origin"],
                condition=models.Q(organisation__isnull=True),
                name="spec_version_label_unique",
            ),
            models.UniqueConstraint(
                fields=["content_sha256"],
                condition=models.Q(organisation__isnull=True),
                name="spec_version_content_unique",
            ),
            models.UniqueConstraint(
                fields=["organisation", "label", "origin"], name="spec_version_label_unique_in_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation", "content_sha256"], name="spec_version_content_unique_in_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=["imported", "catalogue"]), name="spec_version_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_outline(self) -> bool:
        """Whether only identifiers, titles and levels are known, and not the document's text."""
        return self.origin == self.Origin.CATALOGUE


class Section(models.Model):
    """A heading with its own text. With an authority it is a principle."""

    version = models.ForeignKey(SpecVersion, on_delete=models.CASCADE, related_name="sections")
    identifier = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    depth = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(6)])
    position = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    authority = models.CharField(max_length=10, choices=Authority, blank=True)
    tags = models.JSONField(default=list, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # SHA-256 of the section's own text, white space folded; an outline knows the hash without the text.
    text_sha256 = models.CharField(max_length=64, blank=True)
    footnotes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "identifier"], name="section_identifier_unique"),
            models.UniqueConstraint(fields=["version", "position"], name="section_position_unique"),
            models.CheckConstraint(
                condition=models.Q(authority__in=["", *Authority.values]), name="section_authority_known"
            ),
            models.CheckConstraint(condition=models.Q(depth__gte=1, depth__lte=6), name="section_depth_in_range"),
        ]

    def __str__(self) -> str:
        return self.title


class CataloguePrinciple(models.Model):
    """What we say about a principle. Known by its identifier, whatever version is looked at.

    `asks` is one sentence; then `why` it exists, what it means for a `deployment`, and how it is commonly broken.
    """

    identifier = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=300)
    authority = models.CharField(max_length=10, choices=Authority)
    section_identifier = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField()
    asks = models.TextField()
    why = models.TextField(blank=True)
    deployment = models.TextField(blank=True)
    pitfalls = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(authority__in=Authority.values), name="catalogue_authority_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Example(models.Model):
    """A titled conversation of a section. `turns` holds messages and, by number, the comparisons of its responses."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    turns = models.JSONField(default=list)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "position"], name="example_position_unique")]

    def __str__(self) -> str:
        return self.title or f"Example {self.position + 1}"


class Response(models.Model):
    """One answer of a comparison, with its mark and the remark beside the mark."""

    class Mark(models.TextChoices):
        GOOD = "good", "Good"
        BAD = "bad", "Bad"
        OK = "ok", "OK"

    example = models.ForeignKey(Example, on_delete=models.CASCADE, related_name="responses")
    comparison = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    mark = models.CharField(max_length=4, choices=Mark, blank=True)
    remark = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)
    messages = models.JSONField(default=list)

    class Meta:
        ordering = ["example", "comparison", "position"]
        constraints = [
            models.UniqueConstraint(fields=["example", "comparison", "position"], name="response_position_unique"),
            models.CheckConstraint(condition=models.Q(mark__in=["", "good", "bad", "ok"]), name="response_mark_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mark or 'unmarked'}: {self.remark}"


class Prompt(models.Model):
    """An evaluation prompt out of a footnote's file. Without a section nothing in the document refers to its file."""

    version = models.ForeignKey(SpecVersion, on_delete=models.CASCADE, related_name="prompts")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.CASCADE, related_name="prompts")
    footnote = models.CharField(max_length=255)
    position = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    turns = models.JSONField(default=list)

    class Meta:
        ordering = ["version", "footnote", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "footnote", "position"], name="prompt_position_unique")
        ]

    def __str__(self) -> str:
        return self.title or self.footnote


class SearchEntry(models.Model):
    """One place that search can find. Each database keeps an index of its own on the folded columns."""

    class Kind(models.TextChoices):
        SECTION = "section", "Text"
        EXAMPLE = "example", "Example"
        PROMPT = "prompt", "Prompt"

    version = models.ForeignKey(SpecVersion, on_delete=models.CASCADE, related_name="search_entries")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    anchor = models.CharField(max_length=220, blank=True)
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    folded_title = models.TextField(blank=True)
    folded_body = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["section", "example", "prompt"]), name="search_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
