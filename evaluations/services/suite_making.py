"""Makes suites: empty, out of a file, out of the catalogue or a version of the specification, or drawn from another."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from evaluations.errors import Fault, SuiteRefused
from evaluations.models import Case, Suite
from evaluations.principles import label_for, principles_for
from evaluations.suites import generating
from evaluations.suites.case_draft import CaseDraft, is_clean, rule_faults
from evaluations.suites.drafts import cases_of, draft_of, reseal
from evaluations.suites.stratified import draw
from explorer.models import SpecVersion
from workspaces import audit
from workspaces.models import Project, User

LONGEST_NAME = 110  # leaves room for what a later version may add
STRATA = ("principle", "level", "tag")
LARGEST_SEED = 2**53  # as far as a number survives every spreadsheet
LARGEST_STRATUM = 1000
BATCH = 1000
MOST_FAULTS = 50


@transaction.atomic
def create_suite(
    project: Project,
    actor: User | None,
    name: str,
    drafts: Sequence[CaseDraft] = (),
    *,
    origin: Suite.Origin = Suite.Origin.WRITTEN,
    **about: Any,
) -> Suite:
    """A suite with these cases, whose rules are read before anything is stored; the rest has been checked by who calls.

    Args:
        about: other fields of the suite, such as its summary, its parent and its seed.

    Raises:
        SuiteRefused: the name is empty, too long, or taken by another suite of the project; or the rules of a case
            cannot be read, with the case and the field of every fault.
    """
    _refuse_unreadable(drafts)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not is_clean(wanted):
        allowed = f"1 to {LONGEST_NAME} characters"
        raise SuiteRefused([Fault("name", wanted[:80], allowed, f"Give it a name of {allowed}.")])
    about = {"specification": label_for(project), **about}
    try:
        with transaction.atomic():
            suite = Suite.objects.create(project=project, name=wanted, origin=origin, created_by=actor, **about)
    except IntegrityError as error:
        said = "There is a suite of this name already; give this one another."
        raise SuiteRefused([Fault("name", wanted, "a name of its own", said)]) from error
    Case.objects.bulk_create(cases_of(drafts, suite), batch_size=BATCH)
    reseal(suite)
    audit.record(
        project.organisation,
        actor,
        "suite.created",
        suite,
        origin=suite.origin,
        cases=len(drafts),
        sha256=suite.content_sha256,
        seed=suite.seed,
    )
    return suite


def _refuse_unreadable(drafts: Sequence[CaseDraft]) -> None:
    """With rules that cannot be read every answer would end unscored."""
    faults = [
        Fault(f"cases[{number}].{each.field}", each.value, each.allowed, f"Case “{draft.key}”: {each.message}")
        for number, draft in enumerate(drafts)
        for each in rule_faults(draft)
    ]
    if faults:
        raise SuiteRefused(faults[:MOST_FAULTS])


def suite_from_catalogue(project: Project, actor: User | None, name: str, choice: generating.Choice) -> Suite:
    """The catalogue's cases under the principles chosen, and with stances the cases of the house clauses in force.

    Raises:
        SuiteRefused: nothing fits the choice, or the name does not.
    """
    drafts = generating.from_catalogue(project, choice)
    _refuse_nothing(drafts, choice)
    summary = f"Out of the built-in catalogue: {choice.in_words}."
    recipe = {"choice": choice.as_facts(), "of": "catalogue"}
    return create_suite(project, actor, name, drafts, origin=Suite.Origin.CATALOGUE, summary=summary, recipe=recipe)


def suite_from_specification(
    project: Project,
    actor: User | None,
    name: str,
    version: SpecVersion,
    choice: generating.Choice,
    what: Collection[str],
) -> Suite:
    """The examples and prompts of a version as cases; ``what`` holds *examples*, *prompts* or both.

    Raises:
        SuiteRefused: nothing fits the choice, or the name does not.
    """
    drafts = generating.from_version(project, version, choice, what)
    _refuse_nothing(drafts, choice)
    summary = f"The {' and '.join(sorted(what))} of {version.label}: {choice.in_words}."
    recipe = {"choice": choice.as_facts(), "of": version.label, "what": sorted(what)}
    return create_suite(
        project,
        actor,
        name,
        drafts,
        origin=Suite.Origin.SPECIFIED,
        summary=summary,
        recipe=recipe,
        specification=version.label,
    )


def _refuse_nothing(drafts: Sequence[CaseDraft], choice: generating.Choice) -> None:
    if not drafts:
        said = f"No case fits this choice ({choice.in_words}). Choose less narrowly."
        field = "in_force" if choice.in_force else ""
        raise SuiteRefused([Fault(field, "", "at least one case", said)])


def draw_suite(
    parent: Suite, actor: User | None, name: str, *, by: str, size: int, seed: int, project: Project
) -> Suite:
    """A stratified sample of a suite: up to ``size`` cases of each stratum, the same ones whenever drawn with the seed.

    A sample of a traffic sample is one itself, and what was checked there stays checked.

    Raises:
        SuiteRefused: a value is out of its range, the suite has no cases, or the name does not fit.
    """
    ranges = {"size": (size, 1, LARGEST_STRATUM), "seed": (seed, 0, LARGEST_SEED)}
    faults = [
        Fault(field, value, f"{least} to {most}", f"Give a whole number from {least} to {most}.")
        for field, (value, least, most) in ranges.items()
        if not least <= value <= most
    ]
    if by not in STRATA:
        faults.append(Fault("by", by, ", ".join(STRATA), f"Draw by one of {', '.join(STRATA)}."))
    cases = list(Case.objects.filter(suite=parent).order_by("position"))
    if not cases:
        faults.append(Fault("parent", str(parent), "a suite with cases", "This suite has no cases to draw from."))
    if faults:
        raise SuiteRefused(faults)
    strata = _strata_of(project, cases, by)
    chosen = draw(cases, key=lambda case: case.key, stratum=lambda case: strata[case.pk], size=size, seed=seed)
    return _store_drawn(parent, actor, name, chosen, by=by, size=size, seed=seed, strata=strata, project=project)


def _strata_of(project: Project, cases: Iterable[Case], by: str) -> dict[int, str]:
    if by == "tag":
        return {case.pk: case.tags[0] if case.tags else "" for case in cases}
    if by == "level":
        known = principles_for(project)
        return {case.pk: known[case.principle].authority if case.principle in known else "" for case in cases}
    return {case.pk: case.principle for case in cases}


def _store_drawn(
    parent: Suite, actor: User | None, name: str, chosen: Sequence[Case], *, strata: dict[int, str], **how: Any
) -> Suite:
    counts = {stratum: [0, 0] for stratum in strata.values()}
    taken = {case.pk for case in chosen}
    for key, stratum in strata.items():
        counts[stratum][0] += key in taken
        counts[stratum][1] += 1
    by, size, seed = how["by"], how["size"], how["seed"]
    traffic = parent.origin == Suite.Origin.TRAFFIC
    recipe = {"by": by, "size": size, "drawn": counts, "from": str(parent), "sha256": parent.content_sha256}
    recipe |= {"masked": parent.recipe.get("masked", {})} if traffic else {}
    with transaction.atomic():
        suite = create_suite(
            how["project"],
            actor,
            name,
            [draft_of(case) for case in chosen],
            origin=Suite.Origin.TRAFFIC if traffic else Suite.Origin.DRAWN,
            parent=parent,
            seed=seed,
            specification=parent.specification,
            summary=f"Drawn from {parent}: up to {size} for each {by}, seed {seed}.",
            recipe=recipe,
        )
        for case in chosen if traffic else []:
            if case.checked_at is not None:
                checked = {"checked_at": case.checked_at, "checked_by": case.checked_by_id}
                Case.objects.filter(suite=suite, key=case.key).update(**checked)
    return suite
