"""Results reported from elsewhere, and what the list of samples counts by."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy_kinds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each sample the kind of its case; cases of no kind need nothing."""
    case, sample = apps.get_model("evaluations", "Case"), apps.get_model("evaluations", "Sample")
    for kind in ("should_do", "should_not_do", "borderline"):
        sample.objects.filter(case__in=case.objects.filter(kind=kind)).update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0011_suites_and_cases"),
        ("evaluations", "0012_runs_budget_and_states"),
        ("workspaces", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="source",
            field=models.CharField(
                choices=[
                    ("executed", "Executed here"),
                    ("recorded", "Recorded pilot"),
                    ("reported", "Reported results"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="run", name="executed_run_has_suite_and_endpoint"),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["recorded", "reported"]),
                    models.Q(("endpoint__isnull", False), ("source", "executed"), ("suite__isnull", False)),
                    _connector="OR",
                ),
                name="executed_run_has_suite_and_endpoint",
            ),
        ),
        migrations.CreateModel(
            name="ReportedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commit", models.CharField(max_length=64)),
                ("branch", models.CharField(max_length=250)),
                ("idempotency_key", models.CharField(max_length=200)),
                ("body_sha256", models.CharField(max_length=64)),
                ("regrade_asked_at", models.DateTimeField(blank=True, null=True)),
                ("regrade_leased_until", models.DateTimeField(blank=True, null=True)),
                ("regraded_at", models.DateTimeField(blank=True, null=True)),
                ("spot_seed", models.PositiveIntegerField(blank=True, null=True)),
                ("spot_share", models.FloatField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reported_runs",
                        to="workspaces.project",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reported", to="evaluations.run"
                    ),
                ),
                (
                    "spot_run",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot_check_of",
                        to="evaluations.run",
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workspaces.apitoken",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "idempotency_key"), name="reported_once_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            models.Q(("regraded_at__isnull", False), ("spot_run__isnull", False)),
                            _connector="OR",
                        ),
                        name="accepted_report_was_checked",
                    ),
                ]
            },
        ),
        migrations.AddField(model_name="sample", name="disputed", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="sample",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("should_do", "Should do"),
                    ("should_not_do", "Should not do"),
                    ("borderline", "Borderline"),
                ],
                default="",
                max_length=14,
            ),
            preserve_default=False,
        ),
        migrations.RemoveIndex(model_name="sample", name="samples_by_principle"),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(
                fields=["run", "principle", "outcome", "kind", "fault", "disputed"], name="samples_by_principle"
            ),
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(condition=models.Q(("disputed", True)), fields=["run", "id"], name="samples_in_dispute"),
        ),
        migrations.RunPython(copy_kinds, migrations.RunPython.noop),
    ]
