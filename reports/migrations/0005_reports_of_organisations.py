from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

ROWS = ("Report", "ReportSchedule")


def fill(apps: Any, schema_editor: Any) -> None:
    """What is a project's is its organisation's too."""
    projects = apps.get_model("workspaces", "Project").objects.filter(pk=OuterRef("project"))
    for name in ROWS:
        apps.get_model("reports", name).objects.update(organisation=Subquery(projects.values("organisation")[:1]))


def remove_portfolios(apps: Any, schema_editor: Any) -> None:
    """Before this there was no place for a report without a project."""
    if schema_editor.connection.vendor == "postgresql":  # else the table waits for its checks and cannot be altered
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ROWS:
        apps.get_model("reports", name).objects.filter(project__isnull=True).delete()


def of_project(related: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related,
        to="workspaces.project",
    )


def of_organisation(related: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related,
        to="workspaces.organisation",
    )


ONLY_PORTFOLIOS = models.Q(kind="portfolio", project__isnull=True) | (
    ~models.Q(kind="portfolio") & models.Q(project__isnull=False)
)
KINDS = [
    ("dossier", "Alignment dossier"),
    ("evaluation", "Evaluation report"),
    ("case", "Business case"),
    ("gate", "Gate record"),
    ("framework", "Framework statement"),
    ("portfolio", "Portfolio"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_gate_and_framework_kinds"),
        ("workspaces", "0005_comments_and_notifications"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="report_kind_known"),
        migrations.AlterField("report", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField("report", "project", of_project("reports")),
        migrations.AlterField("reportschedule", "project", of_project("report_schedules")),
        migrations.AddField("report", "organisation", of_organisation("reports", null=True)),
        migrations.AddField("reportschedule", "organisation", of_organisation("report_schedules", null=True)),
        migrations.RunPython(fill, remove_portfolios),
        migrations.AlterField("report", "organisation", of_organisation("reports")),
        migrations.AlterField("reportschedule", "organisation", of_organisation("report_schedules")),
        migrations.AddField(
            "report", "tells_of", models.ManyToManyField(blank=True, related_name="+", to="workspaces.project")
        ),
        migrations.AddIndex(
            "report",
            models.Index(
                condition=models.Q(project__isnull=True),
                fields=["organisation", "-requested_at"],
                name="portfolios_of_organisation",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                condition=models.Q(project__isnull=True),
                fields=("organisation", "once"),
                name="portfolio_requested_once",
            ),
        ),
        migrations.AddConstraint(
            "report", models.CheckConstraint(condition=ONLY_PORTFOLIOS, name="only_a_portfolio_has_no_project")
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(kind__in=[key for key, _ in KINDS]), name="report_kind_known"
            ),
        ),
        migrations.AddConstraint(
            "reportschedule",
            models.CheckConstraint(condition=ONLY_PORTFOLIOS, name="only_a_portfolio_schedule_has_no_project"),
        ),
    ]
