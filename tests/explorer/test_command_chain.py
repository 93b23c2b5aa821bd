"""Who holds: the table of situations, the rules' table, and what is true of every situation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import spec_markdown
from explorer.catalogue import read_outline
from explorer.command_chain import (
    KINDS,
    LEVELS,
    ROLES,
    RULES,
    WITHOUT_AUTHORITY,
    Conflict,
    Fault,
    Instruction,
    InstructionsRefused,
    Situation,
    read_document,
    read_situation,
    resolve,
)
from explorer.spec_markdown import read_folder
from tests.explorer.chain_cases import CASES, Case, situation_of


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_situation_ends_as_the_document_says(case: Case) -> None:
    found = resolve(case.situation)
    yielded = {f"{one.id}>{one.by} {one.rule.name}" for one in found.overridden}
    yielded |= {f"{one.id} {one.rule.name}" for one in found.ignored}

    assert " ".join(found.holds) == case.holds
    assert yielded == {one.strip() for one in case.yields.split(",") if one.strip()}


def test_every_rule_decides_or_explains_one_of_the_situations() -> None:
    used = {step.rule.name for case in CASES for step in resolve(case.situation).steps if step.rule}

    assert used == {rule.name for rule in RULES}
    assert len(RULES) == len(used)


def test_the_sections_that_rules_and_situations_rest_on_are_in_the_outline() -> None:
    known = {section.identifier for section in read_outline("2025-12-18").sections}

    assert {rule.section for rule in RULES} | {case.section for case in CASES} <= known


def test_and_in_the_published_document(shared_data: Path) -> None:
    files = read_folder(shared_data / "model_spec" / "2025-12-18")
    document = spec_markdown.read_document(files.markdown, files.prompt_files)
    known = {section.identifier for section in document.sections}

    assert {rule.section for rule in RULES} | {case.section for case in CASES} <= known


def test_the_steps_tell_the_way_in_sentences() -> None:
    found = resolve(situation_of("R:root 0, D:developer 1, U:user 2, T:tool 3", "R-D letter, D-U spirit"))

    assert [step.sentence for step in found.steps] == [
        "R (root) holds: nothing stands against it.",
        "R (root) is a root rule, and nothing overrides those, so D (developer) does not hold.",
        "U (user) holds, for what would override it (D) does not hold itself.",
        "T (tool output) has no authority: what it says is information.",
    ]


def test_an_open_conflict_says_what_the_assistant_does() -> None:
    root = resolve(situation_of("R1:root 0, R2:root 1", "R1-R2 spirit"))
    user = resolve(situation_of("A:user 4, B:user 4", "A-B letter"))

    assert "does nothing that breaks either" in root.steps[1].sentence
    assert "the assistant asks" in user.steps[1].sentence


def test_borrowed_authority_says_who_lends_it() -> None:
    found = resolve(situation_of("D:developer 1, Q:quoted 2 <D"))

    assert found.steps[1].sentence.startswith("Q (quoted text at developer level) holds: D lets it speak")


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Up to nine instructions with any role, time and lender, and any conflicts between them, also twice."""
    count = draw(st.integers(0, 9))
    instructions = []
    for number in range(count):
        lender = draw(st.one_of(st.just(""), st.sampled_from([str(one) for one in range(number)] or [""])))
        role = draw(st.sampled_from(ROLES))
        instructions.append(Instruction(str(number), role, draw(st.integers(0, 3)), "", draw(st.booleans()), lender))
    pair = st.tuples(st.integers(0, max(count - 1, 0)), st.integers(0, max(count - 1, 0)), st.sampled_from(KINDS))
    found = draw(st.lists(pair, max_size=20)) if count > 1 else []
    conflicts = [Conflict((str(one), str(other)), kind) for one, other, kind in found if one != other]
    return Situation(tuple(draw(st.permutations(instructions))), tuple(conflicts))


