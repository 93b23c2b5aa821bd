"""The sentences: why an instruction does not hold, and the whole way step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from explorer.command_chain.instructions import WITHOUT_AUTHORITY
from explorer.command_chain.resolution import Ignored, Overridden, Step
from explorer.command_chain.rules import Rule
from explorer.command_chain.standing import Standing
from explorer.command_chain.weighing import Weighed

_SOURCES = {"tool": "tool output", "quoted": "quoted text"}


def named(standing: Standing) -> str:
    """An instruction as a sentence names it: its id, what it is, and where borrowed authority puts it."""
    role = standing.instruction.role
    if role not in WITHOUT_AUTHORITY:
        return f"{standing.id} ({role})"
    level = f" at {standing.level} level" if standing.level else ""
    return f"{standing.id} ({_SOURCES[role]}{level})"


def because(rule: Rule, loser: Standing, winner: Standing | None) -> str:
    """The reason in one case; only the first mention of each says what it is."""
    return _filled(rule.because, {"loser": loser, "winner": winner or loser})


def _filled(pattern: str, who: dict[str, Standing]) -> str:
    """The pattern with its names; an id may itself contain braces, so nothing is formatted twice."""
    parts, seen = [], set()
    for piece in pattern.replace("{", "\0{").replace("}", "}\0").split("\0"):
        key = piece.strip("{}")
        if piece.startswith("{") and key in who:
            parts.append(who[key].id if key in seen else named(who[key]))
            seen.add(key)
        else:
            parts.append(piece)
    return "".join(parts)


def steps(
    standings: dict[str, Standing],
    holds: Sequence[str],
    overridden: Iterable[Overridden],
    ignored: Iterable[Ignored],
    weighed: Iterable[Weighed],
) -> tuple[Step, ...]:
    """A sentence for every instruction, the highest first, and one for every conflict that stays open."""
    told: dict[str, Step] = {one.id: Step(one.id, one.why, one.rule) for one in overridden}
    told |= {one.id: Step(one.id, one.why, one.rule) for one in ignored}
    held, open_ones, beaten = set(holds), defaultdict(list), defaultdict(list)
    for one in weighed:
        if one.is_open:
            open_ones[one.winner.id].append(one)
        else:
            beaten[one.loser.id].append(one.winner)
    found: list[Step] = []
    for name, standing in standings.items():
        found.append(told[name] if name in told else Step(name, _holding(standing, beaten[name])))
        for one in open_ones[name]:
            if name in held and one.loser.id in held:
                found.append(Step(name, because(one.rule, one.loser, one.winner), one.rule))
    return tuple(found)


def _holding(standing: Standing, beaten: Sequence[Standing]) -> str:
    """Why it holds: nothing is against it, or what was against it fell."""
    if beaten:
        names = ", ".join(dict.fromkeys(one.id for one in beaten[:3]))
        more = f" and {len(beaten) - 3} more" if len(beaten) > 3 else ""
        return f"{named(standing)} holds, for what would override it ({names}{more}) does not hold itself."
    if standing.lender:
        return f"{named(standing)} holds: {standing.lender} lets it speak, and it reaches no higher than that."
    if standing.instruction.delegated_by:
        return (
            f"{named(standing)} holds by its own authority; what {standing.instruction.delegated_by} lends adds none."
        )
    return f"{named(standing)} holds: nothing stands against it."
