import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0017_judges_and_calibrations"),
        ("workspaces", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Triage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("assistant", "The assistant is wrong"),
                            ("case", "The case is wrong"),
                            ("grader", "The grader is wrong"),
                            ("accepted", "Accepted, for a reason"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["sample", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="counted",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="TestPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "estimator",
                    models.CharField(
                        choices=[
                            ("headline", "Headline rate, each case asked once"),
                            ("clustered", "Clustered by case, each asked several times"),
                            ("corrected", "Corrected for the judge’s error"),
                        ],
                        default="headline",
                        max_length=9,
                    ),
                ),
                (
                    "goal",
                    models.CharField(
                        choices=[("bound", "The lower bound of the 95 % interval"), ("rate", "The rate itself")],
                        default="bound",
                        max_length=5,
                    ),
                ),
                ("epochs", models.PositiveSmallIntegerField(default=1)),
                ("overall_mark", models.FloatField()),
                ("level_marks", models.JSONField(blank=True, default=dict)),
                ("section_marks", models.JSONField(blank=True, default=dict)),
                ("min_sensitivity", models.FloatField(blank=True, null=True)),
                ("min_specificity", models.FloatField(blank=True, null=True)),
                ("min_kappa", models.FloatField(blank=True, null=True)),
                ("triage_every_failure", models.BooleanField(default=True)),
                ("difference", models.FloatField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("content", models.JSONField(blank=True, default=dict)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
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
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="test_plans",
                        to="evaluations.judge",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="test_plans", to="workspaces.project"
                    ),
                ),
                (
                    "suite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="test_plans", to="evaluations.suite"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="run",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="evaluations.testplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted", False), ("plan__isnull", False), _connector="OR"),
                name="counted_run_names_its_plan",
            ),
        ),
        migrations.AddField(
            model_name="triage",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="triage",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="triages", to="evaluations.sample"
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.UniqueConstraint(
                fields=("project", "name", "version"), name="test_plan_version_unique_in_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="test_plan_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("estimator__in", ["headline", "clustered", "corrected"])),
                name="test_plan_estimator_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__in", ["bound", "rate"])), name="test_plan_goal_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("overall_mark__gt", 0), ("overall_mark__lte", 1)), name="test_plan_mark_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="testplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at__isnull", True), ("sha256", "")),
                    models.Q(("frozen_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="frozen_test_plan_has_a_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="triage",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["assistant", "case", "grader", "accepted"])),
                name="triage_cause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="triage",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="triage_has_a_note"
            ),
        ),
    ]
