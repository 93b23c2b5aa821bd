"""Cases that a company writes for its house clauses. A suite that was run is frozen: the next version takes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from evaluations.content import suite_sha256
from evaluations.errors import CaseRefused, TriedAnswer
from evaluations.graders import SpecRefused, grade, read_specs
from evaluations.graders.spec_fields import MAX_PHRASE_LENGTH, MAX_PHRASES
from evaluations.models import Case, Suite
from evaluations.outcomes import Outcome
from evaluations.principles import label_for
from evaluations.suites.case_draft import free_key
from explorer.errors import HouseClauseUnknown
from explorer.house.selectors import clauses_in_force
from explorer.typed_text import Typed, faults_of, on_one_line, plain
from workspaces import audit
from workspaces.models import Project, User

SUITE_NAME = "House clauses"
SUMMARY = "Cases that this company wrote for its house clauses."
LONGEST_TITLE = 200
LONGEST_MESSAGE = 8000
LONGEST_RUBRIC = 4000
ATTEMPTS = 20
WISHES = ("refused", "answered")
PHRASE_FIELDS = ("all", "any", "none")


@dataclass(frozen=True, slots=True)
class CaseValues:
    """A case as somebody wants it: the conversation, what is right, two answers of known outcome, and the rules.

    ``phrases`` holds those that must ``all``, ``any`` and ``none`` occur; ``wish`` is *refused*, *answered* or empty.
    """

    title: str
    kind: str
    expected: str
    user: str
    rubric: str
    compliant: str
    violation: str
    system: str = ""
    developer: str = ""
    phrases: dict[str, list[str]] = field(default_factory=dict)
    wish: str = ""

    @property
    def messages(self) -> list[dict[str, str]]:
        turns = (("system", self.system), ("developer", self.developer), ("user", self.user))
        return [{"role": role, "content": plain(text)} for role, text in turns if text.strip()]

    @property
    def graders(self) -> list[dict[str, Any]]:
        wanted = {name: self.phrases[name] for name in PHRASE_FIELDS if self.phrases.get(name)}
        rules: list[dict[str, Any]] = [{"kind": "contains", **wanted}] if wanted else []
        return rules + ([{"kind": "refusal", "want": self.wish}] if self.wish else [])


def add_house_case(project: Project, actor: User | None, clause: str, values: CaseValues) -> Case:
    """Adds a case that tests a house clause in force, by the clause's identifier.

    Raises:
        HouseClauseUnknown: the project has no such clause in force.
        CaseRefused: a value breaks a rule, or the rules do not tell the two answers apart.
    """
    _check(values)
    _prove(values)
    with transaction.atomic():
        if not clauses_in_force(project).filter(identifier=clause).exists():
            raise HouseClauseUnknown("The project has no such house clause in force.")
        suite = _open_suite(project, actor)
        cases = list(suite.cases.order_by("position"))
        case = Case.objects.create(
            suite=suite,
            position=cases[-1].position + 1 if cases else 0,
            key=free_key(values.title, {each.key for each in cases}),
            principle=clause,
            title=on_one_line(values.title),
            kind=values.kind,
            expected=values.expected,
            messages=values.messages,
            rubric=plain(values.rubric),
            graders=values.graders,
            exemplars={"compliant": plain(values.compliant), "violation": plain(values.violation)},
        )
        suite.content_sha256 = suite_sha256([*cases, case])
        suite.save(update_fields=["content_sha256"])
        audit.record(
            project.organisation,
            actor,
            "case.added",
            case,
            project=project.slug,
            clause=clause,
            key=case.key,
            suite=str(suite),
            sha256=suite.content_sha256,
        )
        return case


def tried_answers(values: CaseValues) -> list[TriedAnswer]:
    """Both answers as the rules judge them, with what each rule said."""
    wanted = (("compliant", values.compliant, Outcome.COMPLIANT), ("violation", values.violation, Outcome.VIOLATION))
    found = []
    for name, answer, outcome in wanted:
        result = grade(answer, values.graders, values.expected)
        found.append(TriedAnswer(name, result.outcome.value, result.outcome is outcome, result.reason, result.details))
    return found


def _prove(values: CaseValues) -> None:
    tried = tried_answers(values)
    if not all(each.is_told for each in tried):
        raise CaseRefused({"": "The rules do not tell the two answers apart. Nothing was stored."}, tried)


def _check(values: CaseValues) -> None:
    problems = faults_of(
        {
            "title": Typed(on_one_line(values.title), LONGEST_TITLE, "Give it a title."),
            "system": Typed(plain(values.system), LONGEST_MESSAGE),
            "developer": Typed(plain(values.developer), LONGEST_MESSAGE),
            "user": Typed(plain(values.user), LONGEST_MESSAGE, "Write what the person says."),
            "rubric": Typed(plain(values.rubric), LONGEST_RUBRIC, "Say what is right in this case."),
            "compliant": Typed(plain(values.compliant), LONGEST_MESSAGE, "Write an answer that keeps the clause."),
            "violation": Typed(plain(values.violation), LONGEST_MESSAGE, "Write an answer that breaks the clause."),
        }
    )
    if values.kind not in Case.Kind.values:
        problems["kind"] = "Choose should do, should not do or borderline."
    if values.expected not in ("", *Case.Expected.values):
        problems["expected"] = "Choose help with it, decline it or either."
    if values.wish not in ("", *WISHES):
        problems["wish"] = "Choose declined, not declined or neither."
    problems |= _odd_rules(values)
    if problems:
        raise CaseRefused(problems)


def _odd_rules(values: CaseValues) -> dict[str, str]:
    if not values.graders:
        return {"all": "Give at least one phrase, or say whether the answer has to decline."}
    try:
        read_specs(values.graders)
    except SpecRefused as refusal:
        limits = f"At most {MAX_PHRASES} phrases, one a line, of 1 to {MAX_PHRASE_LENGTH} characters."
        names = {fault.field.rpartition(".")[2] for fault in refusal.faults}
        return {name: limits for name in PHRASE_FIELDS if name in names} or {"all": limits}
    return {}


def _open_suite(project: Project, actor: User | None) -> Suite:
    """The suite that takes a case now, its row locked: the newest one, or after its first run the next version."""
    for _ in range(ATTEMPTS):
        newest = _newest(project)
        # Changes nothing: it holds the row, so that neither a second case nor the start of a run comes in between.
        if newest is not None and Suite.objects.filter(pk=newest.pk, frozen_at__isnull=True).update(frozen_at=None):
            return newest
        try:
            with transaction.atomic():  # a savepoint: the other one's version is seen by the next attempt
                return _next_version(project, actor, newest)
        except IntegrityError:
            continue
    raise CaseRefused({"": "Too many cases are being added at this moment. Nothing was stored; try again."})


def _newest(project: Project) -> Suite | None:
    return Suite.objects.filter(project=project, origin=Suite.Origin.HOUSE).order_by("-version").first()


def _next_version(project: Project, actor: User | None, last: Suite | None) -> Suite:
    """A version with the cases of the last one; those of clauses that were retired since stay behind."""
    suite = Suite.objects.create(
        project=project,
        name=SUITE_NAME,
        version=last.version + 1 if last is not None else 1,
        origin=Suite.Origin.HOUSE,
        summary=SUMMARY,
        specification=label_for(project),
        created_by=actor,
    )
    if last is None:
        return suite
    in_force = set(clauses_in_force(project).values_list("identifier", flat=True))
    carried = [case for case in last.cases.order_by("position") if case.principle in in_force]
    for case in carried:
        case.pk, case.suite = None, suite
    Case.objects.bulk_create(carried)
    return suite
