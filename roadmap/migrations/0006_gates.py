"""Gates: what was asked for and frozen, votes and conditions; and what phases were planned for first."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F

TABLE = "roadmap_gatevote"
# A vote is written once. It goes with its project, so deleting is left to the foreign keys.
FORWARD = {
    "postgresql": [
        """CREATE FUNCTION plumbline_refuse_vote_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'A vote is never changed.'; END $$""",
        f"""CREATE TRIGGER gate_votes_are_append_only BEFORE UPDATE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION plumbline_refuse_vote_change()""",
    ],
    "sqlite": [
        f"""CREATE TRIGGER gate_votes_are_append_only BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'A vote is never changed.'); END"""
    ],
}
BACKWARD = {
    "postgresql": [
        f"DROP TRIGGER IF EXISTS gate_votes_are_append_only ON {TABLE}",
        "DROP FUNCTION IF EXISTS plumbline_refuse_vote_change()",
    ],
    "sqlite": ["DROP TRIGGER IF EXISTS gate_votes_are_append_only"],
}


def add_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def drop_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARD.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def keep_first_plans(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is planned today is the first plan that is known."""
    phases = apps.get_model("roadmap", "Phase").objects.filter(planned_on__isnull=False)
    phases.update(baseline_on=F("planned_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0018_review_queues"),
        ("roadmap", "0005_incidents_and_frameworks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="baseline_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="GateRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Asked"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("replaced", "Replaced by a later approval"),
                            ("reopened", "Reopened"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("scope", models.TextField(max_length=400)),
                ("volume", models.PositiveIntegerField(blank=True, null=True)),
                ("until", models.DateField()),
                ("if_refused", models.TextField(blank=True, max_length=400)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("snapshot", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.TextField(blank=True, max_length=2000)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gate_requests", to="roadmap.phase"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluations.release",
                    ),
                ),
            ],
            options={
                "ordering": ["phase", "-number"],
            },
        ),
        migrations.CreateModel(
            name="GateVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_name", models.CharField(max_length=120)),
                ("roles", models.JSONField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("approve", "Approved"),
                            ("conditional", "Approved with conditions"),
                            ("reject", "Rejected"),
                        ],
                        max_length=11,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("counts", models.BooleanField()),
                ("brief", models.TextField()),
                ("brief_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="roadmap.gaterequest"
                    ),
                ),
            ],
            options={
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GateCondition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=600)),
                ("due_on", models.DateField()),
                ("fulfilled_at", models.DateTimeField(blank=True, null=True)),
                ("fulfilled_note", models.TextField(blank=True, max_length=2000)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="roadmap.evidenceversion",
                    ),
                ),
                (
                    "fulfilled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conditions", to="roadmap.gatevote"
                    ),
                ),
            ],
            options={
                "ordering": ["vote", "position"],
            },
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.UniqueConstraint(fields=("phase", "number"), name="one_gate_request_per_number"),
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("phase",), name="one_open_gate_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved")), fields=("phase",), name="one_gate_approval_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "approved", "rejected", "withdrawn", "replaced", "reopened"])
                ),
                name="gate_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    ("state", "withdrawn"),
                    models.Q(
                        ("decided_at__isnull", False), ("state__in", ["approved", "rejected", "replaced", "reopened"])
                    ),
                    _connector="OR",
                ),
                name="gate_decision_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="gaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["withdrawn", "reopened"]), _negated=True),
                    models.Q(("ended_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="gate_ends_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatevote",
            constraint=models.UniqueConstraint(fields=("request", "person"), name="one_vote_a_person"),
        ),
        migrations.AddConstraint(
            model_name="gatevote",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("asked_by")), _negated=True),
                name="nobody_votes_on_their_own_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatevote",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["approve", "conditional", "reject"])),
                name="gate_decision_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatecondition",
            constraint=models.UniqueConstraint(fields=("vote", "position"), name="one_gate_condition_per_place"),
        ),
        migrations.AddConstraint(
            model_name="gatecondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fulfilled_at__isnull", True), ("fulfilled_by__isnull", True)),
                    models.Q(
                        ("fulfilled_at__isnull", False),
                        ("fulfilled_by__isnull", False),
                        models.Q(("fulfilled_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="gate_condition_is_fulfilled_by_somebody",
            ),
        ),
        migrations.RunPython(add_trigger, drop_trigger),
        migrations.RunPython(keep_first_plans, migrations.RunPython.noop),
    ]
