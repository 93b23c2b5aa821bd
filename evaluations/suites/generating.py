"""Cases out of what the product knows already: the catalogue, house clauses, and a version's examples and prompts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.models import Case, Suite
from evaluations.principles import principles_for
from evaluations.starter import StarterCase, starter_suite
from evaluations.suites.case_draft import LONGEST_MESSAGE, LONGEST_RUBRIC, MAX_MESSAGES, ROLES, CaseDraft, free_key
from evaluations.suites.drafts import draft_of
from explorer import selectors
from explorer.models import Example, Prompt, Response, Section, SpecVersion, Stance
from explorer.outline import path_to
from explorer.stances.selectors import stances_in_force
from workspaces.models import Project

IN_FORCE = (Stance.Kind.ADOPTED, Stance.Kind.TIGHTENED)


@dataclass(frozen=True)
class Choice:
    """Which principles: those that the project adopted or tightened, of some levels, sections and tags; empty for all.

    ``sections`` are identifiers of sections above a principle, or its own. House clauses come with ``in_force``.
    """

    in_force: bool = True
    levels: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def in_words(self) -> str:
        parts = ["principles in force and house clauses" if self.in_force else "all principles"]
        for name, chosen in (("level", self.levels), ("section", self.sections), ("tag", self.tags)):
            if chosen:
                parts.append(f"{name} {' or '.join(sorted(chosen))}")
        return ", ".join(parts)

    def as_facts(self) -> dict[str, Any]:
        lists = {"levels": sorted(self.levels), "sections": sorted(self.sections), "tags": sorted(self.tags)}
        return {"in_force": self.in_force, **{name: chosen for name, chosen in lists.items() if chosen}}

    def takes(self, section: Section, sections: Sequence[Section], in_force: Collection[str]) -> bool:
        """Whether the choice takes what stands under a section of a version with these sections."""
        way = [section, *reversed(path_to(section, sections))]
        principle = next((each for each in way if each.authority), section)
        if self.in_force and principle.identifier not in in_force:
            return False
        if self.levels and principle.authority not in self.levels:
            return False
        if self.sections and not self.sections & {each.identifier for each in way}:
            return False
        return not self.tags or bool(self.tags & set(section.tags))


def principles_in_force(project: Project) -> set[str]:
    """The principles that the project adopted or tightened, also those whose words changed since."""
    return set(stances_in_force(project).filter(kind__in=IN_FORCE).values_list("principle", flat=True))


def from_catalogue(project: Project, choice: Choice) -> list[CaseDraft]:
    """The shipped cases under the principles of the project's version that are chosen, then those of house clauses."""
    try:
        version = selectors.version_for(project)
    except SpecVersion.DoesNotExist:
        return []
    sections, in_force = selectors.outline_of(version), principles_in_force(project)
    chosen = {each.identifier for each in sections if each.authority and choice.takes(each, sections, in_force)}
    shipped = [_shipped(case) for case in starter_suite().cases if case.principle in chosen]
    return shipped + (_house_cases(project, choice, chosen, {case.key for case in shipped}) if choice.in_force else [])


def _shipped(case: StarterCase) -> CaseDraft:
    return CaseDraft(
        key=case.key,
        principle=case.principle,
        title=case.title,
        kind=case.kind,
        expected=case.expected,
        messages=case.messages,
        rubric=case.rubric,
        graders=case.graders,
        exemplars=case.responses,
    )


def _house_cases(project: Project, choice: Choice, chosen: Collection[str], taken: set[str]) -> list[CaseDraft]:
    """The cases of house clauses in force that hang under a chosen principle and stand at a chosen level."""
    suite = Suite.objects.filter(project=project, origin=Suite.Origin.HOUSE).order_by("-version").first()
    clauses = {key: each for key, each in principles_for(project).items() if each.under}
    narrowed = bool(choice.sections or choice.tags)
    drafts: list[CaseDraft] = []
    for case in Case.objects.filter(suite=suite).order_by("position") if suite is not None else []:
        clause = clauses.get(case.principle)
        if clause is None or (choice.levels and clause.authority not in choice.levels):
            continue
        if narrowed and clause.under not in chosen:
            continue
        draft = draft_of(case)
        key = free_key(draft.key, taken)
        taken.add(key)
        drafts.append(replace(draft, key=key))
    return drafts


