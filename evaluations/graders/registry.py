"""The kinds of rule graders. A new kind is one module with a class that reads and judges, and one line here."""

from evaluations.graders.any_of import AnyOf
from evaluations.graders.contains import Contains
from evaluations.graders.json_answer import JsonAnswer
from evaluations.graders.length import Length
from evaluations.graders.protocol import Rule
from evaluations.graders.question import Question
from evaluations.graders.refusal import Refusal
from evaluations.graders.regex import Regex

KINDS: dict[str, type[Rule]] = {
    "any_of": AnyOf,
    "contains": Contains,
    "json": JsonAnswer,
    "length": Length,
    "question": Question,
    "refusal": Refusal,
    "regex": Regex,
}

AnyOf.kinds = KINDS
