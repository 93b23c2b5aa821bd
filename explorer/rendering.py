"""Markdown of the specification as safe HTML: no raw HTML, no remote images, references linked inside the explorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_TAGS = {"p", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr", "br", "sup"}
_TAGS |= {"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_LOWEST_HEADING = 6
# Marks cost up to 20 µs a character. The longest published section has 11,000; what stands behind it is shown unmarked.
_MOST_MARKED = 60_000


def _footnote(state: StateInline, silent: bool) -> bool:
    """`[^id]` as a token of its own."""
    if not state.src.startswith("[^", state.pos):
        return False
    end = state.src.find("]", state.pos, min(state.posMax, state.pos + 70))
    mark = state.src[state.pos + 2 : end]
    if end < 0 or not mark or any(character.isspace() or character == "[" for character in mark):
        return False
    if not silent:
        state.push("spec_footnote", "", 0).content = mark
    state.pos = end + 1
    return True


def _bounded(state: StateCore) -> None:
    """Leaves the marks inside of a line unread once so much text was read for them."""
    left = _MOST_MARKED
    for token in state.tokens:
        if token.type == "inline":
            left -= len(token.content)
            if left < 0:
                token.type = "text"


def _markdown(*, breaks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": breaks}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "spec_footnote", _footnote)
    parser.core.ruler.before("inline", "bounded", _bounded)
    return parser


_PROSE, _SPOKEN = _markdown(breaks=False), _markdown(breaks=True)


class SpecRenderer:
    """Renders one version's text.

    Args:
        titles: the title of each section by its identifier; a reference to anything else is left as words.
        address: the address of a section's page.
        prompts: the number shown for each footnote that has prompts on this page; other footnote marks are dropped.
    """

    def __init__(
        self, titles: Mapping[str, str], address: Callable[[str], str], prompts: Mapping[str, int] | None = None
    ) -> None:
        self._titles = titles
        self._address = address
        self._prompts = prompts or {}

    def prose(self, markdown: str) -> SafeString:
        """Running text; its own headings come below the page's."""
        return self._html(_PROSE, markdown, shift=2)

    def spoken(self, markdown: str) -> SafeString:
        """What somebody says in a conversation: line ends are kept."""
        return self._html(_SPOKEN, markdown, shift=4)

    def inline(self, markdown: str) -> SafeString:
        """A title or remark, without a paragraph around it."""
        tokens = _PROSE.parseInline(markdown, {})
        return self._clean(_PROSE, tokens)

    def _html(self, parser: MarkdownIt, markdown: str, shift: int) -> SafeString:
        tokens = parser.parse(markdown, {})
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(int(token.tag[1]) + shift, _LOWEST_HEADING)}"
        return self._clean(parser, tokens)

    def _clean(self, parser: MarkdownIt, tokens: list[Token]) -> SafeString:
        for token in tokens:
            if token.children:
                token.children = self._linked(token.children)
        html = str(parser.renderer.render(tokens, parser.options, {}))
        safe = nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
        return mark_safe(safe)  # noqa: S308 - cleaned on the line above

    def _linked(self, children: list[Token]) -> list[Token]:
        """References to sections become links with the section's title; footnote marks lead to their prompts."""
        linked: list[Token] = []
        dropped = 0
        for place, token in enumerate(children):
            if token.type == "link_open" and str(token.attrs.get("href", "")).startswith("#"):
                identifier = str(token.attrs["href"])[1:]
                following = children[place + 1] if place + 1 < len(children) else None
                if following is not None and following.type == "text" and following.content == "?":
                    following.content = self._titles.get(identifier, identifier)
                if identifier not in self._titles:
                    dropped += 1
                    continue
                token.attrs["href"] = self._address(identifier)
            elif token.type == "link_close" and dropped:
                dropped -= 1
                continue
            elif token.type == "spec_footnote":
                linked.extend(self._mark(token.content))
                continue
            elif token.type == "image":
                linked.append(_text(token.content))
                continue
            elif token.type == "text":
                token.content = token.content.replace("---", "—")
            linked.append(token)
        return linked

    def _mark(self, footnote: str) -> list[Token]:
        if footnote not in self._prompts:
            return []
        token = Token("html_inline", "", 0)
        number = self._prompts[footnote]
        token.content = (
            f'<sup><a href="#prompts-{escape(footnote)}" title="Evaluation prompts {number}">{number}</a></sup>'
        )
        return [token]


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token