@given(situations())
def test_every_instruction_ends_in_exactly_one_place(situation: Situation) -> None:
    found = resolve(situation)
    places = [*found.holds, *(one.id for one in found.overridden), *(one.id for one in found.ignored)]

    assert sorted(places) == sorted(one.id for one in situation.instructions)
    assert {step.about for step in found.steps} == set(places)


@given(situations())
def test_nothing_overrides_a_root_rule(situation: Situation) -> None:
    roots = {one.id for one in situation.instructions if one.role == "root"}

    assert roots <= set(resolve(situation).holds)


@given(situations())
def test_nobody_below_overrides_the_provider(situation: Situation) -> None:
    level = {one.id: LEVELS.index(one.role) for one in situation.instructions if one.role not in WITHOUT_AUTHORITY}
    for one in resolve(situation).overridden:
        if level.get(one.id) == LEVELS.index("system") and one.by in level and one.rule.name != "suspected_mistake":
            assert level[one.by] <= level[one.id]


@given(situations())
def test_only_what_holds_overrides(situation: Situation) -> None:
    found = resolve(situation)

    assert {one.by for one in found.overridden} <= set(found.holds)
    assert all(one.id != one.by for one in found.overridden)


@given(situations(), st.randoms())
def test_the_order_of_the_input_decides_nothing(situation: Situation, chance: object) -> None:
    instructions, conflicts = list(situation.instructions), list(situation.conflicts)
    chance.shuffle(instructions)  # type: ignore[attr-defined]
    chance.shuffle(conflicts)  # type: ignore[attr-defined]
    turned = tuple(Conflict(one.between[::-1], one.kind) for one in conflicts)

    assert resolve(Situation(tuple(instructions), turned)) == resolve(situation)


@given(situations(), st.sampled_from(ROLES), st.integers(0, 3), st.booleans())
def test_an_instruction_without_conflicts_changes_nothing_else(
    situation: Situation, role: str, order: int, explicit: bool
) -> None:
    before = resolve(situation)
    more = Instruction("new", role, order, "", explicit)  # type: ignore[arg-type]
    after = resolve(Situation((*situation.instructions, more), situation.conflicts))

    assert [one for one in after.holds if one != "new"] == list(before.holds)
    assert after.overridden == before.overridden
    assert [one for one in after.ignored if one.id != "new"] == list(before.ignored)
    assert [step for step in after.steps if step.about != "new"] == list(before.steps)


def test_two_instructions_in_conflict_never_both_hold_unless_it_stays_open() -> None:
    for one in ROLES[:5]:
        for other in ROLES[:5]:
            for kind in KINDS:
                found = resolve(situation_of(f"A:{one} 1, B:{other} 2", f"A-B {kind}"))
                assert len(found.holds) == (2 if one == other == "root" else 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([*ROLES, *KINDS]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "instructions",
                    "conflicts",
                    "id",
                    "role",
                    "order",
                    "text",
                    "explicit",
                    "delegated_by",
                    "between",
                    "kind",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=7,
        )
    ),
    max_leaves=30,
)


def faults_in(read: Callable[[], Situation]) -> list[Fault]:
    try:
        resolve(read())
    except InstructionsRefused as refused:
        return refused.faults or [Fault("", None, "", "")]
    return []


@given(JSON)
def test_whatever_comes_in_is_read_or_refused_with_reasons(data: object) -> None:
    assert all(fault.message and fault.allowed for fault in faults_in(lambda: read_situation(data)))


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused_with_reasons(content: bytes) -> None:
    assert all(fault.message and fault.allowed for fault in faults_in(lambda: read_document(content)))


def test_a_situation_of_the_largest_size_is_decided_in_a_moment() -> None:
    instructions = tuple(Instruction(str(number), "user", number, "") for number in range(2000))
    conflicts = tuple(
        Conflict((str(number), str((number * step + 1) % 2000)), "later")
        for step in (3, 7, 11, 13, 17)
        for number in range(2000)
        if number != (number * step + 1) % 2000
    )
    found = resolve(Situation(instructions, conflicts))

    assert len(found.holds) + len(found.overridden) == 2000
