"""The kinds of rule graders. A new kind is one module with a class that reads and judges, and one line here."""

from evaluations.graders.all_of import AllOf
from evaluations.graders.any_of import AnyOf
from evaluations.graders.contains import Contains
from evaluations.graders.exact import Exact
from evaluations.graders.json_answer import JsonAnswer
from evaluations.graders.language import Language
from evaluations.graders.length import Length
from evaluations.graders.parts import Composite
from evaluations.graders.protocol import Rule
from evaluations.graders.question import Question
from evaluations.graders.refusal import Refusal
from evaluations.graders.regex import Regex
from evaluations.graders.similarity import Similarity
from evaluations.graders.weighted import Weighted

KINDS: dict[str, type[Rule]] = {
    "all_of": AllOf,
    "any_of": AnyOf,
    "contains": Contains,
    "exact": Exact,
    "json": JsonAnswer,
    "language": Language,
    "length": Length,
    "question": Question,
    "refusal": Refusal,
    "regex": Regex,
    "similarity": Similarity,
    "weighted": Weighted,
}

Composite.kinds = KINDS
