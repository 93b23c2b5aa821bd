"""The reader of templates: every fault at once, each at its place, and never anything but a refusal."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.errors import Fault, TemplateRefused
from roadmap.template.reading import SHIPPED, read_template, shipped_template

TEXT = SHIPPED.read_text(encoding="utf-8")
DATA: dict[str, Any] = yaml.safe_load(TEXT)


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(TemplateRefused) as refusal:
        read_template(text)
    return [(fault.place, fault.message) for fault in refusal.value.faults]


def written(data: object) -> str:
    return str(
        yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False, allow_unicode=True)
    )


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    data = deepcopy(DATA)
    change(data)
    return written(data)


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


def test_a_template_written_out_and_read_again_is_the_same() -> None:
    assert read_template(changed(lambda data: None)) == shipped_template()


def test_all_faults_are_reported_at_once_in_the_order_of_the_file_with_their_lines() -> None:
    text = edited("confidence: high", "confidence: certain")
    text = text.replace("type: decision_record", "type: rumour", 1)
    text = text.replace(
        "blocking: true\n        waiver: executive_sponsor", "blocking: yes please\n        waiver: king", 1
    )
    text = text.replace("min_approvals: 2", "min_approvals: 3", 1)
    with pytest.raises(TemplateRefused) as refusal:
        read_template(text)
    places = [fault.place for fault in refusal.value.faults]
    assert places == [
        "regulation_dates[1].confidence",
        "phases[1].gate.min_approvals",
        "phases[1].criteria[1].evidence[1].type",
        "phases[1].criteria[4].blocking",
        "phases[1].criteria[4].waiver",
    ]
    lines = text.splitlines()
    for fault, found in zip(refusal.value.faults, ["certain", "3", "rumour", "yes please", "king"], strict=True):
        assert found in lines[fault.line - 1]
        assert fault.value == found


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("title: Someone", "titel: Someone", "phases[1].criteria[1].title", "is missing"),
        ("title: Someone", "colour: red\n        title: Someone", "phases[1].criteria[1].colour", "is not a known key"),
        ("id: P1.2", "id: P1.1", "phases[1].criteria[2].id", "'P1.1' was already used in line"),
        ("id: P1.2", "id: P2.2", "phases[1].criteria[2].id", "'P2.2' is not a code of phase P1"),
        ("id: P1\n", "id: P2\n", "phases", "must be P1, P2, P3, P4 in this order"),
        ("waiver: null", "waiver: janitor", "phases[1].criteria[1].waiver", "'janitor' is not in the list"),
        ("approvers: [executive_sponsor", "approvers: [boss", "phases[1].gate.approvers[1]", "'boss' is not in"),
        ("- alignment_lead\n", "- wizard\n", "roles[2]", "'wizard' is not in the list"),
        ("review_days: 180", "review_days: 0", "phases[1].criteria[1].review_days", "must be a whole number"),
        ("review_days: 180", "review_days: 1.5", "phases[1].criteria[1].review_days", "'1.5' is read as float"),
        ("requester_may_approve: false", "requester_may_approve: true", "phases[1].gate", "lets the requester approve"),
        ("[scope_of_autonomy", "[Scope-Of", "phases[1].criteria[2].spec_anchors[1]", "is not written as it must be"),
        ('nist: ["GOVERN 2.1"', 'soc2: ["CC1"', "phases[1].criteria[1].map.soc2", "'soc2' is not a framework"),
        ('["17.1", "26.2"]', '["17.1", "17.1"]', "phases[1].criteria[1].map.eu[2]", "'17.1' is in the list twice"),
        ('["17.1", "26.2"]', "[17.1]", "phases[1].criteria[1].map.eu[1]", "'17.1' is read as float"),
        ("2025-02-02", "2025-02-30", "regulation_dates[1].applies_from", "2025-02-30 is not a day of the calendar"),
        ("2025-02-02", "soon", "regulation_dates[1].applies_from", "must be a date such as 2026-11-30"),
        ("key: eu_gpai", "key: eu_art_4_5", "regulation_dates[2]", "'eu_art_4_5' was already used"),
        ("url: \"https:", "url: \"javascript:", "frameworks.nist.sources[1].url", "is not written as it must be"),
        ("schema_version: 1", "schema_version: 2", "schema_version", "must be 1"),
        ("schema_version: 1", "schema_version: 1\nschema_version: 1", "schema_version", "is written twice"),
        ("waiver: null", "waiver: *a", "file", "uses an alias"),
        ("confidence: high", "confidence: !!python/name:os.x high", "regulation_dates[1].confidence", "is read as"),
    ],
)  # fmt: skip
def test_one_fault_is_named_where_it_stands(old: str, new: str, place: str, message: str) -> None:
    assert any(found == place and message in told for found, told in refused(edited(old, new)))


def test_an_evidence_type_outside_the_templates_own_list_is_refused() -> None:
    faults = refused(edited("  - log_sample\n", ""))
    assert [place for place, _ in faults] == [
        "phases[2].criteria[3].evidence[2].type",
        "phases[4].criteria[3].evidence[1].type",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "[]", "just text", "a: [", "a: \x00", "\ud800", "? [1]\n: 2", "a: *b", "--- 1\n--- 2\n"],
)
def test_what_is_no_template_is_refused_and_not_crashed_on(text: str) -> None:
    assert refused(text)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert all("uses an alias" in message for _, message in refused(bomb))


def test_deep_nesting_and_great_length_are_refused() -> None:
    assert refused("[" * 5000) == [("file", "is nested deeper than 12 levels")]
    assert "is longer than" in refused("#" * 1_000_001)[0][1]


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_gives_a_refusal_with_lines(text: str) -> None:
    with pytest.raises(TemplateRefused) as refusal:
        read_template(text)
    assert all(fault.line >= 1 and fault.message for fault in refusal.value.faults)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def damaged_templates(draw: st.DrawFn) -> str:
    """The shipped template with one value anywhere replaced by something else, or one key added."""
    data = deepcopy(DATA)
    here: Any = data
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if isinstance(here, dict) and draw(st.integers(0, 9)) == 0:
            here[draw(st.text("xyz", min_size=1, max_size=5))] = draw(JUNK)
            break
        key = draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or not here[key] or draw(st.integers(0, 3)) == 0:
            here[key] = draw(JUNK)
            break
        here = here[key]
    return written(data)


@given(damaged_templates())
@settings(max_examples=60, deadline=None)
def test_a_damaged_template_is_read_or_refused_with_places_and_nothing_else(text: str) -> None:
    faults: list[Fault] = []
    try:
        assert all(phase.criteria for phase in read_template(text).phases)
    except TemplateRefused as refusal:
        faults = refusal.faults or [Fault(0, "nowhere", "refused without a fault")]
    assert all(1 <= fault.line <= len(text.splitlines()) for fault in faults)
