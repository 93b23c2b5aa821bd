"""A webhook names its organisation, and a project only where it is told of that one alone; filled in by the next."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0005_comments_and_notifications")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhooks",
                to="workspaces.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="webhook",
            name="project",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhooks",
                to="workspaces.project",
            ),
        ),
    ]
