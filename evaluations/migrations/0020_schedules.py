import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0019_test_plans"),
        ("workspaces", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("release", models.CharField(max_length=80)),
                ("epochs", models.PositiveSmallIntegerField(default=1)),
                ("wishes", models.JSONField(blank=True, default=dict)),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("day", "Every day"),
                            ("week", "Every week, on these days"),
                            ("month", "Every month, on this day"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("weekdays", models.JSONField(blank=True, default=list)),
                ("month_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("at", models.TimeField()),
                ("zone", models.CharField(max_length=60)),
                ("enabled", models.BooleanField(default=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "baseline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluations.run",
                    ),
                ),
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
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_schedules",
                        to="evaluations.endpoint",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_schedules",
                        to="evaluations.testplan",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="run_schedules",
                        to="workspaces.project",
                    ),
                ),
                (
                    "suite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_schedules",
                        to="evaluations.suite",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScheduledRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("started", "Started"), ("refused", "Could not be started"), ("missed", "Missed")],
                        max_length=7,
                    ),
                ),
                ("said", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scheduled",
                        to="evaluations.run",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="evaluations.runschedule"
                    ),
                ),
            ],
            options={
                "ordering": ["schedule", "-slot"],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drift", "Drift"),
                            ("missed", "Missed run"),
                            ("inconclusive", "Run without a result"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.TextField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "acknowledged_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="alarms", to="workspaces.project"
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alarms", to="evaluations.runschedule"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alarms",
                        to="evaluations.scheduledrun",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="runschedule",
            index=models.Index(
                condition=models.Q(("enabled", True)), fields=["next_at"], name="schedules_that_come_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="runschedule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("project", "name"),
                name="run_schedule_name_unique_in_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="runschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every", "day"),
                    models.Q(("every", "week"), models.Q(("weekdays", []), _negated=True)),
                    models.Q(("every", "month"), ("month_day__gte", 1), ("month_day__lte", 31)),
                    _connector="OR",
                ),
                name="run_schedule_says_on_which_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="runschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enabled", False), ("next_at__isnull", True)),
                    models.Q(("enabled", True), ("next_at__isnull", False), ("removed_at__isnull", True)),
                    _connector="OR",
                ),
                name="run_schedule_in_use_knows_its_next_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledrun",
            constraint=models.UniqueConstraint(fields=("schedule", "slot"), name="one_run_per_schedule_and_slot"),
        ),
        migrations.AddConstraint(
            model_name="scheduledrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("run__isnull", False), ("state", "started")),
                    models.Q(("run__isnull", True), ("state__in", ["refused", "missed"])),
                    _connector="OR",
                ),
                name="started_slot_has_a_run",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["project", "acknowledged_at"], name="alarms_of_a_project"),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(fields=("slot", "kind"), name="one_alarm_per_slot_and_kind"),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["drift", "missed", "inconclusive"])), name="alarm_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_at__isnull", True), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="acknowledged_alarm_has_a_note",
            ),
        ),
    ]
