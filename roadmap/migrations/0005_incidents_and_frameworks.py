"""Incidents and risks with their history, and what applies of the frameworks."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0018_review_queues"),
        ("roadmap", "0004_no_state_is_stored"),
        ("workspaces", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160)),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("moderate", "Moderate"), ("high", "High"), ("critical", "Critical")],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("in_hand", "In hand"), ("closed", "Closed")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("principle", models.CharField(blank=True, max_length=200)),
                ("what_happened", models.TextField(max_length=4000)),
                ("asked", models.TextField(blank=True, max_length=4000)),
                ("answered", models.TextField(blank=True, max_length=4000)),
                ("action", models.TextField(blank=True, max_length=4000)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                ("criteria", models.ManyToManyField(blank=True, related_name="incidents", to="roadmap.criterion")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="incidents",
                        to="roadmap.phase",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="incidents", to="workspaces.project"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["project", "-happened_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="IncidentCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("suite_name", models.CharField(max_length=160)),
                ("key", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="evaluations.case"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="roadmap.incident"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["incident", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IncidentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="roadmap.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160)),
                ("affected", models.CharField(max_length=160)),
                ("what", models.TextField(max_length=4000)),
                (
                    "likelihood",
                    models.CharField(
                        choices=[
                            ("rare", "Rare"),
                            ("unlikely", "Unlikely"),
                            ("possible", "Possible"),
                            ("likely", "Likely"),
                            ("almost_certain", "Almost certain"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("moderate", "Moderate"), ("high", "High"), ("critical", "Critical")],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=6),
                ),
                ("mitigation", models.TextField(blank=True, max_length=4000)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                ("criteria", models.ManyToManyField(blank=True, related_name="risks", to="roadmap.criterion")),
                (
                    "owner",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="risks", to="workspaces.project"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["project", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RiskChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="roadmap.risk"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RiskLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("low", "Low"), ("moderate", "Moderate"), ("high", "High"), ("critical", "Critical")],
                        max_length=8,
                    ),
                ),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="risk_limits", to="workspaces.project"
                    ),
                ),
            ],
            options={
                "ordering": ["project", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Applicability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("framework", models.CharField(max_length=40)),
                ("framework_version", models.CharField(max_length=40)),
                ("identifier", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("applies", models.BooleanField()),
                ("reason", models.TextField(max_length=2000)),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
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
                        related_name="applicability",
                        to="workspaces.project",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "applicability",
                "ordering": ["project", "framework", "identifier", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "framework", "identifier", "number"), name="one_applicability_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="applicability_number_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="applicability_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["low", "moderate", "high", "critical"])),
                name="incident_severity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "in_hand", "closed"])), name="incident_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(("action", ""), _negated=True),
                    _connector="OR",
                ),
                name="closed_incident_says_what_was_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["low", "moderate", "high", "critical"])),
                name="risk_severity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("likelihood__in", ["rare", "unlikely", "possible", "likely", "almost_certain"])),
                name="risk_likelihood_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "closed"])), name="risk_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="risklimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["low", "moderate", "high", "critical"])), name="risk_limit_is_known"
            ),
        ),
    ]
