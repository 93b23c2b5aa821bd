import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0020_schedules"),
        ("workspaces", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewQueue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("failures", "All failures"),
                            ("random", "A random share"),
                            ("disputed", "Verdicts that disagree"),
                            ("low_confidence", "Close calls of a judge"),
                            ("principle", "One principle"),
                        ],
                        max_length=14,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("principle", models.CharField(blank=True, max_length=200)),
                ("seed", models.BigIntegerField()),
                ("ratings_per_item", models.PositiveSmallIntegerField(default=2)),
                ("blind", models.BooleanField(default=True)),
                ("once", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_queues",
                        to="workspaces.project",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review_queues", to="evaluations.run"
                    ),
                ),
            ],
            options={
                "ordering": ["project", "-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("counted", "Counted"), ("warm_up", "Warm-up"), ("repeat", "Hidden repeat")],
                        max_length=7,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("known", models.CharField(blank=True, max_length=10)),
                ("disputed", models.BooleanField(default=False)),
                (
                    "settled",
                    models.CharField(
                        blank=True,
                        choices=[("agreed", "The raters agree"), ("adjudicated", "A third person decided")],
                        max_length=11,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("compliant", "Compliant"),
                            ("violation", "Violation"),
                            ("partial", "Partial"),
                            ("cannot_tell", "Can’t tell"),
                        ],
                        max_length=11,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="evaluations.case"
                    ),
                ),
                (
                    "repeat_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "repeat_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repeats",
                        to="evaluations.reviewitem",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_items",
                        to="evaluations.sample",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="evaluations.reviewqueue"
                    ),
                ),
            ],
            options={
                "ordering": ["queue", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("rated", models.BooleanField(default=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="evaluations.reviewitem"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_slots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["item", "number"],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("rating", "Rating"), ("settling", "Decision of a third person")],
                        default="rating",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("compliant", "Compliant"),
                            ("violation", "Violation"),
                            ("partial", "Partial"),
                            ("cannot_tell", "Can’t tell"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("blind", models.BooleanField()),
                ("seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="evaluations.reviewitem"
                    ),
                ),
            ],
            options={
                "ordering": ["item", "given_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("item", "rater"),
                        name="one_standing_rating_per_item_and_rater",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "settling"), ("withdrawn_at__isnull", True)),
                        fields=("item",),
                        name="review_item_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("compliant", "violation", "partial", "cannot_tell"))),
                        name="rating_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "rating"),
                            models.Q(("kind", "settling"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="rating_kind_known_and_settling_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.UniqueConstraint(fields=("project", "name"), name="review_queue_name_unique_in_project"),
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.UniqueConstraint(fields=("project", "once"), name="review_queue_made_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__in", ["failures", "random", "disputed", "low_confidence", "principle"])),
                name="review_queue_rule_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.CheckConstraint(
                condition=models.Q(("ratings_per_item__gte", 1), ("ratings_per_item__lte", 5)),
                name="review_queue_ratings_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", "random"), _negated=True),
                    models.Q(("percent__gte", 1), ("percent__lte", 100)),
                    _connector="OR",
                ),
                name="random_review_queue_has_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewqueue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", "principle"), _negated=True),
                    models.Q(("principle", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_queue_of_a_principle_names_it",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(fields=["queue", "kind", "position"], name="review_items_in_order"),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "counted")),
                fields=("queue", "sample"),
                name="sample_once_in_a_review_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(
                fields=("repeat_of", "repeat_for"), name="repeated_once_for_each_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "counted"), ("known", ""), ("repeat_of__isnull", True), ("sample__isnull", False)
                    ),
                    models.Q(("kind", "warm_up"), ("known__in", ["compliant", "violation"]), ("sample__isnull", True)),
                    models.Q(
                        ("kind", "repeat"),
                        ("known", ""),
                        ("repeat_of__isnull", False),
                        ("sample__isnull", False),
                        ("repeat_for__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_item_is_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled", ""), ("settled_at__isnull", True)),
                    models.Q(
                        ("kind", "counted"),
                        ("settled__in", ["agreed", "adjudicated"]),
                        ("settled_at__isnull", False),
                        ("disputed", False),
                        ("outcome__in", ("compliant", "violation", "partial", "cannot_tell")),
                    ),
                    _connector="OR",
                ),
                name="settled_review_item_has_an_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewslot",
            index=models.Index(fields=["rater", "rated"], name="review_slots_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="reviewslot",
            constraint=models.UniqueConstraint(fields=("item", "number"), name="review_slot_number_unique_in_item"),
        ),
        migrations.AddConstraint(
            model_name="reviewslot",
            constraint=models.UniqueConstraint(fields=("item", "rater"), name="one_review_slot_per_item_and_rater"),
        ),
        migrations.AddConstraint(
            model_name="reviewslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_until__isnull", True),
                        ("rated", False),
                        ("rater__isnull", True),
                        ("taken_at__isnull", True),
                        ("number__isnull", False),
                    ),
                    models.Q(("rater__isnull", False), ("taken_at__isnull", False)),
                    _connector="OR",
                ),
                name="review_slot_free_or_taken",
            ),
        ),
    ]
