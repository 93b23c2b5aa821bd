"""Changes to the cases of a suite: added, changed, copied, removed, moved, and checked where they come from traffic."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.errors import CaseChanged, Fault, SuiteRefused
from evaluations.models import Case, Suite
from evaluations.principles import principles_for
from evaluations.services.suite_versions import open_version
from evaluations.suites.case_draft import CaseDraft, faults_in, free_key
from evaluations.suites.drafts import SAID, case_of, case_sha256, draft_of, reseal
from workspaces import audit
from workspaces.models import User

MAX_CASES = 20_000


@transaction.atomic
def add_case(suite: Suite, actor: User | None, draft: CaseDraft) -> Case:
    """Adds a case at the end; without a key it gets one made of its title.

    Raises:
        SuiteRefused: with the field of every fault.
        SuiteSuperseded: a newer version has to be changed.
    """
    _refuse_traffic(suite)
    target = open_version(suite, actor)
    taken = set(Case.objects.filter(suite=target).values_list("key", flat=True))
    last = draft.messages[-1].get("content") if draft.messages else ""
    named = draft if draft.key else replace(draft, key=free_key(draft.title or str(last)[:60], taken))
    _refuse(faults_in(named, principles_for(target.project)))
    _refuse_key(named.key, taken)
    if len(taken) >= MAX_CASES:
        _refuse([Fault("", len(taken), f"up to {MAX_CASES}", f"A suite has at most {MAX_CASES} cases.")])
    case = case_of(named, target, _after(target))
    case.save()
    _changed(target, actor, "case.added", case)
    return case


@transaction.atomic
def change_case(case: Case, actor: User | None, draft: CaseDraft, *, seen: str = "") -> Case:
    """Changes what a case says.

    Args:
        seen: the hash of the case as the form showed it; empty changes it whatever it says now.

    Raises:
        CaseChanged: it says something else by now, or is gone.
        SuiteRefused: with the field of every fault.
        SuiteSuperseded: a newer version has to be changed.
    """
    target = open_version(case.suite, actor)
    found = _in(target, case)
    if seen and case_sha256(found) != seen:
        raise CaseChanged("Somebody changed this case since you opened it. Nothing was stored.")
    wanted = draft if draft.key else replace(draft, key=found.key)
    _refuse(faults_in(wanted, principles_for(target.project)))
    others = Case.objects.filter(suite=target).exclude(pk=found.pk)
    _refuse_key(wanted.key, set(others.values_list("key", flat=True)))
    before = draft_of(found)
    found.key = wanted.key
    for name in SAID:
        setattr(found, name, getattr(wanted, name))
    if found.messages != before.messages:
        found.checked_by, found.checked_at = None, None
    found.save()
    fields = [name for name in ("key", *SAID) if getattr(before, name) != getattr(wanted, name)]
    _changed(target, actor, "case.changed", found, fields=fields)
    return found


@transaction.atomic
def copy_case(case: Case, actor: User | None) -> Case:
    """Puts a copy at the end of the suite; raises as :func:`add_case` does."""
    _refuse_traffic(case.suite)
    target = open_version(case.suite, actor)
    found = _in(target, case)
    taken = set(Case.objects.filter(suite=target).values_list("key", flat=True))
    copy = case_of(replace(draft_of(found), key=free_key(found.key, taken)), target, _after(target))
    copy.title = f"{found.title or found.key} (copy)"[:200]
    copy.save()
    _changed(target, actor, "case.copied", copy, of=found.key)
    return copy


@transaction.atomic
def remove_case(case: Case, actor: User | None) -> Suite:
    """Takes a case out and gives the suite that it is out of: of a frozen one the next version, which lacks it."""
    target = open_version(case.suite, actor)
    found = _in(target, case)
    audit.record(target.project.organisation, actor, "case.removed", found, suite=str(target), key=found.key)
    found.delete()
    reseal(target)
    return target


@transaction.atomic
def move_case(case: Case, actor: User | None, *, up: bool) -> Case:
    """Changes places with the case before or after it under the same principle; at the end it stays where it is."""
    target = open_version(case.suite, actor)
    found = _in(target, case)
    same = Case.objects.filter(suite=target, principle=found.principle)
    if up:
        other = same.filter(position__lt=found.position).order_by("-position").first()
    else:
        other = same.filter(position__gt=found.position).order_by("position").first()
    if other is None:
        return found
    here, there = found.position, other.position
    # A position is taken once: the one steps aside until the other has moved.
    Case.objects.filter(pk=found.pk).update(position=_after(target))
    Case.objects.filter(pk=other.pk).update(position=here)
    Case.objects.filter(pk=found.pk).update(position=there)
    found.position = there
    _changed(target, actor, "case.moved", found, up=up)
    return found


@transaction.atomic
def check_case(case: Case, actor: User) -> bool:
    """Notes that somebody looked at a conversation and found nothing of a person in it; False where it was noted."""
    noted = Case.objects.filter(pk=case.pk, suite__origin=Suite.Origin.TRAFFIC, checked_at__isnull=True).update(
        checked_by=actor, checked_at=timezone.now()
    )
    if noted:
        audit.record(case.suite.project.organisation, actor, "case.checked", case, suite=str(case.suite))
    return bool(noted)


def _in(target: Suite, case: Case) -> Case:
    """The same case in the version that takes the change."""
    found = Case.objects.filter(suite=target, key=case.key).first()
    if found is None:
        raise CaseChanged("Somebody removed or renamed this case meanwhile. Nothing was stored.")
    found.suite = target
    return found


def _after(suite: Suite) -> int:
    last = Case.objects.filter(suite=suite).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise SuiteRefused(faults)


def _refuse_traffic(suite: Suite) -> None:
    """A sample of real conversations takes none that was written or doubled: it would say something else then."""
    if suite.origin == Suite.Origin.TRAFFIC:
        said = "A traffic sample holds what people really said; bring in more conversations instead."
        _refuse([Fault("", str(suite), "another suite", said)])


def _refuse_key(key: str, taken: set[str]) -> None:
    if key in taken:
        _refuse([Fault("key", key, "a key of its own", f"The key “{key[:60]}” is taken by another case.")])


def _changed(suite: Suite, actor: User | None, action: str, case: Case, **facts: object) -> None:
    reseal(suite)
    organisation = suite.project.organisation
    audit.record(
        organisation, actor, action, case, suite=str(suite), key=case.key, sha256=suite.content_sha256, **facts
    )
