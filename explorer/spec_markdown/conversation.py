"""Reads a conversation: role tags, comparisons with marked answers, untrusted text and settings inside messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from explorer.spec_markdown.attributes import AttributesUnreadable, read_attributes
from explorer.spec_markdown.content import Comparison, Fault, Mark, Message, Part, Response
from explorer.spec_markdown.regions import COMMENT_CLOSE, COMMENT_OPEN, Fence, fence_of

ROLES = ("system", "developer", "user", "assistant", "tool", "root", "platform")
PARTS: tuple[Literal["untrusted"], Literal["settings"]] = ("untrusted", "settings")
_KNOWN = frozenset((*ROLES, *PARTS, "comparison"))
_TAG = re.compile(r"<(/?)([a-z]+)((?:\s(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)?)>")
_MARK = re.compile(r"(GOOD|BAD|OK)\b(?:\[#([^\]\s]{0,200})\])?[\s:,;.–—-]*(.*)", re.DOTALL | re.IGNORECASE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A known tag at the start of a line; `rest` is what follows it on the line."""

    name: str
    closing: bool
    attributes: str
    rest: str


def tag_at_start(line: str) -> Tag | None:
    """The known tag that opens the line. An asterisk that an editor left before it is passed over."""
    found = _TAG.match(line.strip().removeprefix("*").lstrip())
    if found is None or found[2] not in _KNOWN:
        return None
    return Tag(found[2], bool(found[1]), found[3], found.string[found.end() :].strip())


def is_conversation(lines: Sequence[str]) -> bool:
    """Whether at least one line opens with a role or a comparison."""
    return any(tag is not None and not tag.closing for tag in map(tag_at_start, lines))


def read_mark(comment: str) -> tuple[Mark, str, str]:
    """Mark, the section it names, and the remark. A comment that is no mark is a remark alone."""
    found = _MARK.match(comment.strip())
    if found is None:
        return "", "", plain(comment.strip())
    mark: Mark = "good" if found[1].upper() == "GOOD" else "bad" if found[1].upper() == "BAD" else "ok"
    return mark, found[2] or "", plain(found[3].strip())


