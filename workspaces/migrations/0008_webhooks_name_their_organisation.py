"""Every webhook has an organisation, and those of the organisation itself a name of their own each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0007_organisations_of_webhooks")]

    operations = [
        migrations.AlterField(
            model_name="webhook",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhooks",
                to="workspaces.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("project__isnull", True), ("removed_at__isnull", True)),
                fields=("organisation", "name"),
                name="one_webhook_per_name_in_organisation",
            ),
        ),
    ]
