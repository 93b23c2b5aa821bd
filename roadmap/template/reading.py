"""Reads the versioned template that a project's roadmap is copied from; every fault is reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from roadmap.errors import Fault, TemplateRefused
from roadmap.marked_yaml import Node, read_marked_yaml
from roadmap.template.fields import LONGEST_TITLE, Fields
from roadmap.template.records import (
    CriterionTemplate,
    Evidence,
    Framework,
    Gate,
    PhaseTemplate,
    RegulationDate,
    RoadmapTemplate,
    Source,
)
from roadmap.vocabulary import CONFIDENCES, EVIDENCE_TYPES, ROLES, VERIFICATIONS

SHIPPED = Path(__file__).parents[1] / "data" / "criteria-2026.11.yaml"
SCHEMA_VERSION = 1
PHASE_CODES = ("P1", "P2", "P3", "P4")
LONGEST_INTERVAL_DAYS = 3650

_ANCHOR = re.compile(r"[a-z][a-z0-9_]{0,79}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .()-]{0,39}")
_ADDRESS = re.compile(r"https://[^\s<>\"]{1,200}")


@cache
def shipped_template() -> RoadmapTemplate:
    """The template that ships with the product."""
    return read_template(SHIPPED.read_text(encoding="utf-8"))


def read_template(text: str) -> RoadmapTemplate:
    """The template written in *text*. Raises TemplateRefused with all faults, each with line and place."""
    reading = _Reading()
    template = reading.template(read_marked_yaml(text))
    if reading.faults:
        raise TemplateRefused(reading.faults)
    return template


class _Reading:
    """One pass over a template; collects the faults and what later parts have to agree with."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.roles: tuple[str, ...] = ()
        self.evidence_types: tuple[str, ...] = ()
        self.frameworks: Mapping[str, Framework] = {}
        self.codes: dict[str, int] = {}
        self.four_eyes = True

    def fields(self, node: Node) -> Fields:
        return Fields(node, self.faults)

    def template(self, root: Node) -> RoadmapTemplate:
        fields = self.fields(root)
        schema = fields.get("schema_version")
        if schema and schema.value != SCHEMA_VERSION:
            fields.refuse(schema, f"must be {SCHEMA_VERSION}, the only form this release reads", str(SCHEMA_VERSION))
        version = fields.text("template_version", like=_VERSION)
        spec_checked = fields.text("spec_checked", like=_VERSION)
        self.roles = fields.choices("roles", tuple(ROLES))
        self.evidence_types = fields.choices("evidence_types", tuple(EVIDENCE_TYPES))
        self.frameworks = self.all_frameworks(fields.get("frameworks"))
        label, note = self.mapping(fields.get("mapping"))
        waiver_max_days = self.defaults(fields.get("defaults"))
        dates = self.dates(fields)
        phases = self.phases(fields, root)
        fields.close()
        return RoadmapTemplate(
            version=version,
            spec_checked=spec_checked,
            frameworks=self.frameworks,
            mapping_label=label,
            mapping_note=note,
            regulation_dates=dates,
            four_eyes=self.four_eyes,
            waiver_max_days=waiver_max_days,
            phases=phases,
        )

    def mapping(self, node: Node | None) -> tuple[str, str]:
        if node is None:
            return "", ""
        fields = self.fields(node)
        label, note = fields.text("label", longest=LONGEST_TITLE), fields.text("note")
        fields.close()
        return label, note

    def defaults(self, node: Node | None) -> int:
        if node is None:
            return 1
        fields = self.fields(node)
        self.four_eyes = fields.truth("four_eyes")
        waiver_max_days = fields.whole("waiver_max_days", low=1, high=LONGEST_INTERVAL_DAYS)
        fields.close()
        return waiver_max_days

    def all_frameworks(self, node: Node | None) -> Mapping[str, Framework]:
        if node is None:
            return {}
        fields, found = self.fields(node), {}
        for key, entry in node.entries.items():
            if not _KEY.fullmatch(key):
                fields.refuse(entry, f"{key[:80]!r} is not written as a key must be", _KEY.pattern)
            found[key] = self.framework(key, entry)
        return MappingProxyType(found)

    def framework(self, key: str, node: Node) -> Framework:
        fields = self.fields(node)
        framework = Framework(
            key=key,
            name=fields.text("name", longest=LONGEST_TITLE),
            id_kind=fields.text("id_kind", longest=LONGEST_TITLE),
            verification=fields.choice("verification", tuple(VERIFICATIONS)),
            basis=fields.text("basis"),
            sources=tuple(self.source(entry) for entry in fields.entries("sources")),
            single_source_ids=fields.texts("single_source_ids", like=_REFERENCE),
            second_source_ids=fields.texts("second_source_ids", like=_REFERENCE),
            caution=fields.text_or_blank("caution"),
        )
        fields.close()
        return framework

    def source(self, node: Node) -> Source:
        fields = self.fields(node)
        source = Source(
            title=fields.text("title", longest=LONGEST_TITLE),
            url=fields.text("url", like=_ADDRESS),
            revision=fields.text_or_blank("revision", longest=40),
        )
        fields.close()
        return source

    def dates(self, fields: Fields) -> tuple[RegulationDate, ...]:
        nodes = fields.entries("regulation_dates", needed=False)
        found = tuple(self.regulation_date(node) for node in nodes)
        self.twice([(entry.key, node) for entry, node in zip(found, nodes, strict=True)], fields)
        return found

    def regulation_date(self, node: Node) -> RegulationDate:
        fields = self.fields(node)
        entry = RegulationDate(
            key=fields.text("key", like=_KEY),
            framework=fields.choice("framework", tuple(self.frameworks)),
            applies_from=fields.day_or_none("applies_from", needed=True) or date.max,
            what=fields.text("what"),
            confidence=fields.choice("confidence", CONFIDENCES),
            previous=fields.day_or_none("previous"),
            note=fields.text_or_blank("note"),
        )
        fields.close()
        return entry

    def twice(self, named: list[tuple[str, Node]], fields: Fields) -> None:
        seen: dict[str, int] = {}
        for name, node in named:
            if name and name in seen:
                fields.refuse(node, f"{name!r} was already used in line {seen[name]}")
            seen.setdefault(name, node.line)

    def phases(self, fields: Fields, root: Node) -> tuple[PhaseTemplate, ...]:
        phases = tuple(self.phase(node) for node in fields.entries("phases"))
        codes = tuple(phase.code for phase in phases)
        if all(codes) and codes != PHASE_CODES:
            where = root.entries.get("phases", root)
            fields.refuse(where, f"must be {', '.join(PHASE_CODES)} in this order", ", ".join(PHASE_CODES))
        return phases

    def phase(self, node: Node) -> PhaseTemplate:
        fields = self.fields(node)
        code = fields.choice("id", PHASE_CODES)
        gate = fields.get("gate")
        phase = PhaseTemplate(
            code=code,
            name=fields.text("name", longest=LONGEST_TITLE),
            entry_rule=fields.text("entry_rule"),
            gate=self.gate(gate) if gate else Gate("", (), 1, requester_may_approve=False),
            criteria=tuple(self.criterion(entry, code) for entry in fields.entries("criteria")),
        )
        fields.close()
        return phase

    def gate(self, node: Node) -> Gate:
        fields = self.fields(node)
        approvers = fields.choices("approvers", self.roles)
        gate = Gate(
            name=fields.text("name", longest=LONGEST_TITLE),
            approvers=approvers,
            min_approvals=fields.whole("min_approvals", low=1, high=max(1, len(approvers))),
            requester_may_approve=fields.truth("requester_may_approve"),
            repeats_days=fields.whole_or_none("repeats_days", low=1, high=LONGEST_INTERVAL_DAYS, needed=False),
        )
        if self.four_eyes and gate.requester_may_approve:
            fields.refuse(node, "lets the requester approve, but four_eyes is set", "requester_may_approve: false")
        fields.close()
        return gate

    def criterion(self, node: Node, phase: str) -> CriterionTemplate:
        fields = self.fields(node)
        criterion = CriterionTemplate(
            code=self.code(fields, phase),
            title=fields.text("title", longest=LONGEST_TITLE),
            statement=fields.text("statement"),
            evidence=tuple(self.evidence(entry) for entry in fields.entries("evidence")),
            auto=fields.text("auto"),
            blocking=fields.truth("blocking"),
            waiver=self.waiver(fields),
            review_days=fields.whole_or_none("review_days", low=1, high=LONGEST_INTERVAL_DAYS, needed=True),
            spec_anchors=fields.texts("spec_anchors", like=_ANCHOR),
            mappings=self.references(fields.get("map", needed=False)),
        )
        fields.close()
        return criterion

    def code(self, fields: Fields, phase: str) -> str:
        node = fields.get("id")
        if node is None:
            return ""
        written = node.value if isinstance(node.value, str) else ""
        if phase and not re.fullmatch(rf"{phase}\.[1-9][0-9]?", written):
            fields.refuse(node, f"{node.shown()!r} is not a code of phase {phase}", f"{phase}.1 to {phase}.99")
        elif written in self.codes:
            fields.refuse(node, f"{written!r} was already used in line {self.codes[written]}")
        self.codes.setdefault(written, node.line)
        return written

    def evidence(self, node: Node) -> Evidence:
        fields = self.fields(node)
        evidence = Evidence(type=fields.choice("type", self.evidence_types), proves=fields.text("proves"))
        fields.close()
        return evidence

    def waiver(self, fields: Fields) -> str | None:
        node = fields.get("waiver")
        return None if node is None or node.value is None else fields.choice_of(node, self.roles)

    def references(self, node: Node | None) -> Mapping[str, tuple[str, ...]]:
        if node is None:
            return MappingProxyType({})
        fields, found = self.fields(node), {}
        for key, entry in node.entries.items():
            if key not in self.frameworks:
                listed = ", ".join(self.frameworks) or "none"
                fields.refuse(entry, f"{key[:80]!r} is not a framework of this template; it has: {listed}", listed)
            found[key] = fields.texts(key, like=_REFERENCE)
        return MappingProxyType(found)
