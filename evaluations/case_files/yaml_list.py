"""Reads a YAML list of cases, each with its line; no anchors, no tags, nothing nested beyond reason."""

import math
from typing import Any

import yaml

from evaluations.case_files.decoding import refused
from evaluations.errors import Fault, FileRefused

# The C loader is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 30
MAX_ITEMS = 20_000
_PLAIN = "tag:yaml.org,2002:"


def read_list(text: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The mappings of the list, and the faults of entries that are none.

    Raises:
        FileRefused: it is no YAML, no list, or uses what only YAML has (anchors, tags).
    """
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise refused(mark.line + 1 if mark else 0, f"This is not YAML: {problem}.", "", "YAML") from error
    except (ValueError, RecursionError) as error:
        raise refused(0, "This is not YAML that can be read.", "", "YAML") from error
    if not isinstance(root, yaml.SequenceNode):
        raise refused(1, "The file must be a list of cases, each beginning with “- ”.", "", "a list")
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for node in root.value[: MAX_ITEMS + 1]:
        line = node.start_mark.line + 1
        try:
            value = _value(node)
        except FileRefused as refusal:
            faults += refusal.faults
            continue
        if isinstance(value, dict):
            rows.append((line, value))
        else:
            faults.append(Fault("case", str(value)[:80], "fields with values", "This is not a case.", line))
    return rows, faults


def _check_events(text: str) -> None:
    """Looks at the stream before a tree is built of it: an alias can blow a tree up, a depth can exhaust the stack."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refused(line, "Anchors and aliases are not taken; write each case out.", "", "plain YAML")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH or documents > 1:
            what = "nested too deep" if depth > MAX_DEPTH else "more than one document"
            raise refused(line, f"The file is {what}." if depth > MAX_DEPTH else f"The file holds {what}.", "", "YAML")


def _value(node: yaml.Node) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    kind = node.tag.removeprefix(_PLAIN)
    if kind in ("str", "timestamp", "value"):
        return node.value
    if kind not in ("int", "float", "bool", "null"):
        raise refused(line, f"The tag {node.tag[:40]} is not taken.", node.tag[:40], "plain YAML")
    value = yaml.safe_load(node.value) if kind != "null" else None
    if isinstance(value, float) and not math.isfinite(value):
        raise refused(line, f"{node.value} is not a number.", node.value, "a number")
    return value


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, key = key_node.start_mark.line + 1, key_node.value
        if not isinstance(key_node, yaml.ScalarNode):
            raise refused(line, "A key must be a word.", "", "a word")
        if key in found:
            raise refused(line, f"The key “{key[:60]}” occurs twice.", key[:60], "each key once")
        found[key] = _value(value_node)
    return found
