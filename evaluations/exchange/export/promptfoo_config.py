"""Writes a suite as a configuration of promptfoo.

promptfoo fills templates, and takes some values for files or code. So each conversation is one variable of JSON in
which every brace inside a text is written as an escape, and a phrase that its templates or prefixes could touch becomes
a pattern without the letters that they look for.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from evaluations.endpoints.chat_roles import Roles, spoken
from evaluations.suites.case_draft import CaseDraft

HEADER = """# A suite of Plumbline as a configuration of promptfoo: name a provider, then `promptfoo eval -c THIS_FILE`.
# Rules that promptfoo has as well are assertions; where a case has others, its rubric goes to promptfoo's grader model.
# Export the results as JSON or JSONL to import them into Plumbline again.
"""
VARIABLE = "conversation"


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(cases: Iterable[CaseDraft], name: str) -> bytes:
    """The YAML."""
    config = {
        "description": _inert(name),
        "prompts": [f"{{{{{VARIABLE}}}}}"],
        "providers": ["openai:chat:MODEL"],
        "tests": [_test(case) for case in cases],
    }
    text = yaml.dump(config, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return (HEADER + text).encode("utf-8", "replace")


def rules_carried(case: CaseDraft) -> bool:
    """Whether all rules of a case are ones that promptfoo has."""
    return bool(case.graders) and all(_has(spec) for spec in case.graders)


def _test(case: CaseDraft) -> dict[str, Any]:
    asked = spoken(case.messages, Roles.DEVELOPER_AS_SYSTEM)
    test: dict[str, Any] = {
        "description": _inert(case.key),
        "vars": {VARIABLE: conversation(asked)},
        "metadata": {"principle": case.principle, "case_id": case.key, "kind": case.kind, "expected": case.expected},
    }
    asserts = [each for spec in case.graders if _has(spec) for each in _assertions(spec)]
    if not rules_carried(case) and case.rubric:
        asserts.append({"type": "llm-rubric", "value": _inert(case.rubric)})
    return test | ({"assert": asserts} if asserts else {})


def conversation(messages: list[dict[str, str]]) -> str:
    """The chat as JSON with every brace of its texts as an escape: templates find nothing in it, JSON reads it back."""
    said = ", ".join(
        f'{{"role": {json.dumps(turn["role"])}, "content": {_escaped(turn["content"])}}}' for turn in messages
    )
    return f"[{said}]"


def _escaped(text: str) -> str:
    return json.dumps(text).replace("{", "\\u007b").replace("}", "\\u007d")


def _inert(text: str) -> str:
    """A text for people, in which no template begins."""
    return re.sub(r"\{(?=[{%#])", "{ ", text)


def _has(spec: dict[str, Any]) -> bool:
    if spec.get("fails_as", "violation") != "violation":
        return False
    return spec.get("kind") == "regex" or (spec.get("kind") == "contains" and not spec.get("whole_words"))


def _assertions(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if spec["kind"] == "regex":
        wanted = spec.get("want", "match") == "match"
        flags = "(?i)" if spec.get("ignore_case", True) else ""
        yield {"type": "regex" if wanted else "not-regex", "value": flags + _without_braces(str(spec["pattern"]))}
        return
    some, every, never = (list(spec.get(name) or ()) for name in ("any", "all", "none"))
    if some:
        yield {"type": "regex", "value": "(?i)" + "|".join(map(_as_pattern, some))}
    yield from ({"type": "regex", "value": f"(?i){_as_pattern(phrase)}"} for phrase in every)
    yield from ({"type": "not-regex", "value": f"(?i){_as_pattern(phrase)}"} for phrase in never)


def _as_pattern(phrase: str) -> str:
    """The phrase as a pattern: any white space for white space, and no brace that begins a template."""
    words = [_without_braces(re.escape(word)) for word in phrase.split()]
    return r"\s+".join(words)


def _without_braces(pattern: str) -> str:
    """The same pattern where no two signs begin a template."""
    return re.sub(r"\\?\{(?=[{%#])", r"\\x7b", pattern)
