"""Reports that are made by the clock."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reports.kinds import KINDS, PAPERS, PORTFOLIO, beside_english
from reports.places import Place


class ReportSchedule(models.Model):
    """Asks for a report every week or month at a local time of a named zone; `next_at` is the next time it is due."""

    class Every(models.TextChoices):
        WEEK = "week", "Every week"
        MONTH = "month", "Every month"

    organisation = models.ForeignKey(
        "workspaces.Organisation", on_delete=models.CASCADE, related_name="report_schedules"
    )
    # None of a portfolio, which is its organisation's.
    project = models.ForeignKey(
        "workspaces.Project", null=True, blank=True, on_delete=models.CASCADE, related_name="report_schedules"
    )
    kind = models.CharField(max_length=12)  # a key of reports.kinds.KINDS
    template_name = models.CharField(max_length=80, blank=True)  # of the template that the sections were taken from
    sections = models.JSONField(default=list)
    paper = models.CharField(max_length=10, choices=PAPERS.items(), default="a4")
    language = models.CharField(max_length=2, default="en")  # a key of reports.kinds.LANGUAGES
    every = models.CharField(max_length=5, choices=Every)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Monday
    month_day = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.TimeField()
    zone = models.CharField(max_length=60)
    next_at = models.DateTimeField(null=True, blank=True)  # none while it is paused
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    site = models.CharField(max_length=200, blank=True)  # the address of the product, as its maker reached it
    said = models.TextField(blank=True)  # why it was paused, or why the last one was not asked for
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="report_schedules_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(every="week", weekday__range=(0, 6)) | Q(every="month", month_day__range=(1, 31)),
                name="report_schedule_says_which_day",
            ),
            models.CheckConstraint(
                condition=Q(kind=PORTFOLIO, project__isnull=True) | (~Q(kind=PORTFOLIO) & Q(project__isnull=False)),
                name="only_a_portfolio_schedule_has_no_project",
            ),
        ]

    def __str__(self) -> str:
        return self.template_name or KINDS[self.kind].name

    @property
    def language_said(self) -> str:
        return beside_english(self.language)

    @property
    def place(self) -> Place:
        """Whose reports it asks for: a project's, or the organisation's."""
        return self.project or self.organisation
