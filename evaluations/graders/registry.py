"""The kinds of rule graders. A new kind is one module with a class that reads and judges, and one line here."""

from evaluations.graders.contains import Contains
from evaluations.graders.json_answer import JsonAnswer
from evaluations.graders.length import Length
from evaluations.graders.protocol import Rule
from evaluations.graders.refusal import Refusal
from evaluations.graders.regex import Regex

KINDS: dict[str, type[Rule]] = {
    "contains": Contains,
    "json": JsonAnswer,
    "length": Length,
    "refusal": Refusal,
    "regex": Regex,
}
