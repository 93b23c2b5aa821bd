"""What of the specification a judge sees beside a response: all of it, a section, a principle, or nothing."""

import re
from collections.abc import Iterable, Sequence

from evaluations.judging.prompt import Question
from evaluations.models import Judge, Judgement
from explorer.house.selectors import clauses_in_force
from explorer.models import HouseClause, Section

EXAMPLES = re.compile(r"^\*\*Example\*\*:.*?$\n*|^(~~~|```).*?^\1[ \t]*$\n?", re.MULTILINE | re.DOTALL)


class SpecTexts:
    """The texts that one judge version sees, read once and kept for as long as somebody works with them.

    A house clause stands in no specification: its own text is shown, after that of the principle it hangs under.
    """

    def __init__(self, judge: Judge) -> None:
        self.sees = judge.sees
        reads = judge.spec_version_id is not None and judge.sees != Judge.Sees.RUBRIC
        sections = Section.objects.filter(version=judge.spec_version_id).order_by("position") if reads else []
        self._sections: list[Section] = list(sections)
        self._by_key = {section.identifier: section for section in self._sections}
        own = clauses_in_force(judge.project) if judge.sees != Judge.Sees.RUBRIC else []
        self._clauses: dict[str, HouseClause] = {clause.identifier: clause for clause in own}
        self._made: dict[str, str] = {}

    def text_for(self, principle: str) -> str:
        if principle not in self._made:
            self._made[principle] = self._text_for(principle)
        return self._made[principle]

    def title_of(self, principle: str) -> str:
        clause, section = self._clauses.get(principle), self._by_key.get(principle)
        return clause.title if clause else section.title if section else ""

    def shows(self, principle: str, response: str) -> bool:
        """Whether the judge could read this very response in its own prompt."""
        wanted = " ".join(response.split())
        return bool(wanted) and wanted in self._folded(principle)

    def _folded(self, principle: str) -> str:
        key = f"folded {principle}"
        if key not in self._made:
            self._made[key] = " ".join(self.text_for(principle).split())
        return self._made[key]

    def _text_for(self, principle: str) -> str:
        clause = self._clauses.get(principle)
        section = self._by_key.get(clause.principle if clause else principle)
        house = [f"# {clause.title}\n\n{clause.text}"] if clause else []
        return "\n".join([*self._shown(section), *house]).strip()

    def _shown(self, section: Section | None) -> Iterable[str]:
        if self.sees == Judge.Sees.WHOLE_SPEC:
            return [_written(each) for each in self._sections]
        if section is None:
            return []
        if self.sees == Judge.Sees.SECTION:
            return [_written(each) for each in self._chapter_of(section)]
        return [EXAMPLES.sub("", _written(section))]

    def _chapter_of(self, section: Section) -> Sequence[Section]:
        """Everything under the outermost section above it, in the order of the document."""
        top: dict[int, int] = {}
        for each in self._sections:
            top[each.pk] = top.get(each.parent_id or 0, each.pk)
        return [each for each in self._sections if top[each.pk] == top[section.pk]]


def _written(section: Section) -> str:
    return f"{section.heading.rstrip() or f'# {section.title}'}\n{section.text}"


def question_of(judgement: Judgement, texts: SpecTexts) -> Question:
    """What the judge is asked about a judgement: the answer of its sample, or the response that it brings itself."""
    sample = judgement.sample
    principle = sample.principle if sample else judgement.principle
    return Question(
        rubric=sample.case.rubric if sample else judgement.rubric,
        response=sample.response if sample else judgement.response,
        messages=sample.case.messages if sample else judgement.messages,
        text=texts.text_for(principle),
        principle=texts.title_of(principle),
    )
