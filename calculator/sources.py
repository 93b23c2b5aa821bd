"""Where the value of an input comes from, in a few words: given, measured, our judgement, or the format's default."""

from __future__ import annotations

from typing import Any

from calculator.evidence import as_distribution, defaults, rows_words

NO_DEFAULT = {"cost_per_violation": "not given: no default exists, commit to a cost"}


def source_of(path: str, value: Any, *, default: bool) -> str:
    """The source of one input of a scenario; `default` says that nothing was given."""
    name = path.rpartition(".")[2]
    if default:
        return NO_DEFAULT.get(name, "not given: the format’s default")
    if isinstance(value, dict):
        if value.get("dist") == "beta_counts":
            return "measured: found k among n looked at"
        return _judgement(name, value) or "given"
    return "given"


def _judgement(name: str, value: dict[str, Any]) -> str:
    """What the product's own defaults say about a value that is one of them."""
    shipped = defaults()
    if name == "plateau" and value == as_distribution(shipped.plateau):
        return "our judgement; few studies"
    if name == "realisation" and value == as_distribution(shipped.realisation):
        return "our judgement; no good evidence exists"
    if name != "time_saved_share":
        return ""
    kinds = [kind for kind in shipped.kinds.values() if value == as_distribution(kind.time_saved)]
    return f"our judgement for {kinds[0].label.lower()}; {rows_words(kinds[0].rows)}" if kinds else ""
