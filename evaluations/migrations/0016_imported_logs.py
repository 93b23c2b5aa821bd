import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0014_verdicts_of_judges_and_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log_drafts", to="workspaces.project"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["created_at"], name="log_drafts_by_age")]},
        ),
        migrations.CreateModel(
            name="ImportedLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tool", models.CharField(max_length=12)),
                ("tool_version", models.CharField(blank=True, max_length=40)),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("log_name", models.CharField(blank=True, max_length=160)),
                ("identity", models.CharField(blank=True, max_length=80)),
                ("model", models.CharField(blank=True, max_length=80)),
                ("made_at", models.CharField(blank=True, max_length=40)),
                ("deciding_scorer", models.CharField(blank=True, max_length=120)),
                ("scorers", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("unmapped", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("unread", models.JSONField(default=list)),
                ("unread_count", models.PositiveIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported_logs",
                        to="workspaces.project",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imported_log", to="evaluations.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["project", "sha256"], name="logs_by_content")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tool__in", ["inspect", "promptfoo", "deepeval", "csv", "jsonl", "yaml"])),
                        name="imported_log_tool_known",
                    )
                ],
            },
        ),
    ]
