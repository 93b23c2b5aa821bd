"""Templates of an organisation's own: added, chosen for new projects, and taken up by a project that runs already."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Criterion, OwnTemplate, Phase, TemplateChoice
from roadmap.services.criteria import note_change
from roadmap.services.values import odd_text
from roadmap.template.copies import criterion_values
from roadmap.template.difference import TemplateDifference, in_words
from roadmap.template.reading import read_template, shipped_template
from roadmap.template.records import RoadmapTemplate
from roadmap.template.selectors import difference_to, is_asked
from workspaces import audit
from workspaces.models import Organisation, Project, User

LONGEST_NAME = 80
ASKED = "A gate is asked for at this moment. Let it be decided or withdraw it, then take up another template."


def add_template(organisation: Organisation, actor: User, name: str, text: str) -> OwnTemplate:
    """A version of a template, read strictly and kept as it was written.

    Raises:
        TemplateRefused: the file has faults; all of them are listed with their lines.
        ChangeRefused: the name does not fit, or there is a template of that version already.
    """
    name = " ".join(name.split())
    problems = odd_text("name", name, LONGEST_NAME) if name else {"name": "Give it a name."}
    if problems:
        raise ChangeRefused(problems)
    template = read_template(text)
    taken = f"There is a template {template.version} already; give this one another template_version."
    if template.version == shipped_template().version:
        raise ChangeRefused({"file": taken})
    try:
        with transaction.atomic():
            added = OwnTemplate.objects.create(
                organisation=organisation,
                name=name,
                version=template.version,
                text=text,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                criteria=len(template.criteria),
                blocking=sum(criterion.blocking for criterion in template.criteria),
                added_by=actor,
                added_by_name=actor.name,
            )
            audit.record(
                organisation, actor, "template.added", added, version=added.version, sha256=added.sha256, called=name
            )
    except IntegrityError as error:
        raise ChangeRefused({"file": taken}) from error
    return added


@transaction.atomic
def choose_for_new(organisation: Organisation, actor: User, version: str) -> None:
    """Has new projects of the organisation start with that template.

    Raises:
        ChangeRefused: there is no such template.
    """
    if version == shipped_template().version:
        TemplateChoice.objects.filter(organisation=organisation).delete()
    else:
        template = OwnTemplate.objects.filter(organisation=organisation, version=version).first()
        if template is None:
            raise ChangeRefused({"template": f"There is no template {version}."})
        TemplateChoice.objects.update_or_create(
            organisation=organisation,
            defaults={"template": template, "chosen_by": actor, "chosen_at": timezone.now()},
        )
    audit.record(organisation, actor, "template.chosen", organisation, version=version)


@transaction.atomic
def take_up_template(project: Project, actor: User, template: RoadmapTemplate, *, seen: str) -> TemplateDifference:
    """Has the project's criteria and gates read as the template's. People's words, evidence and history stay.

    A confirmation turns stale by itself where the words it was given on are others now. A criterion that the template
    does without is retired; one that comes back is the same one with all that was said about it. The project's own
    criteria are left alone.

    Args:
        seen: the fingerprint of the difference that the person agreed to.

    Raises:
        ChangeRefused: there is no roadmap, a gate is asked for, or nothing differs.
        ChangedMeanwhile: the difference is another one by now.
    """
    # The rows are held before anything is read, so that of two at once the second sees what the first did.
    if not Phase.objects.filter(project=project).update(template_version=F("template_version")):
        raise ChangeRefused({"template": "This project has no roadmap yet; start it with the template."})
    if is_asked(project):
        raise ChangeRefused({"template": ASKED})
    found = difference_to(project, template)
    if found is None or found.fingerprint != seen:
        raise ChangedMeanwhile("The roadmap or the template changed since the difference was shown. Look again.")
    if found.before == found.after and not (found.added or found.removed or found.altered or found.phases):
        raise ChangeRefused({"template": f"The project's roadmap is {found.after} already."})
    _store(project, actor, template, found)
    audit.record(
        project.organisation,
        actor,
        "roadmap.template_taken_up",
        project,
        before=found.before,
        after=found.after,
        added=[criterion.code for criterion in found.added],
        removed=[criterion.code for criterion in found.removed],
        changed=[each.criterion.code for each in found.altered],
    )
    return found


def _store(project: Project, actor: User, template: RoadmapTemplate, found: TemplateDifference) -> None:
    for phase in found.phases:
        Phase.objects.filter(pk=phase.phase.pk).update(**phase.values)
    Phase.objects.filter(project=project).update(template_version=found.after)
    versions = {"template": (found.before, found.after)}
    for each in found.altered:
        words = {
            name: (in_words(name, getattr(each.criterion, name)), in_words(name, value))
            for name, value in each.values.items()
        }
        _write(project, actor, each.criterion, each.values, words | versions)
    for criterion in found.removed:
        _write(project, actor, criterion, {"retired_at": timezone.now()}, {"retired": ("yes", "no")} | versions)
    _add(project, actor, template, found)
    _order(project, template)


def _write(
    project: Project,
    actor: User,
    criterion: Criterion,
    values: Mapping[str, Any],
    words: Mapping[str, tuple[str, str]],
) -> None:
    """The values over the version that the difference was told from, with history and trail."""
    stored = {**values, "version": criterion.version + 1, "updated_at": timezone.now()}
    if not Criterion.every.filter(pk=criterion.pk, version=criterion.version).update(**stored):
        raise ChangedMeanwhile(f"{criterion.code} was changed by somebody else.")
    criterion.phase.project = project
    before, after = ({name: pair[side] for name, pair in words.items()} for side in (0, 1))
    note_change(criterion, actor, "criterion.changed", before, after)


def _add(project: Project, actor: User, template: RoadmapTemplate, found: TemplateDifference) -> None:
    """The template's new criteria; one that was retired earlier comes back with its history."""
    phases = {phase.number: phase for phase in Phase.objects.filter(project=project)}
    codes = [criterion.code for criterion in found.added]
    rows = Criterion.every.filter(phase__project=project, code__in=codes).select_related("phase")
    retired = {criterion.code: criterion for criterion in rows}
    words = {"retired": ("no", "yes"), "template": (found.before, found.after)}
    for number, criterion in ((phase.number, each) for phase in template.phases for each in phase.criteria):
        if criterion.code not in codes:
            continue
        values = criterion_values(criterion)
        if back := retired.get(criterion.code):
            _write(project, actor, back, {**values, "retired_at": None}, words)
            continue
        added = Criterion.objects.create(phase=phases[number], position=0, **values)
        added.phase.project = project
        note_change(added, actor, "criterion.changed", {}, {"template": found.after})


def _order(project: Project, template: RoadmapTemplate) -> None:
    """The criteria in the order of the template; the project's own come after them, as they do already."""
    places = {criterion.code: place for phase in template.phases for place, criterion in enumerate(phase.criteria, 1)}
    rows = [row for row in Criterion.objects.filter(phase__project=project) if row.code in places]
    for row in rows:
        row.position = places[row.code]
    Criterion.objects.bulk_update(rows, ["position"])
