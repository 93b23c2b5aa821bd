"""What people find out about failing answers: appended, never changed."""

from django.db import transaction

from evaluations.errors import TriageRefused
from evaluations.models import Sample, Triage
from evaluations.plans.selectors import FAILING
from explorer.typed_text import plain
from workspaces import audit
from workspaces.models import User

LONGEST_NOTE = 4000


def triage_sample(sample: Sample, *, cause: str, note: str, actor: User) -> Triage:
    """Says why an answer failed; a second word on it takes the place of the first, which stays to be read.

    Raises:
        TriageRefused: the answer does not fail, or cause or note are missing.
    """
    note = plain(note)
    if cause not in Triage.Cause.values:
        raise TriageRefused("Choose who is wrong, or accept it.")
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise TriageRefused(f"Say what was found in 1 to {LONGEST_NOTE} characters.")
    with transaction.atomic():
        current = Sample.objects.select_for_update().get(pk=sample.pk)
        if current.outcome not in FAILING:
            raise TriageRefused("This answer does not fail, so there is nothing to triage.")
        triage = Triage.objects.create(sample=sample, cause=cause, note=note, author=actor)
        organisation = sample.run.project.organisation
        audit.record(
            organisation, actor, "failure.triaged", sample.run, sample=sample.pk, cause=cause, triage=triage.pk
        )
    return triage
