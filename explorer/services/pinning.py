"""Which version a project works with."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from explorer.models import SpecPin, SpecVersion
from workspaces import audit
from workspaces.models import Project, User


@transaction.atomic
def pin_version(project: Project, version: SpecVersion, actor: User | None) -> SpecPin:
    """Has the project work with this version from now on. Pinning the same one again changes nothing."""
    pin = SpecPin.objects.select_for_update().select_related("version").filter(project=project).first()
    if pin is not None and pin.version_id == version.pk:
        return pin
    before = pin.version.label if pin is not None else ""
    pin, _ = SpecPin.objects.update_or_create(
        project=project, defaults={"version": version, "pinned_by": actor, "pinned_at": timezone.now()}
    )
    audit.record(project.organisation, actor, "spec.pinned", project, before=before, after=version.label)
    project.__dict__.pop("_spec_versions", None)
    return pin
