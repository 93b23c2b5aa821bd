"""Each webhook gets the organisation of its project; on the way back those without a project go.

Rows and tables change in migrations of their own, because PostgreSQL does not do both in one transaction.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    projects = apps.get_model("workspaces", "Project").objects.filter(pk=OuterRef("project"))
    hooks = apps.get_model("workspaces", "Webhook").objects.filter(project__isnull=False)
    hooks.update(organisation=Subquery(projects.values("organisation")[:1]))


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("workspaces", "Webhook").objects.filter(project=None).delete()


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0006_webhooks_may_be_of_an_organisation")]

    operations = [migrations.RunPython(fill, forget)]
