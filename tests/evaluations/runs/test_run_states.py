"""The table of states and moves: complete, the same as the database's, and nothing gets stuck or comes back to life."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from evaluations.models import Run
from evaluations.runs.states import ACTIVE, ENDED, MOVES, RESTING, WITH_RESULT, Move, RunState, may


def test_the_states_are_those_of_the_database() -> None:
    assert {state.value for state in RunState} == set(Run.State.values)
    assert {RunState(state) for state in Run.ACTIVE} == ACTIVE
    assert {RunState(state) for state in Run.RESTING} == RESTING


def test_every_move_has_a_rule_and_every_state_a_place() -> None:
    assert set(MOVES) == set(Move)
    assert set(RunState) == ACTIVE | RESTING | ENDED
    assert not ACTIVE & RESTING
    assert not (ACTIVE | RESTING) & ENDED


@pytest.mark.parametrize("state", list(RunState))
def test_every_state_but_cancelled_leads_on(state: RunState) -> None:
    onward = [move for move in Move if may(state, move)]
    assert bool(onward) == (state is not RunState.CANCELLED)


@pytest.mark.parametrize("state", sorted({*ACTIVE, *RESTING}))
def test_what_has_not_ended_can_be_cancelled(state: RunState) -> None:
    assert may(state, Move.CANCEL)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_is_neither_paused_nor_cancelled_nor_resumed(state: RunState) -> None:
    assert not any(may(state, move) for move in (Move.CANCEL, Move.PAUSE, Move.RESUME, Move.STOP, Move.TAKE_UP))


class RunOfMoves(RuleBasedStateMachine):
    """Any moves in any order, each made only where the table allows it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = RunState.QUEUED
        self.was_cancelled = False

    @rule(move=st.sampled_from(Move))
    def make(self, move: Move) -> None:
        before = self.state
        if may(before, move):
            self.state = MOVES[move].after
        self.was_cancelled = self.was_cancelled or self.state is RunState.CANCELLED
        if before in RESTING and self.state != before:
            assert self.state in (RunState.QUEUED, RunState.CANCELLED), "what rests begins again in the queue, or ends"
        if before is not RunState.RUNNING and self.state in WITH_RESULT:
            assert self.state == before, "only what ran has a result"
        if before is not RunState.QUEUED and self.state is RunState.RUNNING:
            assert before is RunState.RUNNING, "only a worker sets it running, out of the queue"

    @invariant()
    def cancelled_is_for_good(self) -> None:
        assert not self.was_cancelled or self.state is RunState.CANCELLED


TestRunOfMoves = RunOfMoves.TestCase
TestRunOfMoves.settings = settings(max_examples=60, stateful_step_count=30)
