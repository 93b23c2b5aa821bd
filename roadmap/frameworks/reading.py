"""Reads the lists of framework identifiers; every fault is reported at once, with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from roadmap.errors import Fault, TemplateRefused
from roadmap.frameworks.records import Comparison, FrameworkList, Group, Identifier
from roadmap.marked_yaml import Node, read_marked_yaml
from roadmap.template.fields import LONGEST_TITLE, Fields
from roadmap.template.reading import shipped_template
from roadmap.template.records import RegulationDate, RoadmapTemplate, Source

FOLDER = Path(__file__).parents[1] / "data" / "frameworks"
SCHEMA_VERSION = 1

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .()-]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,39}")
_ADDRESS = re.compile(r"https://[^\s<>\"]{1,200}")


@cache
def shipped_frameworks() -> dict[str, FrameworkList]:
    """The lists that ship with the product, by their key, in the template's order."""
    template = shipped_template()
    return {
        key: read_framework((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"), template)
        for key in template.frameworks
    }


def read_framework(text: str, template: RoadmapTemplate) -> FrameworkList:
    """The list written in *text*. Raises TemplateRefused with all faults, each with line and place.

    Args:
        template: what it has to agree with: the frameworks and the dates that there are.
    """
    reading = _Reading(template)
    found = reading.framework(read_marked_yaml(text))
    if reading.faults or found is None:
        raise TemplateRefused(reading.faults)
    return found


class _Reading:
    """One pass over a list; collects the faults and the identifiers that were used."""

    def __init__(self, template: RoadmapTemplate) -> None:
        self.template = template
        self.dates: Mapping[str, RegulationDate] = {one.key: one for one in template.regulation_dates}
        self.faults: list[Fault] = []
        self.used: dict[str, int] = {}

    def fields(self, node: Node) -> Fields:
        return Fields(node, self.faults)

    def framework(self, root: Node) -> FrameworkList | None:
        fields = self.fields(root)
        schema = fields.get("schema_version")
        if schema and schema.value != SCHEMA_VERSION:
            fields.refuse(schema, f"must be {SCHEMA_VERSION}, the only form this release reads", str(SCHEMA_VERSION))
        key = fields.choice("framework", tuple(self.template.frameworks))
        version = fields.text("version", like=_VERSION)
        published, listed = self.day(fields, "published_on"), self.day(fields, "listed_on")
        publisher = self.publisher(fields)
        scope = fields.text("scope")
        groups = tuple(self.group(node, key) for node in fields.entries("groups"))
        compared = tuple(filter(None, (self.comparison(node) for node in fields.entries("compared", needed=False))))
        fields.close()
        if not key or published is None or listed is None:
            return None
        about = self.template.frameworks[key]
        return FrameworkList(about, version, published, listed, publisher, scope, groups, compared)

    def comparison(self, node: Node) -> Comparison | None:
        fields = self.fields(node)
        source = Source(fields.text("title", longest=LONGEST_TITLE), fields.text("url", like=_ADDRESS))
        on, found = self.day(fields, "on"), fields.text("found")
        fields.close()
        return Comparison(source, on, found) if on else None

    def day(self, fields: Fields, name: str) -> date | None:
        node = fields.node.entries.get(name)
        found = fields.day_or_none(name, needed=True)
        if node is not None and node.value is None:
            fields.refuse(node, "must be a date such as 2026-11-30", "YYYY-MM-DD")
        return found

    def publisher(self, fields: Fields) -> Source:
        node = fields.get("publisher")
        if node is None:
            return Source("", "")
        inner = self.fields(node)
        source = Source(inner.text("title", longest=LONGEST_TITLE), inner.text("url", like=_ADDRESS))
        inner.close()
        return source

    def group(self, node: Node, key: str) -> Group:
        fields = self.fields(node)
        title = fields.text("title", longest=LONGEST_TITLE)
        group = Group(title, tuple(self.identifier(entry, key) for entry in fields.entries("identifiers")))
        fields.close()
        return group

    def identifier(self, node: Node, key: str) -> Identifier:
        fields = self.fields(node)
        name = self.name(fields)
        about = fields.text("about", longest=LONGEST_TITLE)
        where = fields.get("applies", needed=False)
        ours = {name: one for name, one in self.dates.items() if one.framework == key}
        applies = ours.get(fields.choice_of(where, tuple(ours))) if where else None
        fields.close()
        return Identifier(name, about, applies)

    def name(self, fields: Fields) -> str:
        node = fields.get("id")
        name = fields.text_of(node, 40, _REFERENCE) if node else ""
        if node and name in self.used:
            fields.refuse(node, f"{name!r} was already used in line {self.used[name]}")
        elif node and name:
            self.used[name] = node.line
        return name
