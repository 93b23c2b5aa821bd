"""Brings a response into one spelling before phrases are looked for: case, white space and typographic marks folded."""

import re
import unicodedata
from collections.abc import Iterable

_MARKS = str.maketrans({"’": "'", "‘": "'", "‛": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00ad": ""})
_SPACE = re.compile(r"\s+")


def folded(text: str) -> str:
    """The text in NFKC, lower case, straight quotes and single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold()).strip()


def listed(phrases: Iterable[str], word: str) -> str:
    """“a”, “b” or “c”."""
    quoted = [f"“{phrase}”" for phrase in phrases]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def passage_with(response: str, phrase: str) -> str:
    """The phrase as it stands in the response, with a little text around it; empty when only the folded text has it."""
    words = phrase.translate(_MARKS).split()
    pattern = r"\s+".join(re.escape(word) for word in words)
    match = re.search(pattern, response.translate(_MARKS), re.IGNORECASE)
    return excerpt(response, *match.span()) if match and len(response) == len(response.translate(_MARKS)) else ""


def excerpt(text: str, start: int, end: int, around: int = 40, longest: int = 300) -> str:
    """The passage with a little text around it, for showing what a rule rests on; a long one is cut at its end."""
    end = min(end, start + longest)
    left, right = max(0, start - around), min(len(text), end + around)
    # Whole words at both ends, where there is a space to cut at.
    left = text.find(" ", left, start) + 1 or left if left else 0
    right = text.rfind(" ", end, right) if right < len(text) and " " in text[end:right] else right
    return ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")
