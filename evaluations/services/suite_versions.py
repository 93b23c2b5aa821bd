"""Which version of a suite takes a change: an open one itself, and of a frozen one the next version."""

from django.db import IntegrityError, transaction

from evaluations.errors import SuiteSuperseded
from evaluations.models import Case, Suite
from evaluations.suites.drafts import cases_of, draft_of
from workspaces import audit
from workspaces.models import User

ATTEMPTS = 20


def open_version(suite: Suite, actor: User | None) -> Suite:
    """The suite that a change goes to, its row locked until the transaction ends.

    A frozen suite makes its next version with all its cases, at the first change and once.

    Raises:
        SuiteSuperseded: the suite is frozen and has a newer version; that one has to be changed. Or it holds what was
            recorded, which nobody changes.
    """
    if suite.origin == Suite.Origin.RECORDED:
        raise SuiteSuperseded("Recorded conversations stay as they were recorded.", suite.pk)
    for _ in range(ATTEMPTS):
        # Changes nothing: it holds the row, so that neither a second change nor the start of a run comes in between.
        if Suite.objects.filter(pk=suite.pk, frozen_at__isnull=True).update(frozen_at=None):
            return Suite.objects.select_related("project__organisation").get(pk=suite.pk)
        newest = Suite.objects.filter(project=suite.project_id, name=suite.name).order_by("-version").first()
        if newest is not None and newest.pk != suite.pk:
            raise SuiteSuperseded(f"This version is frozen; {newest} is the one to change.", newest.pk)
        try:
            with transaction.atomic():  # a savepoint: another one's version is seen by the next attempt
                return _next_version(suite, actor)
        except IntegrityError:
            continue
    raise SuiteSuperseded("The suite is being changed by too many people at this moment; try again.", suite.pk)


def _next_version(suite: Suite, actor: User | None) -> Suite:
    cases = list(Case.objects.filter(suite=suite).order_by("position"))
    following = Suite.objects.create(
        project_id=suite.project_id,
        name=suite.name,
        version=suite.version + 1,
        origin=suite.origin,
        summary=suite.summary,
        specification=suite.specification,
        content_sha256=suite.content_sha256,
        parent_id=suite.parent_id,
        seed=suite.seed,
        recipe=suite.recipe,
        created_by=actor,
    )
    copies = list(cases_of((draft_of(case) for case in cases), following))
    for case, copy in zip(cases, copies, strict=True):
        copy.checked_by_id, copy.checked_at = case.checked_by_id, case.checked_at
    Case.objects.bulk_create(copies, batch_size=1000)
    following = Suite.objects.select_related("project__organisation").get(pk=following.pk)
    audit.record(following.project.organisation, actor, "suite.versioned", following, of=suite.pk, cases=len(cases))
    return following
