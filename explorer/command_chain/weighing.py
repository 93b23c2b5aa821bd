"""One conflict between two instructions that both have authority: who yields, and by which rule.

How the document was read where it leaves a choice:

* **A cue** is whichever of the two is only implied; when the input marks both or neither so, the later one, and at the
  same moment the lower one. A cue moves a guideline and nothing else, with two exceptions: what the provider implies
  at system level is not for anybody below to refuse, and between two cues the higher one counts.
* **An implied instruction** counts in full against lower ones in a conflict of letter or spirit (defaults of
  interpretation never go before what a higher level implies, says `assume_best_intentions`). At its own level it does
  not displace words said before: in doubt the earlier context still counts, says `follow_all_applicable_instructions`.
* **Mistaken** means that one of the two is probably a slip. A higher instruction is not read in the light of a lower
  one (`follow_all_applicable_instructions`), so the slip is the lower one, and at one level the later one, which would
  otherwise supersede. Only towards a guideline is it the higher one: a guideline is part of the document, and what
  would set it aside by mistake does not set it aside. If the author of a *higher* instruction plainly meant something
  else, then the lower one is not against its spirit: that is no conflict, and none should be named.
* **Time** decides inside a level only. At the same moment explicit words go before a cue; otherwise nothing ranks the
  two, both stand, and the assistant asks (`letter_and_spirit`).
* **Borrowed authority** reaches as high as the lender and never above what anybody there says in their own words:
  only some of the authority is lent (`ignore_untrusted_data`), so no text overrides whoever let it speak.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.command_chain import rules
from explorer.command_chain.instructions import Kind
from explorer.command_chain.rules import Rule
from explorer.command_chain.standing import Standing


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a conflict ends. When it stays open nobody yields, and `rule` says what the assistant does then."""

    winner: Standing
    loser: Standing
    rule: Rule
    is_open: bool = False


def weigh(one: Standing, other: Standing, kind: Kind) -> Weighed:
    """Who yields. It does not depend on which of the two is named first."""
    higher, lower = sorted((one, other), key=lambda standing: standing.rank)
    if higher.level != lower.level:
        return _across(higher, lower, kind)
    if higher.hands != lower.hands:
        return Weighed(higher, lower, rules.OWN_WORDS_FIRST)
    if higher.level == "root":
        return Weighed(higher, lower, rules.TWO_ROOT_RULES, is_open=True)
    if higher.instruction.order == lower.instruction.order:
        return _at_once(higher, lower)
    return _in_time(higher, lower, kind)


def _across(higher: Standing, lower: Standing, kind: Kind) -> Weighed:
    """Two levels: the higher one, unless it is a mere cue against a default, or a slip against a guideline."""
    if higher.level == "root":
        return Weighed(higher, lower, rules.ROOT_STANDS)
    if lower.level == "guideline":
        return _against_guideline(higher, lower, kind)
    if kind == "cue":
        return _cue_across(higher, lower)
    rule = {
        "letter": rules.LETTER_OF_HIGHER,
        "spirit": rules.SPIRIT_OF_HIGHER,
        "later": rules.LATENESS_IS_NO_RANK,
        "mistaken": rules.SUSPECTED_MISTAKE,
    }[kind]
    return Weighed(higher, lower, rule)


def _against_guideline(higher: Standing, guideline: Standing, kind: Kind) -> Weighed:
    if kind == "mistaken":
        return Weighed(guideline, higher, rules.SUSPECTED_MISTAKE)
    is_cue = kind == "cue" or not higher.instruction.explicit
    return Weighed(higher, guideline, rules.GUIDELINE_YIELDS_TO_CUE if is_cue else rules.GUIDELINE_YIELDS)


def _cue_across(higher: Standing, lower: Standing) -> Weighed:
    """A cue between two levels, neither of them root and the lower one no guideline."""
    if higher.level == "system":
        return Weighed(higher, lower, rules.ONLY_THE_PROVIDER)
    if not higher.instruction.explicit and not lower.instruction.explicit:
        return Weighed(higher, lower, rules.SPIRIT_OF_HIGHER)
    cue = _cue_of(higher, lower)
    return Weighed(lower if cue is higher else higher, cue, rules.EXPLICIT_WORDS_NEEDED)


def _cue_of(higher: Standing, lower: Standing) -> Standing:
    if higher.instruction.explicit != lower.instruction.explicit:
        return lower if higher.instruction.explicit else higher
    return higher if higher.instruction.order > lower.instruction.order else lower


def _at_once(first: Standing, second: Standing) -> Weighed:
    """The same level at the same moment: only explicit words rank them, and guidelines not even by those."""
    if first.instruction.explicit == second.instruction.explicit or first.level == "guideline":
        return Weighed(first, second, rules.ONE_MESSAGE, is_open=True)
    worded, cue = (first, second) if first.instruction.explicit else (second, first)
    return Weighed(worded, cue, rules.EXPLICIT_WORDS_NEEDED)


def _in_time(earlier: Standing, later: Standing, kind: Kind) -> Weighed:
    """The same level, one after the other: the later one, unless it is a slip or hints at what needs words."""
    if kind == "mistaken":
        return Weighed(earlier, later, rules.SUSPECTED_MISTAKE)
    if earlier.level == "guideline":
        return Weighed(later, earlier, rules.GUIDELINE_YIELDS_TO_CUE if kind == "cue" else rules.LATER_SUPERSEDES)
    if kind == "cue":
        return _cue_in_time(earlier, later)
    if earlier.instruction.explicit and not later.instruction.explicit:
        return Weighed(earlier, later, rules.EARLIER_STILL_COUNTS)
    return Weighed(later, earlier, rules.LATER_SUPERSEDES)


def _cue_in_time(earlier: Standing, later: Standing) -> Weighed:
    if not earlier.instruction.explicit:
        rule = rules.EXPLICIT_WORDS_NEEDED if later.instruction.explicit else rules.LATER_SUPERSEDES
        return Weighed(later, earlier, rule)
    return Weighed(earlier, later, rules.EXPLICIT_WORDS_NEEDED)
