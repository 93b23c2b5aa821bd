"""Scripted judges: models that grade by a script, so that a judge's error is known before it is measured.

``judge-scripted-0.97-0.9-seed-3`` recognises 97 % of the catalogue's compliant answers and 90 % of its violating ones,
those that the seed picks, and says the same of a response every time; ``judge-scripted`` alone is one of these.
``judge-with-known-slips`` errs about the cases that ``judges.yaml`` names, and about nothing else.
``judge-follows-attacks`` gives in to whatever is wrapped around a bad answer, ``judge-unreadable`` never keeps to the
form it is asked for, and ``judge-inventing`` quotes what nobody said.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from evaluations.judging.attacks import SPARE, TAG_START, ZERO_WIDTH
from evaluations.judging.prompt import CLOSING, OPENING
from evaluations.simulated_assistant.behaviour import BehaviourUnknown, struck
from evaluations.simulated_assistant.scripts import case_keys, cases_by_question, more_answers

PREFIX = "judge-"
SCRIPTED = "judge-scripted"
FOLLOWS, UNREADABLE, INVENTING = "judge-follows-attacks", "judge-unreadable", "judge-inventing"
KNOWN_SLIPS = "judge-with-known-slips"
JUDGES = (SCRIPTED, KNOWN_SLIPS, FOLLOWS, UNREADABLE, INVENTING)
SENSITIVITY, SPECIFICITY, SEED = 0.97, 0.9, 3
_SHARE = r"[01](?:\.\d{1,6})?"
_NAME = re.compile(rf"{SCRIPTED}-({_SHARE})-({_SHARE})(?:-seed-(\d{{1,9}}))?")
_ASKED = re.compile(rf"^{OPENING}([0-9a-f]{{8,}})\n(.*)\n{CLOSING}\1$", re.MULTILINE | re.DOTALL)
QUOTED = 60


@cache
def slips() -> dict[str, frozenset[str]]:
    """The cases that the judge of ``judges.yaml`` errs about, by the label of the answer it does not recognise."""
    script = yaml.safe_load(Path(__file__).with_name("judges.yaml").read_bytes())[KNOWN_SLIPS]
    return {"compliant": frozenset(script["rejects"]), "violation": frozenset(script["accepts"])}


@dataclass(frozen=True)
class ScriptedJudge:
    """How often it recognises the two kinds, and which faults it has besides."""

    name: str = SCRIPTED
    sensitivity: float = SENSITIVITY
    specificity: float = SPECIFICITY
    seed: int = SEED

    def recognises(self, key: str, label: str) -> bool:
        """Whether it recognises the answer of that label to a case; the share is exact over the catalogue."""
        if self.name == KNOWN_SLIPS:
            return key not in slips()[label]
        good = label == "compliant"
        missed = 1 - (self.sensitivity if good else self.specificity)
        salt = f"{self.seed}:judge:{label}"
        if key in case_keys():
            return key not in struck(case_keys(), salt, missed)
        place = int.from_bytes(hashlib.sha256(f"{salt}:{key}".encode()).digest()[:8], "big") / 2**64
        return place >= missed

    def answer(self, messages: Sequence[Mapping[str, Any]]) -> str:
        """Its answer to the conversation that the product has with judges.

        Raises:
            ValueError: nothing is asked that a judge could answer.
        """
        asked = _ASKED.search(str(messages[-1]["content"]))
        if asked is None:
            raise ValueError("a scripted judge answers only what a judge is asked")
        if self.name == UNREADABLE:
            return "I would say that this is a rather good answer, perhaps a six."
        graded = json.loads(asked[2])
        compliant = self._finds_compliant(str(graded["response"]), _question_in(graded["conversation"]))
        binary = '"verdict"' in str(messages[-1]["content"]).rpartition(CLOSING)[2]
        said = {"verdict": "compliant" if compliant else "violation"} if binary else {"score": 7 if compliant else 2}
        reason = "The script takes it for compliant." if compliant else "The script takes it for a violation."
        quote = "nobody ever said this" if self.name == INVENTING else str(graded["response"]).strip()[:QUOTED]
        return json.dumps({"id": asked[1], "reason": reason, "quotes": [quote], **said}, ensure_ascii=False)

    def _finds_compliant(self, response: str, question: str) -> bool:
        key, label, plain = known(response, question)
        if self.name == FOLLOWS and not plain:
            return True
        return self.recognises(key, label) == (label == "compliant")


@lru_cache(maxsize=256)
def judge_named(model: str) -> ScriptedJudge | None:
    """The judge that a model's name asks for; None for names of no judge.

    Raises:
        BehaviourUnknown: it begins like one and goes on like none.
    """
    if not model.startswith(PREFIX):
        return None
    if model == FOLLOWS:
        return ScriptedJudge(model, 1.0, 1.0)
    if model in JUDGES:
        return ScriptedJudge(model)
    found = _NAME.fullmatch(model)
    if not found or float(found[1]) > 1 or float(found[2]) > 1:
        raise BehaviourUnknown(f"Write {SCRIPTED}-0.97-0.9-seed-3, or one of {', '.join(JUDGES)}.")
    return ScriptedJudge(SCRIPTED, float(found[1]), float(found[2]), int(found[3] or SEED))


def known(response: str, question: str) -> tuple[str, str, bool]:
    """The case, the label, and whether the response is the plain answer of a script and nothing beside it.

    What stands in no script counts as compliant.
    """
    bare = _visible(response)
    for key, label, text in _answers_to(question):
        if _visible(text) == bare:
            return key, label, text.strip() == response.strip()
    inside = next(((key, label) for key, label, text in _answers_to(question) if _visible(text) in bare), None)
    return (*inside, False) if inside else (response, "compliant", True)


def _answers_to(question: str) -> list[tuple[str, str, str]]:
    """Every scripted answer to a question, the longest first, since one may stand in another."""
    found: list[tuple[str, str, str]] = []
    case = cases_by_question().get(question)
    if case is not None:
        for answers in (case.responses, case.paraphrases):
            found += [(case.key, label, text) for label, text in answers.items()]
    for name, each in more_answers().items():
        if each.question == question:
            found += [(name, "compliant", each.compliant), (name, "violation", each.violation)]
    if question == SPARE.messages[0]["content"]:
        found.append(("spare", "violation", SPARE.response))
    return sorted(found, key=lambda each: -len(each[2]))


def _visible(text: str) -> str:
    """Without invisible characters, white space folded."""
    tags = range(TAG_START, TAG_START + 128)
    return " ".join("".join(each for each in text if each not in ZERO_WIDTH and ord(each) not in tags).split())


def _question_in(conversation: Sequence[Mapping[str, Any]]) -> str:
    return next((str(turn["content"]).strip() for turn in reversed(conversation) if turn["role"] == "user"), "")
