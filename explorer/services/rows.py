"""Rows out of a document that was read: sections, examples, responses, prompts and what search looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.models import Example, Prompt, Response, SearchEntry, Section, SpecVersion
from explorer.searching.words import folded, readable
from explorer.spec_markdown import Commentary, Comparison, Message, Prose, SpecDocument
from explorer.spec_markdown import Example as ReadExample
from explorer.spec_markdown import Section as ReadSection

_BATCH = 500


def store(version: SpecVersion, document: SpecDocument) -> None:
    """Writes everything of the document under `version`, in a few statements."""
    sections = Section.objects.bulk_create([_section(version, section) for section in document.sections], _BATCH)
    link_parents(sections, {section.identifier: section.parent for section in document.sections})
    pairs = [
        (row, read)
        for row, section in zip(sections, document.sections, strict=True)
        for read in _numbered(row, section)
    ]
    examples = Example.objects.bulk_create([row for _, (row, _) in pairs], _BATCH)
    reads = [read for _, (_, read) in pairs]
    responses = (response for row, read in zip(examples, reads, strict=True) for response in _responses(row, read))
    Response.objects.bulk_create(responses, _BATCH)
    prompts = Prompt.objects.bulk_create(_prompts(version, document, sections), _BATCH)
    SearchEntry.objects.bulk_create(_entries(version, document, sections, examples, reads, prompts), _BATCH)


def link_parents(sections: Sequence[Section], parents: Mapping[str, str]) -> None:
    """Sets each section's parent, by identifiers; rows need keys before one can point to another."""
    rows = {section.identifier: section for section in sections}
    children = [section for section in sections if parents[section.identifier]]
    for section in children:
        section.parent = rows[parents[section.identifier]]
    Section.objects.bulk_update(children, ["parent"], _BATCH)


def message_as_json(message: Message) -> dict[str, Any]:
    return {
        "role": message.role,
        "recipient": message.recipient,
        "attributes": message.attributes,
        "parts": [{"kind": part.kind, "text": part.text} for part in message.parts],
    }


def turns_as_json(turns: Sequence[Message | Comparison]) -> list[dict[str, Any]]:
    """Messages in full; a comparison by its number, its answers being rows of their own."""
    rows: list[dict[str, Any]] = []
    comparisons = 0
    for turn in turns:
        if isinstance(turn, Message):
            rows.append(message_as_json(turn))
        else:
            rows.append({"comparison": comparisons})
            comparisons += 1
    return rows


def _section(version: SpecVersion, section: ReadSection) -> Section:
    return Section(
        version=version,
        identifier=section.identifier,
        title=section.title,
        depth=section.depth,
        position=section.position,
        authority=section.authority,
        tags=list(section.tags),
        heading=section.heading,
        text=section.text,
        text_sha256=section.text_sha256,
        footnotes=list(section.footnotes),
    )


def _numbered(row: Section, section: ReadSection) -> Iterator[tuple[Example, ReadExample]]:
    for position, example in enumerate(section.examples):
        turns = turns_as_json(example.turns)
        yield Example(section=row, position=position, title=example.title, turns=turns, line=example.line), example


def _responses(row: Example, example: ReadExample) -> Iterator[Response]:
    for number, comparison in enumerate(example.comparisons):
        for position, response in enumerate(comparison.responses):
            yield Response(
                example=row,
                comparison=number,
                position=position,
                mark=response.mark,
                remark=response.remark,
                reference=response.reference,
                messages=[message_as_json(message) for message in response.messages],
            )


def _prompts(version: SpecVersion, document: SpecDocument, sections: Sequence[Section]) -> Iterator[Prompt]:
    home = {mark: section for section in reversed(sections) for mark in section.footnotes}
    for prompt in document.prompts:
        yield Prompt(
            version=version,
            section=home.get(prompt.footnote),
            footnote=prompt.footnote,
            position=prompt.position,
            title=prompt.example.title,
            turns=turns_as_json(prompt.example.turns),
        )


def _entries(
    version: SpecVersion,
    document: SpecDocument,
    sections: Sequence[Section],
    examples: Sequence[Example],
    reads: Sequence[ReadExample],
    prompts: Sequence[Prompt],
) -> Iterator[SearchEntry]:
    titles = {section.identifier: section.title for section in sections}
    for row, section in zip(sections, document.sections, strict=True):
        running = "\n\n".join(block.markdown for block in section.blocks if isinstance(block, Prose | Commentary))
        yield _entry(version, row, SearchEntry.Kind.SECTION, "", row.title, readable(running, titles))
    for example, read in zip(examples, reads, strict=True):
        title, body = readable(example.title, titles), readable(words_in(read), titles)
        anchor = f"example-{example.position + 1}"
        yield _entry(version, example.section, SearchEntry.Kind.EXAMPLE, anchor, title, body)
    for prompt, read_prompt in zip(prompts, document.prompts, strict=True):
        title, body = readable(prompt.title, titles), readable(words_in(read_prompt.example), titles)
        anchor = f"prompts-{prompt.footnote}"
        yield _entry(version, prompt.section, SearchEntry.Kind.PROMPT, anchor, title, body)


def words_in(example: ReadExample) -> str:
    """Everything said in a conversation, remarks beside the marks included."""
    said: list[str] = []
    for turn in example.turns:
        if isinstance(turn, Message):
            said.append(turn.text)
        else:
            said.extend(f"{response.text}\n\n{response.remark}" for response in turn.responses)
    return "\n\n".join(said)


def _entry(
    version: SpecVersion, section: Section | None, kind: SearchEntry.Kind, anchor: str, title: str, body: str
) -> SearchEntry:
    return SearchEntry(
        version=version,
        section=section,
        kind=kind,
        anchor=anchor,
        title=title,
        body=body,
        folded_title=folded(title),
        folded_body=folded(body),
    )
