"""A third origin of suites: the cases that a company writes for its own house clauses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_suites_runs_and_pilots")]

    operations = [
        migrations.AlterField(
            model_name="suite",
            name="origin",
            field=models.CharField(
                choices=[
                    ("starter", "Starter suite"),
                    ("recorded", "Recorded conversations"),
                    ("house", "House clauses"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="suite", name="suite_origin_known"),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["starter", "recorded", "house"])), name="suite_origin_known"
            ),
        ),
    ]
