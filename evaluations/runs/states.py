"""The states of a run and the moves between them, as one table; plain Python, no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class RunState(StrEnum):
    QUEUED = "queued"  # waits for a worker
    RUNNING = "running"
    PAUSED = "paused"  # by a person, or because the endpoint refused the key
    STOPPED = "stopped"  # its budget, or the endpoint's quota, is used up
    COMPLETED = "completed"
    INCONCLUSIVE = "inconclusive"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Move(StrEnum):
    TAKE_UP = "take_up"
    PAUSE = "pause"
    STOP = "stop"
    RESUME = "resume"
    COMPLETE = "complete"
    FIND_INCONCLUSIVE = "find_inconclusive"
    FAIL = "fail"
    RETRY = "retry"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Rule:
    """From which states a move may be made, and where it leads."""

    before: frozenset[RunState]
    after: RunState


ACTIVE = frozenset({RunState.QUEUED, RunState.RUNNING})
# Nobody works on it, and it can be taken up again.
RESTING = frozenset({RunState.PAUSED, RunState.STOPPED})
WITH_RESULT = frozenset({RunState.COMPLETED, RunState.INCONCLUSIVE, RunState.FAILED})
ENDED = WITH_RESULT | {RunState.CANCELLED}
_RUNNING = frozenset({RunState.RUNNING})

MOVES: Mapping[Move, Rule] = {
    Move.TAKE_UP: Rule(frozenset({RunState.QUEUED}), RunState.RUNNING),
    Move.PAUSE: Rule(ACTIVE, RunState.PAUSED),
    Move.STOP: Rule(_RUNNING, RunState.STOPPED),
    Move.RESUME: Rule(RESTING, RunState.QUEUED),
    Move.COMPLETE: Rule(_RUNNING, RunState.COMPLETED),
    Move.FIND_INCONCLUSIVE: Rule(_RUNNING, RunState.INCONCLUSIVE),
    Move.FAIL: Rule(_RUNNING, RunState.FAILED),
    Move.RETRY: Rule(WITH_RESULT, RunState.QUEUED),
    Move.CANCEL: Rule(ACTIVE | RESTING, RunState.CANCELLED),
}


def may(state: str, move: Move) -> bool:
    """Whether a run in this state can make the move."""
    return state in MOVES[move].before
