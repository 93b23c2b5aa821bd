"""Suites of every origin, samples drawn with a seed, and cases with tags, a weight and a check."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ORIGINS = [
    ("starter", "Starter suite"),
    ("recorded", "Recorded conversations"),
    ("house", "House clauses"),
    ("written", "Written here"),
    ("imported", "Imported from a file"),
    ("catalogue", "From the catalogue"),
    ("specified", "From a version of the specification"),
    ("drawn", "Drawn sample"),
    ("traffic", "Traffic sample"),
]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evaluations", "0012_runs_budget_and_states"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="suite", name="suite_origin_known"),
        migrations.AlterField(
            model_name="suite", name="origin", field=models.CharField(choices=ORIGINS, max_length=10)
        ),
        migrations.AddField(
            model_name="suite",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="samples",
                to="evaluations.suite",
            ),
        ),
        migrations.AddField(model_name="suite", name="seed", field=models.BigIntegerField(blank=True, null=True)),
        migrations.AddField(model_name="suite", name="recipe", field=models.JSONField(blank=True, default=dict)),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(origin__in=[origin for origin, _ in ORIGINS]), name="suite_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin", "drawn"), _negated=True) | models.Q(seed__isnull=False),
                name="drawn_suite_has_a_seed",
            ),
        ),
        migrations.AddField(model_name="case", name="tags", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name="case", name="weight", field=models.FloatField(default=1.0)),
        migrations.AddField(
            model_name="case", name="checked_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="case",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(condition=models.Q(weight__gt=0), name="case_weight_positive"),
        ),
    ]
