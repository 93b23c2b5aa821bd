"""Recorded pilots may be samples of real conversations, and say how often their grader is right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0002_house_clauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="pilot",
            name="bad_recognised",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pilot",
            name="bad_shown",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pilot",
            name="drawn_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="pilot",
            name="drawn_how",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="pilot",
            name="from_traffic",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="pilot",
            name="good_recognised",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pilot",
            name="good_shown",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="pilot",
            name="graded_by",
            field=models.CharField(
                choices=[("people", "People"), ("rules", "Rules"), ("judge", "A judge model")],
                default="people",
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_traffic", False),
                    models.Q(models.Q(("drawn_by", ""), _negated=True), models.Q(("drawn_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="traffic_pilot_says_how_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(("graded_by__in", ["people", "rules", "judge"])), name="pilot_grader_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("bad_recognised__isnull", True),
                        ("bad_shown__isnull", True),
                        ("good_recognised__isnull", True),
                        ("good_shown__isnull", True),
                    ),
                    models.Q(
                        ("bad_recognised__isnull", False),
                        ("bad_recognised__lte", models.F("bad_shown")),
                        ("bad_shown__gte", 1),
                        ("bad_shown__isnull", False),
                        ("good_recognised__isnull", False),
                        ("good_recognised__lte", models.F("good_shown")),
                        ("good_shown__gte", 1),
                        ("good_shown__isnull", False),
                        models.Q(("graded_by", "people"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pilot_calibration_is_whole",
            ),
        ),
    ]
