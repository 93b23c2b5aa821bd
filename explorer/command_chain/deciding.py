"""Decides a whole situation: an instruction holds when nothing that holds itself overrides it.

An overridden instruction overrides nothing any more, so what it would have overridden holds again; and text that was
given authority has it only while the instruction that gave it holds.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from explorer.command_chain import rules, telling
from explorer.command_chain.instructions import KINDS, Situation
from explorer.command_chain.resolution import Ignored, Overridden, Resolution
from explorer.command_chain.standing import Standing, standings_of
from explorer.command_chain.weighing import Weighed, weigh


def resolve(situation: Situation) -> Resolution:
    """Which instructions hold, and why. The result does not depend on the order of the input, only on `order`."""
    standings = standings_of(situation.instructions)
    candidates = {name: standing for name, standing in standings.items() if standing.level is not None}
    weighed = _weighed(situation, candidates)
    docket = _Docket(candidates)
    for one in weighed:
        if not one.is_open:
            docket.enter(one)
    docket.settle()
    holds = tuple(name for name in candidates if docket.state[name])
    overridden, ignored = _fallen(standings, docket)
    steps = telling.steps(standings, holds, overridden, ignored, weighed)
    return Resolution(holds, overridden, ignored, steps)


def _weighed(situation: Situation, candidates: dict[str, Standing]) -> list[Weighed]:
    """The conflicts between instructions with authority, each ended, in an order that the input does not decide."""
    found = []
    for conflict in situation.conflicts:
        one, other = (candidates.get(name) for name in conflict.between)
        if one is not None and other is not None:
            ended = weigh(one, other, conflict.kind)
            found.append((ended.loser.rank, ended.winner.rank, KINDS.index(conflict.kind), ended))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:-1])]


def _fallen(standings: dict[str, Standing], docket: _Docket) -> tuple[tuple[Overridden, ...], tuple[Ignored, ...]]:
    overridden: list[Overridden] = []
    ignored: list[Ignored] = []
    for name, standing in standings.items():
        lender = standings.get(standing.lender)
        if standing.level is None:
            rule = rules.NOTHING_TO_LEND if lender else rules.NO_AUTHORITY
            ignored.append(Ignored(name, rule, telling.because(rule, standing, lender)))
        elif lender and not docket.state[lender.id]:
            ignored.append(Ignored(name, rules.LENDER_FELL, telling.because(rules.LENDER_FELL, standing, lender)))
        elif not docket.state[name]:
            decided = docket.decided_against(name)
            why = telling.because(decided.rule, standing, decided.winner)
            overridden.append(Overridden(name, decided.winner.id, decided.rule, why))
    return tuple(overridden), tuple(ignored)


@dataclass(slots=True)
class _Docket:
    """Works from what is certain: nobody against it: it holds; somebody who holds against it: it falls.

    What remains undecided after that goes round in a circle. There the highest one holds, those against it fall, and
    the work goes on from there. Each conflict is looked at twice at most, so the time grows with their number.
    """

    candidates: dict[str, Standing]
    state: dict[str, bool | None] = field(init=False)
    against: dict[str, list[Weighed]] = field(init=False)
    strikes: dict[str, list[Weighed]] = field(init=False)
    lends: dict[str, list[str]] = field(init=False)
    waiting: dict[str, int] = field(init=False)
    circles: dict[str, Weighed] = field(init=False)

    def __post_init__(self) -> None:
        self.state = dict.fromkeys(self.candidates)
        self.against, self.strikes, self.lends = defaultdict(list), defaultdict(list), defaultdict(list)
        self.waiting, self.circles = dict.fromkeys(self.candidates, 0), {}
        for name, standing in self.candidates.items():
            if standing.lender:
                self.lends[standing.lender].append(name)
                self.waiting[name] += 1

    def enter(self, weighed: Weighed) -> None:
        self.against[weighed.loser.id].append(weighed)
        self.strikes[weighed.winner.id].append(weighed)
        self.waiting[weighed.loser.id] += 1

    def settle(self) -> None:
        ready = deque(name for name, count in self.waiting.items() if not count)
        self._work(ready, deque())
        for name in self.candidates:
            if self.state[name] is None:
                self._break_at(name)

    def decided_against(self, name: str) -> Weighed:
        """The highest instruction that holds and overrides this one."""
        holding = [one for one in self.against[name] if self.state[one.winner.id]]
        return min(holding, key=lambda one: one.winner.rank) if holding else self.circles[name]

    def _break_at(self, name: str) -> None:
        """Lets it hold; all that is still undecided against it falls in the same moment, before anything follows."""
        beaten = [one.winner for one in self.against[name] if self.state[one.winner.id] is None]
        self.circles |= {one.id: Weighed(self.candidates[name], one, rules.CIRCLE_BROKEN) for one in beaten}
        falls = deque(one.id for one in beaten)
        ready: deque[str] = deque()
        self._hold(name, ready, falls)
        self._work(ready, falls)

    def _work(self, ready: deque[str], falls: deque[str]) -> None:
        """Lets the ready ones hold and the falling ones fall, and everything that follows from it."""
        while ready or falls:
            if falls:
                self._fall(falls.popleft(), ready, falls)
            else:
                self._hold(ready.popleft(), ready, falls)

    def _hold(self, name: str, ready: deque[str], falls: deque[str]) -> None:
        if self.state[name] is not None:
            return
        self.state[name] = True
        falls.extend(one.loser.id for one in self.strikes[name])
        for borrower in self.lends[name]:
            self._relieve(borrower, ready)

    def _fall(self, name: str, ready: deque[str], falls: deque[str]) -> None:
        if self.state[name] is not None:
            return
        self.state[name] = False
        falls.extend(self.lends[name])
        for one in self.strikes[name]:
            self._relieve(one.loser.id, ready)

    def _relieve(self, name: str, ready: deque[str]) -> None:
        self.waiting[name] -= 1
        if not self.waiting[name]:
            ready.append(name)
