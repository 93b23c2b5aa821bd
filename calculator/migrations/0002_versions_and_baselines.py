"""Keeps every version of a scenario as a row of its own, and the baseline that a project is held against."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from calculator.canonical import content_sha256

MOVED = ("currency", "quick", "results", "headline", "model_version")


def keep_as_versions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What a scenario holds becomes its one known version; the versions before it were overwritten long ago."""
    for scenario in apps.get_model("calculator", "SavedScenario").objects.iterator(chunk_size=50):
        inputs = {key: value for key, value in scenario.inputs.items() if key != "name"}
        apps.get_model("calculator", "ScenarioVersion").objects.create(
            scenario=scenario,
            number=scenario.version,
            inputs=inputs,
            content_sha256=content_sha256(inputs),
            saved_by_id=scenario.updated_by_id,
            saved_at=scenario.updated_at,
            **{name: getattr(scenario, name) for name in MOVED},
        )


def put_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The current version goes back into its scenario; earlier ones have no place there."""
    versions = apps.get_model("calculator", "ScenarioVersion").objects
    for version in versions.filter(number=models.F("scenario__version")).select_related("scenario").iterator(50):
        scenario = version.scenario
        scenario.inputs = {"name": scenario.name, **version.inputs}
        for name in MOVED:
            setattr(scenario, name, getattr(version, name))
        scenario.save()


class Migration(migrations.Migration):
    dependencies = [
        ("calculator", "0001_saved_scenarios"),
        ("workspaces", "0002_audit_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScenarioVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("quick", models.JSONField(null=True)),
                ("results", models.JSONField()),
                ("headline", models.JSONField()),
                ("currency", models.CharField(max_length=3)),
                ("model_version", models.CharField(max_length=20)),
                ("content_sha256", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="calculator.savedscenario",
                    ),
                ),
            ],
            options={"ordering": ["scenario", "-number"]},
        ),
        migrations.AddConstraint(
            model_name="scenarioversion",
            constraint=models.UniqueConstraint(
                fields=("scenario", "number"), name="one_scenario_version_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="scenarioversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="version_number_is_positive"
            ),
        ),
        # On the way back these columns come before what fills them, so for that moment they may be empty.
        migrations.AlterField("savedscenario", "currency", models.CharField(max_length=3, null=True)),
        migrations.AlterField("savedscenario", "inputs", models.JSONField(null=True)),
        migrations.AlterField("savedscenario", "results", models.JSONField(null=True)),
        migrations.AlterField("savedscenario", "headline", models.JSONField(null=True)),
        migrations.AlterField("savedscenario", "model_version", models.CharField(max_length=20, null=True)),
        migrations.RunPython(keep_as_versions, put_back),
        migrations.RemoveField("savedscenario", "currency"),
        migrations.RemoveField("savedscenario", "inputs"),
        migrations.RemoveField("savedscenario", "quick"),
        migrations.RemoveField("savedscenario", "results"),
        migrations.RemoveField("savedscenario", "headline"),
        migrations.RemoveField("savedscenario", "model_version"),
        migrations.CreateModel(
            name="Baseline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("frozen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "frozen_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="baselines",
                        to="workspaces.project",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="baselines",
                        to="calculator.scenarioversion",
                    ),
                ),
            ],
            options={"ordering": ["project", "-frozen_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="baseline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("project",),
                name="one_baseline_in_force",
            ),
        ),
    ]