def plain(text: str) -> str:
    """Text with XML's five entities resolved, once."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def read_conversation(lines: Sequence[str], first: int, faults: list[Fault]) -> tuple[Message | Comparison, ...]:
    """The turns of a conversation whose first line has the number `first`. What is not closed is added to `faults`."""
    return _Reader(lines, first, faults).read()


@dataclass(slots=True)
class _OpenMessage:
    role: str
    line: int
    attributes: dict[str, str]
    mark: Mark = ""
    reference: str = ""
    remark: str = ""
    parts: list[Part] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def end_part(self, kind: Literal["text", "untrusted", "settings"]) -> None:
        text = "\n".join(self.words).strip("\n").rstrip()
        if text.strip():
            self.parts.append(Part(kind, plain(text)))
        self.words = []

    def closed(self) -> Message:
        self.end_part("text")
        recipient = self.attributes.get("recipient", "")
        others = {key: value for key, value in self.attributes.items() if key != "recipient"}
        return Message(self.role, tuple(self.parts), recipient, others, self.line)


class _Reader:
    """Walks the lines once, from outside to inside: conversation, comparison, message, part of a message."""

    def __init__(self, lines: Sequence[str], first: int, faults: list[Fault]) -> None:
        self._lines = list(lines)
        self._first = first
        self._faults = faults
        self._at = 0
        self._turns: list[Message | Comparison] = []
        self._answers: list[tuple[_OpenMessage, Message]] | None = None
        self._comparison_line = 0
        self._no_fence_end: dict[Fence, int] = {}

    def read(self) -> tuple[Message | Comparison, ...]:
        while self._at < len(self._lines):
            line = self._take()
            tag = tag_at_start(line)
            if tag is not None:
                self._tag(tag)
            elif line.strip().startswith(COMMENT_OPEN):
                self._put_back(self._comment(line.strip())[1])
            elif line.strip():
                self._note(line)
        if self._answers is not None:
            self._fault(self._comparison_line, "This comparison is never closed.", "<comparison>", "</comparison>")
            self._end_comparison()
        return tuple(self._turns)

    def _note(self, line: str) -> None:
        """Lines between the turns, such as an elision: kept as a message of nobody's."""
        note = _OpenMessage("", self._at, {}, words=[line])
        while self._at < len(self._lines):
            following = self._lines[self._at]
            if tag_at_start(following) is not None or following.strip().startswith(COMMENT_OPEN):
                break
            note.words.append(self._take())
        self._add(note)

    def _take(self) -> str:
        self._at += 1
        return self._lines[self._at - 1]

    def _put_back(self, rest: str) -> None:
        """Reads what follows on the same line as if it were a line of its own."""
        if rest.strip():
            self._at -= 1
            self._lines[self._at] = rest

    def _fault(self, line: int, message: str, value: str, allowed: str) -> None:
        self._faults.append(Fault(self._first + line - 1, message, value, allowed))

    def _tag(self, tag: Tag) -> None:
        if tag.closing and not (tag.name == "comparison" and self._answers is not None):
            self._fault(self._at, "This closes nothing that is open.", f"</{tag.name}>", f"<{tag.name}> before it")
            self._put_back(tag.rest)
        elif tag.closing:
            self._end_comparison()
            self._put_back(tag.rest)
        elif tag.name == "comparison":
            if self._answers is not None:
                message = f"The comparison of line {self._first + self._comparison_line - 1} is still open here."
                self._fault(self._at, message, "<comparison>", "</comparison> before it")
                self._end_comparison()
            self._answers, self._comparison_line = [], self._at
            self._put_back(tag.rest)
        else:
            self._message(tag)

    def _end_comparison(self) -> None:
        self._turns.append(Comparison(_responses(self._answers or []), self._first + self._comparison_line - 1))
        self._answers = None

    def _add(self, message: _OpenMessage) -> None:
        message.line = self._first + message.line - 1
        closed = message.closed()
        if self._answers is not None:
            self._answers.append((message, closed))
        elif message.mark:
            self._turns.append(Comparison(_responses([(message, closed)]), closed.line, implied=True))
        else:
            self._turns.append(closed)

    def _message(self, tag: Tag) -> None:
        message = _OpenMessage(tag.name, self._at, self._attributes(tag))
        rest = tag.rest
        if rest.startswith(COMMENT_OPEN):
            comment, rest = self._comment(rest)
            message.mark, message.reference, message.remark = read_mark(comment)
        self._put_back(rest)
        self._body(message)
        self._add(message)

    def _attributes(self, tag: Tag) -> dict[str, str]:
        try:
            return {key: plain(value) for key, value in read_attributes(tag.attributes, bare=True)}
        except AttributesUnreadable as unreadable:
            self._fault(self._at, f"This attribute of <{tag.name}> cannot be read.", str(unreadable), 'name="value"')
            return {}

    def _comment(self, text: str) -> tuple[str, str]:
        """The comment that `text` begins with, and what follows it on its last line."""
        opened, gathered = self._at, text.removeprefix(COMMENT_OPEN)
        words: list[str] = []
        while COMMENT_CLOSE not in gathered:
            words.append(gathered)
            following = self._lines[self._at] if self._at < len(self._lines) else None
            if following is None or COMMENT_OPEN in following or tag_at_start(following) is not None:
                self._fault(opened, "This comment is never closed.", text[:80], COMMENT_CLOSE)
                return " ".join(words), ""
            gathered = self._take()
        last, _, rest = gathered.partition(COMMENT_CLOSE)
        return " ".join([*words, last]).strip(), rest.strip()

    def _body(self, message: _OpenMessage) -> None:
        closing = f"</{message.role}>"
        while self._at < len(self._lines):
            line = self._take()
            if self._copy_fence(line, message):
                continue
            tag = tag_at_start(line)
            if tag is not None and not tag.closing and tag.name in PARTS:
                self._part(message, tag)
                continue
            if tag is not None and tag.name != message.role and (tag.name == "comparison" or not tag.closing):
                self._at -= 1
                break
            if tag is not None and tag.name == message.role and not tag.closing:
                self._at -= 1
                break
            before, found, after = line.partition(closing)
            if found:
                message.words.append(before if before.strip(" \t*") else "")
                self._put_back(after)
                return
            message.words.append(line)
        self._fault(message.line, f"This <{message.role}> is never closed.", f"<{message.role}>", closing)

    def _part(self, message: _OpenMessage, tag: Tag) -> None:
        message.end_part("text")
        kind: Literal["untrusted", "settings"] = "untrusted" if tag.name == "untrusted" else "settings"
        opened, closing = self._at, f"</{kind}>"
        self._put_back(tag.rest)
        while self._at < len(self._lines):
            line = self._take()
            inner = tag_at_start(line)
            if inner is not None and inner.name == kind and not inner.closing and self._at > opened:
                self._at -= 1
                break
            before, found, after = line.partition(closing)
            if found:
                message.words.append(before)
                message.end_part(kind)
                self._put_back(after)
                return
            message.words.append(line)
        message.end_part(kind)
        self._fault(opened, f"This <{kind}> is never closed.", f"<{kind}>", closing)

    def _copy_fence(self, line: str, message: _OpenMessage) -> bool:
        """Copies a fence inside a message whole, so that tags in a code sample stay text."""
        fence = fence_of(line)
        end = self._fence_end(fence, message.role) if fence is not None else 0
        message.words.extend(self._lines[self._at - 1 : end] if end else [])
        self._at = end or self._at
        return bool(end)

    def _fence_end(self, opening: Fence, role: str) -> int:
        """Where the fence opened on the line before ends; 0 when the message ends first, for then it was cut short."""
        key = Fence(opening.character, opening.length, "")
        if self._no_fence_end.get(key, -1) > self._at:
            return 0
        depth, at = 0, self._at
        for at in range(self._at, len(self._lines)):
            fence, tag = fence_of(self._lines[at]), tag_at_start(self._lines[at])
            if fence is not None and fence.closes(opening):
                return at + 1
            if tag is not None:
                depth += -1 if tag.closing else 1
            if depth < 0 or (depth == 0 and tag is None and f"</{role}>" in self._lines[at]):
                break
        self._no_fence_end[key] = at
        return 0


def _responses(answers: list[tuple[_OpenMessage, Message]]) -> tuple[Response, ...]:
    """Answers of a comparison. A mark begins one; messages to or from a tool go on until the reader is answered."""
    grouped: list[tuple[_OpenMessage, list[Message]]] = []
    for opened, message in answers:
        last = grouped[-1][1][-1] if grouped else None
        unfinished = last is not None and (last.role == "tool" or (last.role == "assistant" and bool(last.recipient)))
        if opened.mark or not unfinished:
            grouped.append((opened, [message]))
        else:
            grouped[-1][1].append(message)
    return tuple(
        Response(opened.mark, opened.remark, opened.reference, tuple(messages), opened.line)
        for opened, messages in grouped
    )
