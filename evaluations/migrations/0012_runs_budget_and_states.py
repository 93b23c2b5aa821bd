"""Runs pause and stop, keep a budget, and repeat each other; endpoints keep their pace in a row."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0010_runs_name_their_releases")]

    operations = [
        migrations.CreateModel(
            name="EndpointPace",
            fields=[
                (
                    "endpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pace",
                        serialize=False,
                        to="evaluations.endpoint",
                    ),
                ),
                ("calls", models.FloatField()),
                ("tokens", models.FloatField()),
                ("measured_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("turn", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(model_name="run", name="run_state_known"),
        migrations.RemoveConstraint(model_name="run", name="ended_run_says_when"),
        migrations.AlterField(
            model_name="run",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("paused", "Paused"),
                    ("stopped", "Stopped"),
                    ("completed", "Completed"),
                    ("inconclusive", "Inconclusive"),
                    ("cancelled", "Cancelled"),
                    ("failed", "Failed"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("person", "Somebody paused it"),
                    ("budget", "Budget used up"),
                    ("quota", "Quota used up"),
                    ("unauthorised", "Key refused"),
                    ("needs_key", "Key missing"),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField("run", "currency", models.CharField(blank=True, default="", max_length=3), False),
        migrations.AddField("run", "budget_tokens", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.AddField("run", "budget_nano", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.AddField("run", "spent_tokens", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("run", "spent_nano", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("run", "held_tokens", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("run", "held_nano", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("run", "taken_up_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("run", "done_before", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "run",
            "repeats",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="repetitions",
                to="evaluations.run",
            ),
        ),
        migrations.AddField("sample", "held_tokens", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("sample", "held_nano", models.PositiveBigIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "queued",
                            "running",
                            "paused",
                            "stopped",
                            "completed",
                            "inconclusive",
                            "cancelled",
                            "failed",
                        ],
                    )
                ),
                name="run_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "running", "paused", "stopped"]),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="ended_run_says_when",
            ),
        ),
    ]
