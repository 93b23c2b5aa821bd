"""What earlier runs called their release becomes a release that is only a name so far."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_releases(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run, release = apps.get_model("evaluations", "Run"), apps.get_model("evaluations", "Release")
    unnamed = run.objects.filter(release_record__isnull=True).exclude(release="")
    for project, name in unnamed.order_by().values_list("project_id", "release").distinct():
        known, _ = release.objects.get_or_create(project_id=project, name=name)
        unnamed.filter(project_id=project, release=name).update(release_record=known)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0010_releases_and_endpoints")]

    operations = [migrations.RunPython(name_releases, migrations.RunPython.noop)]
