"""A project's own criteria: written, changed and retired by whoever leads the work. Nothing in the product decides
them: their evidence does, and a person's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from roadmap.checks.facts import holds
from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Criterion, Phase, Responsibility
from roadmap.models.criteria import OWN
from roadmap.services.criteria import note_change, store
from roadmap.services.values import odd_text
from roadmap.template.difference import in_words
from roadmap.template.fields import LONGEST_TEXT, LONGEST_TITLE
from roadmap.template.reading import LONGEST_INTERVAL_DAYS
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES
from workspaces.models import Project, User

LEADS: Final = ("alignment_lead", "project_owner")
NOT_A_LEAD = "Own criteria are for the alignment lead and the project owner, once they have accepted that."
AUTO = "needs a person"
# Behind whatever a template may hold.
FIRST_PLACE = 1000
MOST = 200


@dataclass(frozen=True)
class OwnValues:
    """What a project says of a criterion of its own. `proves` is what the evidence has to show, whatever its kind."""

    title: str
    statement: str
    kinds: Sequence[str]
    proves: str
    blocking: bool = False
    waiver: str = ""
    review_days: int | None = None

    def stored(self) -> dict[str, Any]:
        return {
            "title": " ".join(self.title.split()),
            "statement": self.statement.strip(),
            "evidence": [{"type": kind, "proves": self.proves.strip()} for kind in dict.fromkeys(self.kinds)],
            "blocking": self.blocking,
            "waiver": self.waiver,
            "review_days": self.review_days,
        }


def leads(person: User, held: Sequence[Responsibility]) -> bool:
    """Whether this person leads the work: accepted to be the alignment lead or the project owner."""
    return holds(held, person.pk, *LEADS)


def add_own_criterion(phase: Phase, actor: User, values: OwnValues) -> Criterion:
    """The project's next own criterion, C1 and on, at the end of the phase.

    Raises:
        NotYours: the person does not lead the work.
        ChangeRefused: a value breaks a rule.
    """
    project = phase.project
    _check(project, actor, values)
    with transaction.atomic():
        # The row is held before the codes are read, so that of two at once the second counts on from the first.
        Phase.objects.filter(project=project, number=1).update(version=F("version"))
        number = _last_number(project) + 1
        if number > MOST:
            raise ChangeRefused({"title": f"A project has at most {MOST} criteria of its own."})
        place = FIRST_PLACE + number
        added = Criterion.objects.create(
            phase=phase, code=f"{OWN}{number}", position=place, auto=AUTO, **values.stored()
        )
        note_change(added, actor, "criterion.added", {}, _words(values.stored()))
    return added


def change_own_criterion(criterion: Criterion, actor: User, values: OwnValues, *, version: int) -> Criterion:
    """Other words for a criterion of the project's own; a confirmation of it turns stale where the statement changes.

    Raises:
        NotYours: the person does not lead the work.
        ChangeRefused: a value breaks a rule, or the criterion comes from the template.
        ChangedMeanwhile: the criterion has another version by now.
    """
    current = _own(criterion)
    _check(current.phase.project, actor, values)
    wanted = values.stored()
    if current.version != version:
        raise ChangedMeanwhile(f"{current.code} was changed by somebody else.")
    changed = {name: value for name, value in wanted.items() if value != getattr(current, name)}
    if not changed:
        return current
    before = _words({name: getattr(current, name) for name in changed})
    with transaction.atomic():
        store(current, actor, changed, version, before, _words(changed))
    return current


def retire_own_criterion(criterion: Criterion, actor: User, reason: str, *, version: int) -> None:
    """Takes the criterion out of the roadmap; what was said about it is kept, and its code is not used again.

    Raises:
        NotYours: the person does not lead the work.
        ChangeRefused: no reason, or the criterion comes from the template.
        ChangedMeanwhile: the criterion has another version by now.
    """
    current, reason = _own(criterion), reason.strip()
    if not leads(actor, _held(current.phase.project)):
        raise NotYours(NOT_A_LEAD)
    problems = odd_text("reason", reason, LONGEST_TEXT) if reason else {"reason": "Say why it is taken out."}
    if problems:
        raise ChangeRefused(problems)
    after = {"retired": "no", "reason": reason}
    with transaction.atomic():
        store(current, actor, {"retired_at": timezone.now()}, version, {"retired": "yes", "reason": ""}, after)


def _own(criterion: Criterion) -> Criterion:
    found = Criterion.objects.select_related("phase__project__organisation", "owner").filter(pk=criterion.pk).first()
    if found is None:
        raise ChangedMeanwhile(f"{criterion.code} was taken out by somebody else.")
    if not found.is_own:
        raise ChangeRefused({"title": f"{found.code} comes from the template, which only another template changes."})
    return found


def _held(project: Project) -> list[Responsibility]:
    return list(Responsibility.objects.filter(project=project, ended_at__isnull=True))


def _check(project: Project, actor: User, values: OwnValues) -> None:
    if not leads(actor, _held(project)):
        raise NotYours(NOT_A_LEAD)
    wanted = values.stored()
    texts = {
        "title": (wanted["title"], LONGEST_TITLE),
        "statement": (wanted["statement"], LONGEST_TEXT),
        "proves": (values.proves.strip(), LONGEST_TEXT),
    }
    problems: dict[str, str] = {}
    for name, (text, longest) in texts.items():
        problems |= odd_text(name, text, longest) if text else {name: "This field is required."}
    if not values.kinds or set(values.kinds) - set(EVIDENCE_TYPES):
        problems["kinds"] = f"Choose among: {', '.join(EVIDENCE_TYPES.values())}."
    if values.waiver and values.waiver not in ROLES:
        problems["waiver"] = f"Choose among: {', '.join(ROLES.values())}, or nobody."
    if values.review_days is not None and not 1 <= values.review_days <= LONGEST_INTERVAL_DAYS:
        problems["review_days"] = f"Give a whole number from 1 to {LONGEST_INTERVAL_DAYS}."
    if problems:
        raise ChangeRefused(problems)


def _last_number(project: Project) -> int:
    """Of the codes that were ever given, retired ones too."""
    codes = Criterion.every.filter(phase__project=project, code__startswith=OWN).values_list("code", flat=True)
    return max((int(code.removeprefix(OWN)) for code in codes), default=0)


def _words(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: in_words(name, value) for name, value in values.items()}
