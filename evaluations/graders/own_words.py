"""What an answer says in its own words: quotations, drafted letters, dialogues, code and JSON are taken off."""

import json
import re
from typing import Any

from evaluations.graders.plain_text import folded

# Nothing further down is read, so that every search here is short whatever the answer is made of.
READ = 4000

_FENCES = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
# Opening marks stand before a word, closing ones behind it: an inch or an apostrophe is neither.
_DOUBLE = re.compile(r'“[^”“]*(?:”|\Z)|«[^»]*(?:»|\Z)|(?<![\w"])"(?=[\w\'(¡¿])[^"]*(?:"|\Z)')
_SINGLE = re.compile(r"(?<![\w'’.,!?])[‘'](?=\w)[^\n]{0,600}?[.,!?…][’'](?!\w)")
# "Here is a draft:", then a letter up to the line that takes leave. An answer that *begins* with "Dear" may well be
# the assistant's own, so it is read.
_LETTER = re.compile(
    r"(?<=[:.!?\w*])[ \t]*\n\s*(?:subject|re|betreff|dear|to whom it may concern)\b.*?"
    r"(?:\n\s*(?:(?:kind|best|warm) (?:regards|wishes)|regards|sincerely|yours|best|cheers|many thanks)\b[^\n]*|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"^[ \t*_-]*([A-Z][\w.'’-]*(?: [\w.'’-]+){0,2})(?:,? ?\([^)\n]*\))?[*_]*:[*_ ]+[^\n]*$", re.MULTILINE
)
# Labels that the assistant puts before its own words.
_OWN_LABELS = re.compile(
    r"(?:the )?(?:short |direct |honest |my )?(?:answer|reply|response|note|reason|why|summary|important|please note"
    r"|update|assistant|status|decision|result|next steps?|what i can.*|instead|alternatives?|sorry|in short)",
    re.IGNORECASE,
)
_TAKEN_OFF = ' "" '
_APOSTROPHES = str.maketrans({"`": "'", "´": "'", "ʼ": "'", "＇": "'"})
_MARKUP = re.compile(r"[*_#]+|^[ \t]*(?:[-•]|\d+[.)])[ \t]+", re.MULTILINE)
_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*•#]|\d+[.)])[ \t])")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s\"')]+")


def own_sentences(response: str, longest: int) -> list[str]:
    """The folded sentences of the first ``longest`` characters that the answer says itself."""
    paragraphs = [folded(_MARKUP.sub(" ", part)) for part in _BREAK.split(_own_text(response[:READ]))]
    sentences: list[str] = []
    for paragraph in paragraphs:
        sentences += _SENTENCE.split(paragraph[: max(0, longest)])
        longest -= len(paragraph)
    return [sentence for sentence in sentences if sentence]


def _own_text(text: str) -> str:
    """The text without what it shows or quotes."""
    text = _values(text).translate(_APOSTROPHES) if text.lstrip()[:1] in ("{", "[") else text
    for shown in (_FENCES, _QUOTED_LINE, _DOUBLE, _SINGLE, _LETTER):
        text = shown.sub(_TAKEN_OFF, text)
    return _without_dialogue(text.translate(_APOSTROPHES))


def _without_dialogue(text: str) -> str:
    """Lines behind the names of two or more speakers are said by them, not by the assistant."""
    lines = [found for found in _SPEAKER.finditer(text) if not _OWN_LABELS.fullmatch(found[1])]
    if len(lines) < 2:
        return text
    spoken = {found.span() for found in lines}
    return _SPEAKER.sub(lambda found: _TAKEN_OFF if found.span() in spoken else found[0], text)


def _values(text: str) -> str:
    """The texts among the values of an answer in JSON; the text itself when it is none."""
    try:
        return "\n\n".join(_texts(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
