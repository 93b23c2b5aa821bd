"""What a judge's pass would take: calls, tokens and money, before it is started."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.endpoints.chat_usage import estimate_of_prompt
from evaluations.judging import attacks
from evaluations.judging.known_responses import Known, answers_to_grade, bad_ones_of
from evaluations.judging.prompt import Question, Scale, judge_messages, new_boundary
from evaluations.judging.standing import members_of
from evaluations.judging.texts import SpecTexts
from evaluations.models import Judge, Run
from evaluations.runs.spending import Price, money_of, worst_case

READ = 200  # a large run is judged by its first answers
VERDICT_TOKENS = 150  # as long as a verdict with a reason and two quotes is


@dataclass(frozen=True)
class JudgeEstimate:
    """``responses`` are judged, ``attacks`` ride along; ``money`` by currency, None where a judge has no price."""

    responses: int
    attacks: int
    calls: int
    tokens_in: int
    tokens_out: int
    worst_tokens: int
    money: Sequence[tuple[Decimal, str]] | None = field(default_factory=tuple)

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class _Shown:
    """A response as a judge would be shown it, without the text of the specification."""

    principle: str
    rubric: str
    response: str
    messages: Sequence[dict[str, str]]


def estimate_of_grading(judge: Judge, run: Run) -> JudgeEstimate:
    """What it would take to grade the stored answers of a run."""
    answers = answers_to_grade(run)
    count, read = answers.count(), answers.select_related("case")[:READ]
    shown = [_Shown(each.principle, each.case.rubric, each.response, each.case.messages) for each in read]
    riding = [
        _Shown(each.bad.principle, each.bad.rubric, each.response, each.bad.messages)
        for each in attacks.rides(bad_ones_of(run, attacks.BASES))
    ]
    return _estimate(judge, shown, count, riding)


def estimate_of_calibration(judge: Judge, known: Sequence[Known]) -> JudgeEstimate:
    shown = [_Shown(each.principle, each.rubric, each.response, each.messages) for each in known[:READ]]
    return _estimate(judge, shown, len(known), [])


def _estimate(judge: Judge, shown: Sequence[_Shown], count: int, riding: Sequence[_Shown]) -> JudgeEstimate:
    calls = tokens_in = worst = 0
    money: dict[str, int] = defaultdict(int)
    priced = True
    share = count / max(1, len(shown))
    for each in members_of(judge):
        texts, made = SpecTexts(each), (count + len(riding)) * each.gradings
        asked, most = _tokens(each, texts, shown)
        asked_riding, most_riding = _tokens(each, texts, riding)
        prompts = round(each.gradings * (share * asked + asked_riding))
        calls, tokens_in = calls + made, tokens_in + prompts
        worst += round(each.gradings * (share * most + most_riding))
        priced = priced and each.settings.get("price_in") is not None and each.settings.get("price_out") is not None
        money[str(each.settings.get("currency", ""))] += (
            Price.read(each.settings).of(prompts, VERDICT_TOKENS * made).nano
        )
    return JudgeEstimate(
        responses=count,
        attacks=len(riding),
        calls=calls,
        tokens_in=tokens_in,
        tokens_out=VERDICT_TOKENS * calls,
        worst_tokens=worst,
        money=[(money_of(nano), currency) for currency, nano in sorted(money.items())] if priced else None,
    )


def _tokens(judge: Judge, texts: SpecTexts, shown: Iterable[_Shown]) -> tuple[int, int]:
    """The tokens of one question for each response, and what each could take at most."""
    longest, expected, most = int(judge.settings["longest_answer"]), 0, 0
    for each in shown:
        question = Question(each.rubric, each.response, each.messages, texts.text_for(each.principle))
        messages = judge_messages(question, Scale(judge.scale), new_boundary())
        expected += estimate_of_prompt(messages)
        most += worst_case(messages, longest, Price()).tokens
    return expected, most
