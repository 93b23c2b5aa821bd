"""A report that was asked for: its place in the queue, and the file with what it was made from."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.figures import inside
from reports.kinds import KINDS, PAPERS, PORTFOLIO, beside_english
from reports.places import Place


def generated_name(report: "Report", filename: str) -> str:
    """Where the file lies. Nothing of what people wrote is in the name, only the ending that we chose."""
    folder = str(report.project_id) if report.project_id else f"portfolios/{report.organisation_id}"
    return f"reports/{folder}/{uuid.uuid4().hex}{PurePosixPath(filename).suffix}"


class Report(models.Model):
    """One file for one project, or a portfolio for one organisation. The row is the order and the record; a worker
    holds it by a lease while it works.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    organisation = models.ForeignKey("workspaces.Organisation", on_delete=models.CASCADE, related_name="reports")
    # None of a portfolio, which is its organisation's.
    project = models.ForeignKey(
        "workspaces.Project", null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    # Of a portfolio the projects that it tells of: who may not see all of them may not read it.
    tells_of = models.ManyToManyField("workspaces.Project", related_name="+", blank=True)
    kind = models.CharField(max_length=12, choices=[(kind.key, kind.name) for kind in KINDS.values()])
    # The key of the run or scenario that it is about, where its kind is about one.
    of = models.PositiveBigIntegerField(null=True, blank=True)
    sections = models.JSONField(default=list)  # keys of reports.kinds.SECTIONS in their order; empty: all of the kind
    paper = models.CharField(max_length=10, choices=PAPERS.items(), default="a4")
    language = models.CharField(max_length=2, default="en")  # a key of reports.kinds.LANGUAGES
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    # One order per form that was sent, however often it was sent.
    once = models.UUIDField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)

    schedule = models.ForeignKey(
        "reports.ReportSchedule", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    # Who is told by mail once it is ready, with a link to this address of the product, and when they were.
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    site = models.CharField(max_length=200, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=generated_name, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    pages = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)  # reports.dossier.Dossier.as_json()

    class Meta:
        indexes = [
            models.Index(fields=["project", "-requested_at"], name="reports_of_a_project"),
            models.Index(
                fields=["organisation", "-requested_at"],
                condition=Q(project__isnull=True),
                name="portfolios_of_organisation",
            ),
            models.Index(
                fields=["state", "leased_until"], condition=Q(state__in=["queued", "running"]), name="reports_to_make"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "once"], name="report_requested_once"),
            models.UniqueConstraint(
                fields=["organisation", "once"], condition=Q(project__isnull=True), name="portfolio_requested_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=PORTFOLIO, project__isnull=True) | (~Q(kind=PORTFOLIO) & Q(project__isnull=False)),
                name="only_a_portfolio_has_no_project",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="report_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "ready", "failed", "cancelled"]), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False)),
                name="ready_report_has_its_file",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="failed_report_says_why"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(leased_until__isnull=False), name="running_report_is_leased"
            ),
        ]

    ACTIVE = (State.QUEUED, State.RUNNING)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def place(self) -> Place:
        """Whose report it is: a project's, or the organisation's."""
        return self.project or self.organisation

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def language_said(self) -> str:
        return beside_english(self.language)

    def download_name(self, ending: str = "pdf") -> str:
        """What a browser calls the file."""
        day = self.finished_at or self.requested_at
        with translation.override(self.language):
            kind = inside(_(KINDS[self.kind].name))
        return f"{self.place.name}, {kind}, {day:%Y-%m-%d}.{ending}"
