"""The house policy: what a project decided about every principle of its version, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from explorer.models import Stance
from explorer.stances import selectors as stance_selectors
from explorer.stances.markdown_text import inline, line, quotation
from explorer.stances.standing import Chapter, Completeness, StanceEntry, Standing
from workspaces.models import Project


@dataclass(frozen=True, slots=True)
class HousePart:
    """Something of the company's own that stands below a principle: what it is called, and its words."""

    principle: str
    heading: str
    text: str


def policy_markdown(project: Project, parts: Sequence[HousePart] = (), today: date | None = None) -> str:
    """The whole document.

    Args:
        parts: house clauses and rulings, in the order in which they stand below their principles.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    standing = stance_selectors.stances_of(project, sentences=True)
    blocks = _document(project, standing, parts, today or timezone.localdate())
    return "\n\n".join(blocks) + "\n"


def _document(project: Project, standing: Standing, parts: Sequence[HousePart], today: date) -> Iterator[str]:
    yield f"# House policy: {inline(project.name)}"
    yield (
        f"{line(project.organisation.name)} · Model Spec, version {inline(standing.label)} · "
        f"as of {date_format(today, 'j F Y')}"
    )
    if project.purpose:
        yield line(project.purpose)
    yield _summary(standing.completeness)
    for chapter in standing.chapters:
        yield from _chapter(chapter, parts)
    if standing.departed:
        yield f"## Decided on principles that {inline(standing.label)} does not have"
        yield "\n".join(
            f"- {inline(stance.title or stance.principle)}: {stance.get_kind_display().lower()} "
            f"on {inline(stance.version_label)}"
            for stance in standing.departed
        )
    yield from _left_over(standing, parts)


def _left_over(standing: Standing, parts: Sequence[HousePart]) -> Iterator[str]:
    """What hangs under principles that the version does not have."""
    known = {entry.section.identifier for entry in standing.entries}
    left = [part for part in parts if part.principle not in known]
    if left:
        yield f"## House rules on principles that {inline(standing.label)} does not have"
    for part in left:
        yield f"**{inline(part.heading)}** · `{_code(part.principle)}`"
        yield quotation(part.text)


def _summary(completeness: Completeness) -> str:
    words = [f"{completeness.decided} of {completeness.total} principles are decided."]
    if completeness.stale:
        words.append(f"Stale, because the version differs from what was decided on: {completeness.stale}.")
    if completeness.unwaived:
        words.append(f"Dropped without a waiver in force, which counts as undecided: {completeness.unwaived}.")
    if completeness.undecided:
        words.append(f"Undecided: {completeness.undecided}.")
    return " ".join(words)


def _chapter(chapter: Chapter, parts: Sequence[HousePart]) -> Iterator[str]:
    yield f"## {inline(chapter.section.title)}"
    for entry in chapter.entries:
        if entry.stance is not None and entry.stance.kind != Stance.Kind.NOT_RELEVANT:
            yield from _in_force(entry, entry.stance)
            yield from _parts_of(entry, parts)
    dropped = [entry for entry in chapter.entries if entry.stance and entry.stance.kind == Stance.Kind.NOT_RELEVANT]
    if dropped:
        yield "### Not relevant here"
        yield "\n".join(_dropped(entry) for entry in dropped)
        for entry in dropped:
            yield from _parts_of(entry, parts)
    undecided = [entry for entry in chapter.entries if entry.stance is None]
    if undecided:
        yield "### Undecided"
        yield "\n".join(f"- {_named(entry)}" for entry in undecided)
        for entry in undecided:
            yield from _parts_of(entry, parts)


def _in_force(entry: StanceEntry, stance: Stance) -> Iterator[str]:
    yield f"### {inline(entry.section.title)}"
    stale = f" · **Stale**: {entry.change_words} since {inline(stance.version_label)}" if not entry.is_decided else ""
    level = entry.section.authority.capitalize()
    yield f"{level} · **{stance.get_kind_display()}** · `{_code(entry.section.identifier)}`{stale}"
    if entry.asks:
        yield line(entry.asks)
    if stance.wording:
        yield "Our wording:"
        yield quotation(stance.wording)
    if stance.reason:
        yield f"Why: {inline(stance.reason)}"


def _dropped(entry: StanceEntry) -> str:
    stance = entry.stance
    assert stance is not None  # noqa: S101 - narrows the type
    said = f"- {_named(entry)}: {inline(stance.reason)}"
    if entry.waived_until is not None and entry.is_fixed:
        said += f" *Waived until {date_format(entry.waived_until, 'j F Y')}.*"
    if entry.state == "unwaived":
        said += " **Without a waiver**: nobody may drop it, so it counts as undecided."
    elif entry.state == "stale":
        said += f" **Stale**: {entry.change_words} since {inline(stance.version_label)}."
    return said


def _named(entry: StanceEntry) -> str:
    return f"{inline(entry.section.title)} ({entry.section.authority}, `{_code(entry.section.identifier)}`)"


def _code(identifier: str) -> str:
    return " ".join(identifier.replace("`", "'").split())


def _parts_of(entry: StanceEntry, parts: Sequence[HousePart]) -> Iterator[str]:
    for part in parts:
        if part.principle == entry.section.identifier:
            yield f"**{inline(part.heading)}**"
            yield quotation(part.text)
