"""Releases of the assistant, endpoints with sealed keys, limits and prices, and recorded responses."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import workspaces.sealed


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workspaces", "0003_waivers"),
        ("evaluations", "0003_traffic_samples"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("model", models.CharField(blank=True, max_length=200)),
                ("system_prompt", models.TextField(blank=True)),
                ("tools", models.JSONField(default=list)),
                ("retrieval", models.TextField(blank=True)),
                ("settings", models.JSONField(default=dict)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("deployed_on", models.DateField(blank=True, null=True)),
                ("retired_on", models.DateField(blank=True, null=True)),
                ("monthly_volume", models.PositiveIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="workspaces.project"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "name"), name="release_name_unique_in_project"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="release_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_on__isnull", True),
                            models.Q(("deployed_on__isnull", False), ("retired_on__gte", models.F("deployed_on"))),
                            _connector="OR",
                        ),
                        name="release_is_retired_after_it_was_deployed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("monthly_volume__isnull", True), ("monthly_volume__lte", 1000000000), _connector="OR"
                        ),
                        name="release_volume_in_range",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="endpoint", name="endpoint_kind_known"),
        migrations.RemoveConstraint(model_name="endpoint", name="endpoint_has_an_address"),
        migrations.AlterField(
            model_name="endpoint",
            name="kind",
            field=models.CharField(
                choices=[
                    ("simulated", "Simulated assistant"),
                    ("openai", "OpenAI-compatible API"),
                    ("recorded", "Recorded responses"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="endpoint", name="api_key", field=workspaces.sealed.SealedField()),
        migrations.AddField(model_name="endpoint", name="headers", field=workspaces.sealed.SealedField()),
        migrations.AddField(model_name="endpoint", name="header_names", field=models.JSONField(default=list)),
        migrations.AddField(model_name="endpoint", name="parameters", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="endpoint",
            name="roles",
            field=models.CharField(
                choices=[
                    ("as_they_are", "As they are"),
                    ("developer_as_system", "Developer messages as system messages"),
                    ("folded", "Both before the first message of the user"),
                ],
                default="as_they_are",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="length_parameter",
            field=models.CharField(
                choices=[("max_tokens", "max_tokens"), ("max_completion_tokens", "max_completion_tokens")],
                default="max_tokens",
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="endpoint", name="calls_per_minute", field=models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="endpoint", name="tokens_per_minute", field=models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="endpoint", name="deadline", field=models.PositiveSmallIntegerField(default=60)
        ),
        migrations.AddField(
            model_name="endpoint",
            name="price_in",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="price_out",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="currency",
            field=models.CharField(
                choices=[("USD", "USD"), ("EUR", "EUR"), ("GBP", "GBP"), ("CHF", "CHF")], default="USD", max_length=3
            ),
        ),
        migrations.AddField(
            model_name="endpoint", name="tested_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="endpoint", name="test_steps", field=models.JSONField(default=list)),
        migrations.AddField(model_name="endpoint", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.AddField(
            model_name="endpoint", name="archived_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["simulated", "openai", "recorded"])), name="endpoint_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["simulated", "recorded"]),
                    models.Q(("base_url", ""), _negated=True),
                    _connector="OR",
                ),
                name="endpoint_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("deadline__gte", 1), ("deadline__lte", 600)), name="endpoint_deadline_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("calls_per_minute__isnull", True), ("calls_per_minute__gte", 1), _connector="OR"),
                    models.Q(("tokens_per_minute__isnull", True), ("tokens_per_minute__gte", 1), _connector="OR"),
                ),
                name="endpoint_rates_let_something_through",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_in__isnull", True), ("price_in__gte", 0), _connector="OR"),
                    models.Q(("price_out__isnull", True), ("price_out__gte", 0), _connector="OR"),
                ),
                name="endpoint_prices_are_not_negative",
            ),
        ),
        migrations.CreateModel(
            name="RecordedResponse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_key", models.CharField(max_length=100)),
                ("epoch", models.PositiveSmallIntegerField(default=1)),
                ("text", models.TextField(blank=True)),
                ("model", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recorded_responses",
                        to="evaluations.endpoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("endpoint", "case_key", "epoch"), name="one_recorded_response_per_case_and_epoch"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="release_record",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="evaluations.release",
            ),
        ),
        migrations.AddField(
            model_name="sample", name="tokens_estimated", field=models.BooleanField(default=False)
        ),
    ]
