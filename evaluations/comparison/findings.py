"""What a comparison found, in a plain sentence."""

from evaluations.comparison.pairing import Compared


def sentence(found: Compared) -> str:
    """``Better on 14 cases, worse on 3; that is more than noise``."""
    better, worse = found.found.better, found.found.worse
    if not found.found.cases:
        return "No case has a counted answer in both runs"
    if not better and not worse:
        return f"The same on all {_cases(found.found.cases)} that both runs counted"
    if not worse:
        said = f"Better on {_cases(better)}, worse on none"
    elif not better:
        said = f"Worse on {_cases(worse)}, better on none"
    elif better >= worse:
        said = f"Better on {_cases(better)}, worse on {worse}"
    else:
        said = f"Worse on {_cases(worse)}, better on {better}"
    return f"{said}; {'that is more than noise' if found.more_than_noise else 'that may be noise'}"


def comparison_finding(found: Compared) -> str:
    """What stands behind the sentence: the difference with its interval and its test."""
    one = found.found
    if one.difference is None:
        return ""
    interval = f"{signed_points(one.low)} to {signed_points(one.high)} (95\u202f%)"
    said = f"{signed_points(one.difference)} points, {interval}, over {_cases(one.cases)}"
    if one.p is None:
        return said
    chance = p_words(one.p)
    return f"{said}; {one.test}, p {chance if chance.startswith('<') else f'= {chance}'}"


def p_words(p: float | None) -> str:
    """``0.035``, and never more certain than three digits can say."""
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.0995 else f"{p:.2f}"


def signed_points(share: float) -> str:
    """``+4.2``: a difference of shares in percentage points."""
    points = round(share * 100, 1)
    return f"{'−' if points < 0 else '+' if points > 0 else ''}{abs(points):.1f}"


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
