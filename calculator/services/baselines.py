"""Freezing a version of a scenario as what the project is held against."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from calculator.errors import BaselineMoved
from calculator.models import Baseline, ScenarioVersion
from workspaces import audit
from workspaces.models import User


def freeze_baseline(version: ScenarioVersion, *, reason: str, actor: User, replaces: int | None) -> Baseline:
    """The version as the project's baseline, from now on and for this reason.

    `replaces` is the primary key of the baseline that the person saw in force, None where there was none. It is
    marked as replaced and kept.

    Raises:
        BaselineMoved: another one is in force, the version is frozen already, or it is gone.
    """
    project, now = version.scenario.project, timezone.now()
    try:
        with transaction.atomic():
            in_force = Baseline.objects.filter(project=project, replaced_at__isnull=True)
            if replaces is not None:
                replaced = in_force.filter(pk=replaces).exclude(version=version).update(replaced_at=now)
                if not replaced:
                    raise _moved()
            baseline = Baseline.objects.create(
                project=project, version=version, reason=reason, frozen_by=actor, frozen_at=now
            )
            audit.record(
                project.organisation,
                actor,
                "baseline.frozen",
                version.scenario,
                version=version.number,
                sha256=version.content_sha256,
                reason=reason,
                replaces=replaces,
                currency=version.currency,
                **version.headline,
            )
    except IntegrityError as error:  # one is in force that the person did not see, or the version was deleted
        raise _moved() from error
    return baseline


def _moved() -> BaselineMoved:
    return BaselineMoved("The baseline has changed since you opened this page.")
