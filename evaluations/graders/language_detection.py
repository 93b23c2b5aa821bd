"""Tells the language of a text by the words that every text of it needs, and by its script; no model, no download.

What it cannot tell: fewer than three function words (a name, a number, a single word), texts that mix languages evenly,
languages beyond :data:`LANGUAGES` (a text in one of them is undecided, or at worst taken for a near relative), and the
regional forms of one language. Danish and Norwegian share most of these words and are told apart only where a few occur
that the other does not have; else both are named. Code fences, addresses and quotations in other scripts do not count.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from evaluations.graders.language_words import FUNCTION_WORDS, OWN_LETTERS

LANGUAGES = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sk": "Slovak",
    "sv": "Swedish",
    "tr": "Turkish",
    "ar": "Arabic",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "ja": "Japanese",
    "ko": "Korean",
    "bg": "Bulgarian",
    "ru": "Russian",
    "th": "Thai",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
# A script that one of our languages has for itself, by the first word of its letters' names in Unicode.
SCRIPTS = {
    "ARABIC": "ar",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "CJK": "zh",
}
MAX_CHARACTERS = 20_000
LEAST_WORDS = 3
LEAST_LETTERS = 4
# The best language needs this share of all words, and has to be ahead of the next one by this factor.
LEAST_SHARE = 0.12
AHEAD = 1.15
_NOT_PROSE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|[^\s@]{1,64}@\S+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True)
class Detected:
    """The language of a text; ``also`` names others that its words fit as well, ``evidence`` the words that told."""

    code: str
    evidence: str
    also: tuple[str, ...] = ()


def detected(text: str) -> Detected | None:
    """The language of a text, None where it cannot be told."""
    prose = _NOT_PROSE.sub(" ", text[:MAX_CHARACTERS])
    scripts = _scripts_of(prose)
    if sum(scripts.values()) < LEAST_LETTERS:
        return None
    script, letters = scripts.most_common(1)[0]
    if script in ("HIRAGANA", "KATAKANA", "CJK") and (scripts["HIRAGANA"] or scripts["KATAKANA"]):
        script = "HIRAGANA"
    if letters < 0.6 * sum(scripts.values()) and script not in ("HIRAGANA", "CJK"):
        return None
    if script in SCRIPTS:
        return Detected(SCRIPTS[script], prose.strip()[:60])
    return _by_words(prose, script)


def _scripts_of(text: str) -> Counter[str]:
    letters = Counter(character for character in text if character.isalpha())
    scripts: Counter[str] = Counter()
    for letter, times in letters.items():
        scripts[unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]] += times
    return scripts


def _by_words(prose: str, script: str) -> Detected | None:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(prose)]
    seen = set("".join(words))
    scores, told = _scores(words, seen, script)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    if not ranked or len(told[ranked[0]]) < LEAST_WORDS or scores[ranked[0]] < LEAST_SHARE * len(words):
        return None
    best = ranked[0]
    near = [code for code in ranked[1:] if scores[code] * AHEAD > scores[best]]
    if near and not {best, *near} <= {"da", "no"}:
        return None
    return Detected(best, ", ".join(list(dict.fromkeys(told[best]))[:6]), tuple(near))


def _scores(words: list[str], seen: set[str], script: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """How many words of each language occur; a letter that only some languages have counts for these."""
    scores: dict[str, float] = {}
    told: dict[str, list[str]] = {}
    for code, (written, wanted) in FUNCTION_WORDS.items():
        if written != script:
            continue
        told[code] = [word for word in words if word in wanted]
        own = len(seen & set(OWN_LETTERS.get(code, "")))
        scores[code] = len(told[code]) * (1 + 0.1 * min(own, 3))
    return scores, told
