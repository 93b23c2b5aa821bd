"""Calls and tokens a minute as a bucket that fills steadily; plain Python, no Django.

The bucket is small and fills so slowly that no stretch of a minute, wherever it begins, sees more than the limit.
"""

from dataclasses import dataclass, replace

MINUTE = 60.0
BURST_SHARE = 20  # a twentieth of a minute's worth may go at once


@dataclass(frozen=True)
class Limit:
    """So many a minute."""

    per_minute: int

    @property
    def burst(self) -> float:
        return max(1.0, self.per_minute / BURST_SHARE)

    @property
    def per_second(self) -> float:
        return (self.per_minute + 1 - self.burst) / MINUTE


@dataclass(frozen=True)
class Level:
    """What is in both buckets; below zero where a call was larger than the bucket or cost more than was thought."""

    calls: float
    tokens: float


@dataclass(frozen=True)
class Limits:
    calls: Limit | None
    tokens: Limit | None

    def full(self) -> Level:
        return Level(self.calls.burst if self.calls else 0.0, self.tokens.burst if self.tokens else 0.0)

    def later(self, level: Level, seconds: float) -> Level:
        """The level after some time without a call; a clock that went backwards fills nothing."""
        passed, full = max(0.0, seconds), self.full()
        return Level(
            min(full.calls, level.calls + passed * self.calls.per_second) if self.calls else 0.0,
            min(full.tokens, level.tokens + passed * self.tokens.per_second) if self.tokens else 0.0,
        )

    def take(self, level: Level, tokens: int) -> Level | None:
        """The level after a call of so many tokens; None while it must wait. A call larger than the bucket waits until
        it is full."""
        needed = min(float(tokens), self.full().tokens)
        if (self.calls and level.calls < 1.0) or (self.tokens and level.tokens < needed):
            return None
        taken = replace(level, calls=level.calls - 1.0) if self.calls else level
        return replace(taken, tokens=level.tokens - tokens) if self.tokens else taken

    def seconds_until(self, level: Level, tokens: int) -> float:
        """How long a call of so many tokens has to wait."""
        waits = [0.0]
        if self.calls:
            waits.append((1.0 - level.calls) / self.calls.per_second)
        if self.tokens:
            waits.append((min(float(tokens), self.full().tokens) - level.tokens) / self.tokens.per_second)
        return max(waits)
