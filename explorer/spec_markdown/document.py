"""Reads a whole document: its sections as a tree, their blocks, footnotes and cross references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.spec_markdown.blocks import blocks_of
from explorer.spec_markdown.content import Example, Fault, Prompt, Section, SpecDocument, SpecRefused
from explorer.spec_markdown.headings import Heading, heading_depth, read_heading
from explorer.spec_markdown.references import cross_references_in, footnotes_in
from explorer.spec_markdown.regions import Region, regions_of

_LARGEST = 10_000_000


def read_document(markdown: str, prompt_files: Mapping[str, str] | None = None) -> SpecDocument:
    """Reads a version and the prompt files beside it (`{footnote: text}`; None where there are none).

    Raises SpecRefused with every fault found. Line ends are read as \\n and a byte order mark is dropped.
    """
    faults: list[Fault] = []
    remarks: list[Fault] = []
    lines = _lines_of(markdown, faults)
    regions = regions_of(lines, faults)
    openings = _openings(lines, regions, faults, remarks)
    if not openings and not faults:
        faults.append(Fault(1, "There is no section in this document.", "", "at least one heading with {#identifier}"))
    _refuse_duplicates(openings, faults)
    sections = _sections(lines, regions, openings, faults)
    prompts = _prompts(prompt_files or {}, faults)
    if faults:
        raise SpecRefused(faults)
    document = SpecDocument(_verbatim(lines, 0, openings[0].at), sections, prompts, tuple(sorted(prompt_files or {})))
    return _with_footnotes(document, lines, regions, prompt_files, remarks)


def read_prompt_file(footnote: str, text: str, faults: list[Fault]) -> list[Prompt]:
    """The conversations of one prompt file, in its order."""
    own: list[Fault] = []
    lines = _lines_of(text, own)
    examples = [block for block in blocks_of(lines, regions_of(lines, own), 0, own) if isinstance(block, Example)]
    if not examples and not own:
        own.append(
            Fault(1, "There is no conversation in this prompt file.", "", "**Example**: title, then a fence of xml")
        )
    faults.extend(replace(fault, file=f"examples/{footnote}.md") for fault in own)
    return [Prompt(footnote, position, example) for position, example in enumerate(examples)]


def _prompts(files: Mapping[str, str], faults: list[Fault]) -> tuple[Prompt, ...]:
    return tuple(prompt for footnote in sorted(files) for prompt in read_prompt_file(footnote, files[footnote], faults))


def _lines_of(text: str, faults: list[Fault]) -> list[str]:
    if len(text) > _LARGEST:
        faults.append(Fault(1, "This file is too large.", f"{len(text)} characters", f"at most {_LARGEST} characters"))
        return []
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            faults.append(Fault(number, "This line holds a NUL character.", "\\x00", "text"))
    return lines


@dataclass(frozen=True, slots=True)
class _Opening:
    at: int
    heading: Heading


def _openings(
    lines: Sequence[str], regions: Sequence[Region], faults: list[Fault], remarks: list[Fault]
) -> list[_Opening]:
    found: list[_Opening] = []
    for region in regions:
        for at in range(region.start, region.end) if region.kind == "text" else ():
            if not heading_depth(lines[at]):
                continue
            known = len(faults)
            heading = read_heading(lines[at], at + 1, faults)
            if heading is not None:
                found.append(_Opening(at, heading))
            elif len(faults) == known:
                remarks.append(
                    Fault(at + 1, "A heading without an identifier is kept as text.", lines[at].strip()[:80])
                )
    return found


def _refuse_duplicates(openings: Sequence[_Opening], faults: list[Fault]) -> None:
    first: dict[str, int] = {}
    for opening in openings:
        identifier, line = opening.heading.identifier, opening.at + 1
        if identifier in first:
            message = f"This identifier was given before, on line {first[identifier]}."
            faults.append(Fault(line, message, identifier, "an identifier of its own"))
        first.setdefault(identifier, line)


def _sections(
    lines: Sequence[str], regions: Sequence[Region], openings: Sequence[_Opening], faults: list[Fault]
) -> tuple[Section, ...]:
    if openings:
        blocks_of(lines, _clip(regions, 0, openings[0].at), 0, faults)
    ancestors: list[Heading] = []
    sections: list[Section] = []
    for position, opening in enumerate(openings):
        heading = opening.heading
        ancestors = [ancestor for ancestor in ancestors if ancestor.depth < heading.depth]
        end = openings[position + 1].at if position + 1 < len(openings) else len(lines)
        own = _clip(regions, opening.at + 1, end)
        running = [line for region in own if region.kind == "text" for line in (*lines[region.start : region.end], "")]
        sections.append(
            Section(
                identifier=heading.identifier,
                title=heading.title,
                depth=heading.depth,
                position=position,
                parent=ancestors[-1].identifier if ancestors else "",
                authority=heading.authority,
                tags=heading.tags,
                heading=_verbatim(lines, opening.at, opening.at + 1),
                text=_verbatim(lines, opening.at + 1, end),
                line=opening.at + 1,
                blocks=blocks_of(lines, own, 0, faults),
                footnotes=tuple(footnotes_in(running)[0]),
                cross_references=tuple(cross_references_in(running)),
            )
        )
        ancestors.append(heading)
    return tuple(sections)


def _verbatim(lines: Sequence[str], start: int, end: int) -> str:
    """Lines as they stood, with the line end of each; the document's last line has none."""
    return "".join(f"{line}\n" for line in lines[start:end]).removesuffix("\n" if end == len(lines) else "")


def _clip(regions: Sequence[Region], start: int, end: int) -> list[Region]:
    """The regions between two headings. Headings stand in text only, so only text is ever cut."""
    return [
        replace(region, start=max(region.start, start), end=min(region.end, end))
        for region in regions
        if region.start < end and region.end > start
    ]


def _with_footnotes(
    document: SpecDocument,
    lines: Sequence[str],
    regions: Sequence[Region],
    prompt_files: Mapping[str, str] | None,
    remarks: list[Fault],
) -> SpecDocument:
    running = [line for region in regions if region.kind == "text" for line in (*lines[region.start : region.end], "")]
    used = set(footnotes_in(running)[0])
    files = set(prompt_files or {})
    identifiers = {section.identifier for section in document.sections}
    for section in document.sections:
        for target in section.cross_references:
            if target not in identifiers:
                remarks.append(Fault(section.line, "A cross reference points to no section.", target))
    return replace(
        document,
        unreferenced=tuple(sorted(files - used)),
        missing=tuple(sorted(used - files)) if prompt_files is not None else (),
        remarks=tuple(remarks),
    )
