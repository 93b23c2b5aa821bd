"""The rules of a case as rows of a form: each kind with the fields that it reads, to and from grader specs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evaluations.errors import Fault
from evaluations.graders.json_answer import strict_json
from evaluations.graders.language_detection import LANGUAGES

Kind = Literal["lines", "text", "whole", "number", "choice", "json"]
MAX_ROWS = 20
YES_NO = (("", "No"), ("true", "Yes"))


@dataclass(frozen=True)
class RuleField:
    """One field of a kind of rule; ``lines`` is one text a line, ``json`` what has no simpler form."""

    name: str
    label: str
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    wide: bool = False


_MEANS = RuleField("means", "In words", help="What it asks, for people who do not read rules.")
_PARTS = RuleField("of", "The rules in it", "json", help='A list of rules, such as [{"kind": "question"}].')
KINDS: dict[str, tuple[str, tuple[RuleField, ...]]] = {
    "contains": (
        "Says or does not say",
        (
            RuleField("all", "All of these occur", "lines"),
            RuleField("any", "One of these occurs", "lines"),
            RuleField("none", "None of these occurs", "lines"),
            RuleField("whole_words", "Whole words only", "choice", YES_NO),
        ),
    ),
    "exact": (
        "Is exactly",
        (
            RuleField("answers", "One of these texts", "lines"),
            RuleField("strict", "Letter by letter", "choice", YES_NO),
        ),
    ),
    "regex": (
        "Matches a pattern",
        (
            RuleField("pattern", "Pattern", wide=True),
            RuleField("want", "It has to", "choice", (("", "Match"), ("no_match", "Not match"))),
            RuleField("ignore_case", "Capitals", "choice", (("", "Do not count"), ("false", "Count"))),
            _MEANS,
        ),
    ),
    "refusal": (
        "Declines or helps",
        (
            RuleField(
                "want",
                "The answer",
                "choice",
                (("", "As the expected side says"), ("refused", "Must decline"), ("answered", "Must not decline")),
            ),
        ),
    ),
    "question": (
        "Asks a question",
        (RuleField("want", "The answer", "choice", (("", "Asks something"), ("not_asked", "Asks nothing"))),),
    ),
    "length": (
        "Is so long",
        tuple(
            RuleField(f"{end}_{unit}", f"{word} {unit}", "whole")
            for unit in ("words", "sentences", "characters")
            for end, word in (("min", "At least"), ("max", "At most"))
        ),
    ),
    "language": (
        "Is in a language",
        (
            RuleField(
                "in",
                "Languages",
                "lines",
                help=f"One code a line: {', '.join(LANGUAGES)}. An answer of a few words is left undecided.",
            ),
        ),
    ),
    "json": ("Is JSON", (RuleField("schema", "JSON schema", "json"),)),
    "similarity": (
        "Is like the compliant answer",
        (
            RuleField("margin", "Nearer by", "number", help="0 to 1; 0.02 where empty."),
            RuleField("compliant", "Compliant answers", "json", help="A list of texts; the case’s own where empty."),
            RuleField("violation", "Violating answers", "json", help="A list of texts; the case’s own where empty."),
        ),
    ),
    "any_of": ("One of several rules holds", (_PARTS, _MEANS)),
    "all_of": ("All of several rules hold", (_PARTS, _MEANS)),
    "weighted": (
        "Rules with weights",
        (
            RuleField("threshold", "Share needed", "number", help="0 to 1; all of them where empty."),
            RuleField("of", "The rules in it", "json", help='Such as [{"kind": "question", "weight": 2}].'),
            _MEANS,
        ),
    ),
}
CHOICES = [(name, label) for name, (label, _) in KINDS.items()]
_WORDS: dict[str, Any] = {"true": True, "false": False}


@dataclass
class Cell:
    """A field of a row with what stands in it and what is wrong with that."""

    field: RuleField
    name: str
    value: str = ""
    error: str = ""


@dataclass
class RuleRow:
    """One rule as a form shows it."""

    number: int
    kind: str
    cells: list[Cell]
    fails_as: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return KINDS[self.kind][0]

    def spec(self) -> dict[str, Any]:
        """The grader spec; what cannot be read stands in it as it was typed, for the grader to refuse."""
        found: dict[str, Any] = {"kind": self.kind}
        for cell in self.cells:
            value = _typed(cell)
            if value is not None:
                found[cell.field.name] = value
        return found | ({"fails_as": self.fails_as} if self.fails_as else {})


def empty_row(number: int, kind: str) -> RuleRow:
    cells = [Cell(each, f"rules-{number}-{each.name}") for each in KINDS[kind][1]]
    return RuleRow(number, kind, cells)


def rows_sent(data: Mapping[str, str]) -> list[RuleRow]:
    """The rows as they were sent, in their order; a row of no known kind is left out."""
    sent = data.get("rules-total", "")
    total = min(int(sent), MAX_ROWS) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
    rows: list[RuleRow] = []
    for index in range(total):
        kind = data.get(f"rules-{index}-kind", "")
        if kind not in KINDS:
            continue
        row = empty_row(len(rows), kind)
        for cell in row.cells:
            cell.value = data.get(f"rules-{index}-{cell.field.name}", "").replace("\r\n", "\n")
        row.fails_as = "partial" if data.get(f"rules-{index}-fails_as") == "partial" else ""
        rows.append(row)
    return rows


def rows_of(specs: Iterable[Mapping[str, Any]]) -> list[RuleRow] | None:
    """The specs as rows; None where one of them says what no row can show."""
    rows = []
    for number, spec in enumerate(specs):
        kind = spec.get("kind") if isinstance(spec, Mapping) else None
        if not isinstance(kind, str) or kind not in KINDS:
            return None
        row = empty_row(number, kind)
        known = {cell.field.name: cell for cell in row.cells}
        if set(spec) - set(known) - {"kind", "fails_as"}:
            return None
        for name, cell in known.items():
            cell.value = _as_text(cell.field, spec[name]) if name in spec else ""
        row.fails_as = "partial" if spec.get("fails_as") == "partial" else ""
        rows.append(row)
    return rows


def without(rows: list[RuleRow], number: int) -> list[RuleRow]:
    """The rows without one, numbered anew."""
    kept = [row for row in rows if row.number != number]
    for place, row in enumerate(kept):
        row.number = place
        for cell in row.cells:
            cell.name = f"rules-{place}-{cell.field.name}"
    return kept


def show(rows: list[RuleRow], fault: Fault) -> bool:
    """Puts a fault of a path such as ``graders[2].of[0].pattern`` beside its field; False where it is no rule's."""
    if not fault.field.startswith("graders["):
        return False
    place, _, path = fault.field.removeprefix("graders[").partition("].")
    if not place.isdecimal() or int(place) >= len(rows):
        return False
    row, name = rows[int(place)], path.partition("[")[0].partition(".")[0]
    message = fault.message.removeprefix(f"graders[{place}].").removeprefix(f"{name} ")
    cell = next((each for each in row.cells if each.field.name == name), None)
    if cell is None:
        row.errors.append(fault.message.removeprefix(f"graders[{place}]."))
    elif not cell.error:
        cell.error = message if message.startswith("of[") else message[:1].upper() + message[1:]
    return True


def _typed(cell: Cell) -> Any:
    text = cell.value.strip()
    if not text:
        return None
    match cell.field.kind:
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "choice":
            return _WORDS.get(text, text)
        case "whole" | "number":
            return _number(text, int if cell.field.kind == "whole" else float)
        case "json":
            try:
                return strict_json(text)
            except ValueError as error:
                cell.error = f"This is not JSON: {error}."
                return text
    return text


def _number(text: str, kind: type[int] | type[float]) -> Any:
    try:
        return kind(text) if text.isascii() and len(text) < 20 else text
    except ValueError:
        return text


def _as_text(of: RuleField, value: Any) -> str:
    if of.kind == "lines" and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n".join(value)
    if of.kind == "choice" and isinstance(value, bool):
        return str(value).lower()
    if of.kind == "choice" and value == of.choices[0][1]:
        return ""
    if of.kind in ("json", "lines") or not isinstance(value, str | int | float):
        return json.dumps(value, ensure_ascii=False, indent=1)
    default = {"match", "asked"}
    return "" if of.kind == "choice" and value in default else str(value)
