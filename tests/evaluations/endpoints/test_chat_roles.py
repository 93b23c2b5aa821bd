"""System and developer messages for endpoints that do not know both: no word lost, the order kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.endpoints.chat_roles import BETWEEN, INSTRUCTING, Roles, spoken

ROLE = st.sampled_from(["system", "developer", "user", "assistant"])
TALK = st.lists(st.fixed_dictionaries({"role": ROLE, "content": st.text(min_size=1, max_size=20)}), max_size=8)
CASE = [
    {"role": "system", "content": "S"},
    {"role": "developer", "content": "D"},
    {"role": "user", "content": "U"},
    {"role": "assistant", "content": "A"},
    {"role": "user", "content": "V"},
]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (Roles.AS_THEY_ARE, ["system S", "developer D", "user U", "assistant A", "user V"]),
        (Roles.DEVELOPER_AS_SYSTEM, ["system S\n\nD", "user U", "assistant A", "user V"]),
        (Roles.FOLDED, ["user S\n\nD\n\nU", "assistant A", "user V"]),
    ],
)
def test_each_way_puts_the_instructions_where_the_endpoint_takes_them(roles: Roles, expected: list[str]) -> None:
    assert [f"{each['role']} {each['content']}" for each in spoken(CASE, roles)] == expected


def test_instructions_without_a_user_become_a_message_of_the_user() -> None:
    assert spoken(CASE[:2], Roles.FOLDED) == [{"role": "user", "content": "S\n\nD"}]


@given(TALK, st.sampled_from(Roles))
def test_no_word_is_lost_and_the_case_itself_stays_as_it_was(talk: list[dict[str, str]], roles: Roles) -> None:
    before = [dict(message) for message in talk]
    said = BETWEEN.join(message["content"] for message in spoken(talk, roles))
    assert talk == before
    assert sorted(said.replace("\n", "")) == sorted("".join(each["content"] for each in talk).replace("\n", ""))


@given(TALK)
def test_a_folded_conversation_has_no_instructing_role_and_one_without_any_is_left_alone(
    talk: list[dict[str, str]],
) -> None:
    folded = spoken(talk, Roles.FOLDED)
    assert not any(message["role"] in INSTRUCTING for message in folded)
    assert spoken(folded, Roles.FOLDED) == folded


@given(TALK)
def test_developer_messages_as_system_ones_leave_no_two_system_messages_side_by_side(
    talk: list[dict[str, str]],
) -> None:
    roles = [message["role"] for message in spoken(talk, Roles.DEVELOPER_AS_SYSTEM)]
    assert "developer" not in roles
    assert not any(one == two == "system" for one, two in pairwise(roles))
