"""Where the votes on a request stand, and who may still fill its quorum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from roadmap.checks.results import counted
from roadmap.gates.quorum import Ballot, Rule, Tally, tally
from roadmap.models import GateRequest, GateVote, Responsibility
from roadmap.vocabulary import ROLES
from ui.sentences import inside, sentence
from workspaces.models import Project, User


def ballots_of(votes: Sequence[GateVote], apart: Collection[int] = ()) -> list[Ballot]:
    return [
        Ballot(vote.person_id, tuple(vote.roles), vote.approves, vote.counts and vote.person_id not in apart)
        for vote in votes
    ]


def votes_of(request: GateRequest, apart: Collection[int] = ()) -> Tally:
    """Where the votes on a request stand, without those of people who do not count."""
    return tally(Rule.of(request.snapshot["rule"]), ballots_of(list(request.votes.all()), apart))


@dataclass(frozen=True)
class Voters:
    """Who may still fill the quorum: everybody whose approval would count, and, where all of theirs together would not
    fill it, the responsibilities that nobody holds who could.

    Of the latter, `spent` are held by somebody: who asked, voted for another one, or does not count.
    """

    tally: Tally
    called: Sequence[User] = ()
    unheld: Sequence[str] = ()
    spent: Collection[str] = ()

    @property
    def people(self) -> Sequence[str]:
        return list(dict.fromkeys(person.name for person in self.called))

    @property
    def words(self) -> Sequence[str]:
        if not self.tally.lacking:  # the votes suffice again; whoever votes next settles it
            return [sentence("another approver")]
        return [*self.people, *(_somebody(role, another=role in self.spent) for role in self.unheld)]


def _somebody(role: str, *, another: bool) -> str:
    name = inside(ROLES[role])
    if another:
        return sentence("another %(role)s", role=name)
    return sentence("an %(role)s", role=name) if name[0] in "aeiou" else sentence("a %(role)s", role=name)


def voters_on(request: GateRequest, holders: Sequence[Responsibility], apart: Collection[int]) -> Voters:
    """Who may still fill the quorum of the request, of those who hold something in its project."""
    found = votes_of(request, apart)
    out = {vote.person_id for vote in request.votes.all()} | {request.asked_by_id} | set(apart)
    waiting = [one for one in holders if one.role in found.missing and one.person_id not in out]
    called = {one.person_id: one.person for one in waiting}
    return Voters(found, list(called.values()), _unheld(request, holders, apart, called), {one.role for one in holders})


def wanted_words(found: Tally) -> str:
    """How many approvals are wanted still and for which responsibilities; empty where none is."""
    if not found.lacking:
        return ""
    roles = [ROLES[role].lower() for role in found.missing]
    *others, last = roles
    word = "or" if found.lacking < len(roles) else "and"
    named = f"{', '.join(others)} {word} {last}" if others else last
    return f"{counted(found.lacking, 'more approval is', 'more approvals are')} wanted, as {named}"


def holders_in(projects: Collection[Project]) -> Mapping[int, list[Responsibility]]:
    """Who accepted which responsibility, by project; in one query."""
    rows = Responsibility.objects.accepted().filter(project__in=projects)
    found: dict[int, list[Responsibility]] = defaultdict(list)
    for one in rows.select_related("person").order_by("role", "pk"):
        found[one.project_id].append(one)
    return found


def _unheld(
    request: GateRequest, holders: Sequence[Responsibility], apart: Collection[int], called: Collection[int]
) -> Sequence[str]:
    """For what somebody is wanted still, if all who are called approve."""
    roles: dict[int, list[str]] = defaultdict(list)
    for one in holders:
        if one.person_id in called:
            roles[one.person_id].append(one.role)
    theirs = [Ballot(person, tuple(held), approves=True) for person, held in roles.items()]
    ballots = [*ballots_of(list(request.votes.all()), apart), *theirs]
    found = tally(Rule.of(request.snapshot["rule"]), ballots)
    return found.missing if found.lacking else ()
