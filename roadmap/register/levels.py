"""How bad and how likely, in words, and what the two come to together. Plain Python, no Django."""

from types import MappingProxyType
from typing import Final

LEVELS: Final = MappingProxyType({"low": "Low", "moderate": "Moderate", "high": "High", "critical": "Critical"})
LIKELIHOODS: Final = MappingProxyType(
    {
        "rare": "Rare",
        "unlikely": "Unlikely",
        "possible": "Possible",
        "likely": "Likely",
        "almost_certain": "Almost certain",
    }
)
INCIDENT_STATES: Final = MappingProxyType({"open": "Open", "in_hand": "In hand", "closed": "Closed"})
RISK_STATES: Final = MappingProxyType({"open": "Open", "closed": "Closed"})

# The row is how likely it is, the column how bad it would be, from low to critical.
_TOGETHER: Final = MappingProxyType(
    {
        "rare": ("low", "low", "moderate", "high"),
        "unlikely": ("low", "moderate", "moderate", "high"),
        "possible": ("low", "moderate", "high", "critical"),
        "likely": ("moderate", "high", "high", "critical"),
        "almost_certain": ("moderate", "high", "critical", "critical"),
    }
)


def level_of(likelihood: str, severity: str) -> str:
    """What a likelihood and a severity come to together, as a key of LEVELS."""
    return _TOGETHER[likelihood][rank(severity)]


def rank(level: str) -> int:
    """The place of a level, 0 for low."""
    return list(LEVELS).index(level)


def is_above(level: str, limit: str) -> bool:
    return rank(level) > rank(limit)
