"""How votes add up, in tables and over anything hypothesis thinks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.gates.quorum import Ballot, Rule, tally

SPONSOR, RISK, SECURITY = "executive_sponsor", "risk_owner", "security_reviewer"
TWO = Rule((SPONSOR, RISK), 2)
OF_THREE = Rule((SPONSOR, RISK, SECURITY), 2)


def yes(person: int, *roles: str, counts: bool = True) -> Ballot:
    return Ballot(person, roles, approves=True, counts=counts)


@pytest.mark.parametrize(
    ("rule", "ballots", "approvals", "reached"),
    [
        (TWO, [], 0, False),
        (TWO, [yes(1, SPONSOR)], 1, False),
        (TWO, [yes(1, SPONSOR), yes(2, RISK)], 2, True),
        (TWO, [yes(1, RISK), yes(2, RISK)], 1, False),  # two of one responsibility are one
        (TWO, [yes(1, SPONSOR, RISK)], 1, False),  # one person is one
        (TWO, [yes(1, SPONSOR, RISK), yes(2, SPONSOR)], 2, True),  # the first counts for the other one
        (TWO, [yes(1, SPONSOR), yes(2, RISK, counts=False)], 1, False),
        (TWO, [yes(1, SPONSOR), yes(2, RISK), Ballot(3, (RISK,), approves=False)], 2, False),
        (OF_THREE, [yes(1, SPONSOR), yes(2, SECURITY)], 2, True),
        (TWO, [yes(1, "evaluator"), yes(2, RISK)], 1, False),
    ],
)
def test_approvals_count_once_a_person_and_once_a_responsibility(
    rule: Rule, ballots: list[Ballot], approvals: int, reached: bool
) -> None:
    found = tally(rule, ballots)
    assert (found.approvals, found.is_reached) == (approvals, reached)


BALLOTS = st.lists(
    st.builds(
        Ballot,
        person=st.integers(1, 6),
        roles=st.lists(st.sampled_from(OF_THREE.approvers), unique=True, max_size=3).map(tuple),
        approves=st.booleans(),
        counts=st.booleans(),
    ),
    unique_by=lambda ballot: ballot.person,
    max_size=6,
)


@given(BALLOTS)
def test_no_more_count_than_there_are_people_and_responsibilities(ballots: list[Ballot]) -> None:
    found = tally(OF_THREE, ballots)
    counted = [one for one in ballots if one.approves and one.counts and one.roles]
    held = {role for one in counted for role in one.roles}
    assert found.approvals <= min(len(counted), len(held))
    assert not (found.is_reached and found.is_rejected)


ROLES_HELD = st.lists(st.sampled_from(OF_THREE.approvers), unique=True, max_size=3).map(tuple)


@given(BALLOTS, ROLES_HELD)
def test_an_approval_adds_one_exactly_where_its_person_holds_what_is_missing(
    ballots: list[Ballot], roles: tuple[str, ...]
) -> None:
    before = tally(OF_THREE, ballots)
    after = tally(OF_THREE, [*ballots, yes(99, *roles)])
    assert after.approvals - before.approvals == bool(set(roles) & set(before.missing))


def test_what_an_approver_counts_for_is_missing_as_well_where_they_could_count_for_another() -> None:
    assert tally(TWO, [yes(1, SPONSOR, RISK)]).missing == (SPONSOR, RISK)
    assert tally(TWO, [yes(1, SPONSOR)]).missing == (RISK,)
    chain = tally(OF_THREE, [yes(1, SPONSOR, RISK), yes(2, RISK, SECURITY)])
    assert (chain.missing, chain.lacking) == ((SPONSOR, RISK, SECURITY), 0)


@given(BALLOTS, st.randoms())
def test_the_order_of_votes_does_not_matter(ballots: list[Ballot], random: st.DataObject) -> None:
    shuffled = list(ballots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(OF_THREE, ballots).approvals == tally(OF_THREE, shuffled).approvals
