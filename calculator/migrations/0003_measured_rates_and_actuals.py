"""Keeps which measurement a version used, and what really came of a scenario month by month."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calculator", "0002_versions_and_baselines"),
        ("evaluations", "0003_traffic_samples"),
        ("workspaces", "0003_waivers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Actual",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField()),
                ("use_case", models.CharField(blank=True, max_length=64)),
                ("hours", models.FloatField(null=True)),
                ("volume", models.FloatField(null=True)),
                ("violations", models.FloatField(null=True)),
                ("cost", models.FloatField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entered_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="actuals", to="workspaces.project"
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="actuals",
                        to="calculator.savedscenario",
                    ),
                ),
            ],
            options={
                "ordering": ["scenario", "month", "use_case", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("scenario", "month", "use_case"),
                        name="one_actual_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hours__isnull", True),
                                ("use_case", ""),
                                ("violations__isnull", True),
                                ("volume__isnull", True),
                            ),
                            models.Q(
                                models.Q(("use_case", ""), _negated=True),
                                ("hours__isnull", False),
                                ("month__gte", 1),
                                ("violations__isnull", False),
                                ("volume__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="actual_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost__gte", 0),
                            models.Q(("volume__isnull", True), ("volume__gte", 0), _connector="OR"),
                            models.Q(("violations__isnull", True), ("violations__gte", 0), _connector="OR"),
                        ),
                        name="actual_counts_from_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActualsStart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_month", models.DateField()),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scenario",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actuals_start",
                        to="calculator.savedscenario",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_month__day", 1)), name="actuals_start_with_a_month"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasurementLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("use_case", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=160)),
                ("release", models.CharField(max_length=80)),
                ("measured_on", models.DateField()),
                (
                    "grader",
                    models.CharField(
                        choices=[("people", "People"), ("rules", "Rules"), ("judge", "A judge model")], max_length=6
                    ),
                ),
                ("simulated", models.BooleanField()),
                ("violations", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("bad_shown", models.PositiveIntegerField(null=True)),
                ("bad_recognised", models.PositiveIntegerField(null=True)),
                ("good_shown", models.PositiveIntegerField(null=True)),
                ("good_recognised", models.PositiveIntegerField(null=True)),
                ("rate", models.FloatField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("given", models.JSONField()),
                ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "linked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="evaluations.run"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="calculator.scenarioversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "use_case"), name="one_measurement_per_use_case"),
                    models.CheckConstraint(
                        condition=models.Q(("counted__gte", 1), ("violations__lte", models.F("counted"))),
                        name="link_counts_k_of_n",
                    ),
                ],
            },
        ),
    ]