def from_version(project: Project, version: SpecVersion, choice: Choice, what: Collection[str]) -> list[CaseDraft]:
    """Examples with answers marked good and bad as cases with exemplars, prompts as cases without rules.

    Only what stands under a principle that the project's version knows: a case has to be held against something.
    """
    sections = list(Section.objects.filter(version=version).order_by("position"))
    by_key, in_force, known = (
        {each.pk: each for each in sections},
        principles_in_force(project),
        principles_for(project),
    )
    taken: set[str] = set()
    drafts: list[CaseDraft] = []

    def keep(section_key: int | None, made: Iterator[dict[str, Any]]) -> None:
        section = by_key.get(section_key or 0)
        if section is None or not choice.takes(section, sections, in_force):
            return
        principle = next((each for each in [section, *reversed(path_to(section, sections))] if each.authority), None)
        if principle is None or principle.identifier not in known:
            return
        for said in made:
            rubric = said.pop("rubric", "") or _shortened(section.text)
            key = free_key(f"{section.identifier} {said['title']}", taken)
            taken.add(key)
            drafts.append(CaseDraft(key=key, principle=principle.identifier, rubric=rubric, **said))

    if "examples" in what:
        examples = Example.objects.filter(section__version=version).order_by("section__position", "position")
        for example in examples.prefetch_related("responses"):
            keep(example.section_id, _example_cases(example))
    if "prompts" in what:
        for prompt in Prompt.objects.filter(version=version).order_by("section__position", "footnote", "position"):
            keep(prompt.section_id, _prompt_case(prompt))
    return drafts


def _example_cases(example: Example) -> Iterator[dict[str, Any]]:
    """A case for each comparison that has a good and a bad answer; earlier ones go on with their good answer."""
    for messages, good, bad in _comparisons(example):
        if _can_be_asked(messages) and good is not None and bad is not None:
            remarks = [f"{answer.get_mark_display()}: {answer.remark}" for answer in (good, bad) if answer.remark]
            yield {
                "title": _title(example.title),
                "messages": messages,
                "exemplars": {"compliant": _answer(good), "violation": _answer(bad)},
                "rubric": _shortened("\n".join(remarks)),
            }


def example_conversations(example: Example) -> Iterator[tuple[list[dict[str, str]], str, str]]:
    """Each comparison of an example that can be asked: the conversation before it, a good answer and a bad one.

    An answer that the example does not have, or that says nothing, is empty. The responses are there already.
    """
    for messages, good, bad in _comparisons(example):
        if _can_be_asked(messages):
            yield messages, "" if good is None else _answer(good), "" if bad is None else _answer(bad)


def _comparisons(example: Example) -> Iterator[tuple[list[dict[str, str]], Response | None, Response | None]]:
    """The conversation before each comparison, with the first answer marked good and the first marked bad."""
    responses: dict[int, list[Response]] = {}
    for response in sorted(example.responses.all(), key=lambda each: (each.comparison, each.position)):
        responses.setdefault(response.comparison, []).append(response)
    messages: list[dict[str, str]] = []
    for turn in example.turns:
        if "comparison" not in turn:
            messages += _message(turn)
            continue
        answers = responses.get(turn["comparison"], [])
        good = next((answer for answer in answers if answer.mark == "good"), None)
        bad = next((answer for answer in answers if answer.mark == "bad"), None)
        yield list(messages), good, bad
        if good is not None:
            messages += [part for each in good.messages for part in _message(each)]


def _prompt_case(prompt: Prompt) -> Iterator[dict[str, Any]]:
    """The conversation up to the last word of the user."""
    messages: list[dict[str, str]] = []
    for turn in prompt.turns:
        if "comparison" in turn:
            break
        messages += _message(turn)
    while messages and messages[-1]["role"] != "user":
        messages.pop()
    if _can_be_asked(messages):
        yield {"title": _title(prompt.title), "messages": messages}


def _can_be_asked(messages: Sequence[dict[str, str]]) -> bool:
    return 1 <= len(messages) <= MAX_MESSAGES and messages[-1]["role"] == "user"


def _message(turn: dict[str, Any]) -> list[dict[str, str]]:
    """The turn as a chat message; notes of the author's are nobody's, and what a tool returned comes as the user's."""
    text = _text(turn)
    if not turn["role"] or not text:
        return []
    return [{"role": turn["role"] if turn["role"] in ROLES else "user", "content": text[:LONGEST_MESSAGE]}]


def _text(turn: dict[str, Any]) -> str:
    return "\n\n".join(part["text"] for part in turn["parts"] if part["kind"] != "settings").strip()


def _answer(response: Any) -> str:
    return "\n\n".join(filter(None, map(_text, response.messages)))[:LONGEST_MESSAGE]


def _title(title: str) -> str:
    return " ".join(title.split())[:200]


def _shortened(text: str) -> str:
    """The text, cut at a paragraph where it is longer than a rubric may be."""
    plain = text.strip()
    if len(plain) <= LONGEST_RUBRIC:
        return plain
    cut = plain.rfind("\n", 0, LONGEST_RUBRIC - 2)
    return plain[: cut if cut > 0 else LONGEST_RUBRIC - 2].rstrip() + " …"
