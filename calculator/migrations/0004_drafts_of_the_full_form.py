"""What people typed into the full form and have not saved."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calculator", "0003_measured_rates_and_actuals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScenarioDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(null=True)),
                ("content", models.JSONField()),
                ("updated_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.project"
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="calculator.savedscenario",
                    ),
                ),
            ],
            options={
                "ordering": ["project", "-updated_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("scenario__isnull", False)),
                        fields=("person", "scenario"),
                        name="one_draft_per_person_and_scenario",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("scenario__isnull", True)),
                        fields=("person", "project"),
                        name="one_draft_of_a_new_scenario",
                    ),
                ],
            },
        ),
    ]
