"""Situations of two to four instructions, written by hand: who holds, who yields to whom, and by which rule.

In an instruction a `?` behind the id marks it as only implied; `<` names who lends its authority; a number its place
in time. `A:user 1` is explicit, `B?:user 2` is a cue, `C:tool 3 <A` speaks for A.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.command_chain import Conflict, Instruction, Situation
from explorer.command_chain.instructions import Kind, Role

_INSTRUCTION = re.compile(r"(?P<id>\w+)(?P<cue>\??):(?P<role>\w+) (?P<order>\d+)(?: <(?P<lender>\w+))?")
_CONFLICT = re.compile(r"(?P<one>\w+)-(?P<other>\w+) (?P<kind>\w+)")


@dataclass(frozen=True)
class Case:
    """`yields` has `id>by rule` for the overridden and `id rule` for the ignored, comma-separated."""

    name: str
    section: str
    instructions: str
    conflicts: str
    holds: str
    yields: str = ""

    @property
    def situation(self) -> Situation:
        return situation_of(self.instructions, self.conflicts)


def situation_of(instructions: str, conflicts: str = "") -> Situation:
    found = []
    for one in filter(None, map(str.strip, instructions.split(","))):
        match = _INSTRUCTION.fullmatch(one)
        assert match is not None, one
        role: Role = match["role"]  # type: ignore[assignment]
        found.append(Instruction(match["id"], role, int(match["order"]), "", not match["cue"], match["lender"] or ""))
    pairs = []
    for one in filter(None, map(str.strip, conflicts.split(","))):
        match = _CONFLICT.fullmatch(one)
        assert match is not None, one
        kind: Kind = match["kind"]  # type: ignore[assignment]
        pairs.append(Conflict((match["one"], match["other"]), kind))
    return Situation(tuple(found), tuple(pairs))


LEVELS, FOLLOW, SPIRIT = "levels_of_authority", "follow_all_applicable_instructions", "letter_and_spirit"
UNTRUSTED, BEST, SCOPE = "ignore_untrusted_data", "assume_best_intentions", "scope_of_autonomy"

CASES = [
    # Order of authority
    Case("nobody disagrees", FOLLOW, "R:root 0, S:system 1, D:developer 2, U:user 3, G:guideline 4", "", "R S D U G"),
    Case("holds are told by level, then by order", FOLLOW, "U2:user 9, U1:user 3, D:developer 12", "", "D U1 U2"),
    Case("root over system", LEVELS, "R:root 0, S:system 1", "R-S letter", "R", "S>R root_stands"),
    Case("root over developer", LEVELS, "R:root 0, D:developer 1", "D-R spirit", "R", "D>R root_stands"),
    Case("root over a later user", LEVELS, "R:root 0, U:user 9", "R-U later", "R", "U>R root_stands"),
    Case("root over a guideline", LEVELS, "R:root 9, G:guideline 0", "R-G letter", "R", "G>R root_stands"),
    Case("an implied root rule counts too", LEVELS, "R?:root 0, U:user 1", "R-U cue", "R", "U>R root_stands"),
    Case("a slip cannot be pinned on root", LEVELS, "R:root 0, D:developer 1", "R-D mistaken", "R", "D>R root_stands"),
    Case("two root rules both stand", LEVELS, "R1:root 0, R2:root 1", "R1-R2 letter", "R1 R2"),
    Case("a later root rule is no newer one", LEVELS, "R1:root 0, R2:root 1", "R1-R2 later", "R1 R2"),
    Case("system over developer", FOLLOW, "S:system 0, D:developer 1", "S-D letter", "S", "D>S letter_of_higher"),
    Case("system over a later user", FOLLOW, "S:system 0, U:user 5", "S-U later", "S", "U>S lateness_is_no_rank"),
    Case("what the provider implies", LEVELS, "S?:system 0, D:developer 1", "S-D cue", "S", "D>S only_the_provider"),
    Case("developer over user", FOLLOW, "D:developer 0, U:user 1", "D-U letter", "D", "U>D letter_of_higher"),
    Case("forget what you were told", FOLLOW, "D:developer 0, U:user 1", "D-U later", "D", "U>D lateness_is_no_rank"),
    # Letter and spirit
    Case("off the topic of the product", SPIRIT, "D:developer 0, U:user 1", "D-U spirit", "D", "U>D spirit_of_higher"),
    Case(
        "an implied developer rule over words",
        BEST,
        "D?:developer 0, U:user 1",
        "U-D spirit",
        "D",
        "U>D spirit_of_higher",
    ),
    Case("between two cues the higher", BEST, "D?:developer 0, U?:user 1", "D-U cue", "D", "U>D spirit_of_higher"),
    # Defaults: explicit words, or a cue
    Case("guideline and a request", LEVELS, "G:guideline 0, U:user 1", "G-U letter", "U", "G>U guideline_yields"),
    Case("guideline and a cue", LEVELS, "G:guideline 0, U?:user 1", "G-U cue", "U", "G>U guideline_yields_to_cue"),
    Case(
        "words that imply something against a guideline",
        LEVELS,
        "G:guideline 0, U:user 1",
        "U-G cue",
        "U",
        "G>U guideline_yields_to_cue",
    ),
    Case(
        "guideline and the developer’s tone",
        SPIRIT,
        "G:guideline 0, D?:developer 1",
        "G-D spirit",
        "D",
        "G>D guideline_yields_to_cue",
    ),
    Case("default switched off in words", LEVELS, "N:user 0, U:user 1", "N-U letter", "U", "N>U later_supersedes"),
    Case(
        "default and the developer’s words",
        LEVELS,
        "N:user 0, D:developer 1",
        "N-D letter",
        "D",
        "N>D letter_of_higher",
    ),
    Case("default and a cue of the user", LEVELS, "N:user 0, U?:user 1", "N-U cue", "N", "U>N explicit_words_needed"),
    Case(
        "default and a cue of the developer",
        LEVELS,
        "N:user 0, D?:developer 1",
        "D-N cue",
        "N",
        "D>N explicit_words_needed",
    ),
    Case(
        "words that only imply something against a default",
        LEVELS,
        "N:user 0, U:user 1",
        "N-U cue",
        "N",
        "U>N explicit_words_needed",
    ),
    Case(
        "developer default and a cue of the user",
        LEVELS,
        "N:developer 0, U?:user 1",
        "N-U cue",
        "N",
        "U>N explicit_words_needed",
    ),
    Case(
        "with both in words the later is the cue",
        LEVELS,
        "N:user 0, D:developer 1",
        "N-D cue",
        "N",
        "D>N explicit_words_needed",
    ),
    # Time
    Case("a later message", FOLLOW, "U1:user 1, U2:user 2", "U2-U1 later", "U2", "U1>U2 later_supersedes"),
    Case(
        "a later developer message",
        FOLLOW,
        "D1:developer 1, D2:developer 2",
        "D1-D2 letter",
        "D2",
        "D1>D2 later_supersedes",
    ),
    Case("a later system message", FOLLOW, "S1:system 1, S2:system 2", "S1-S2 later", "S2", "S1>S2 later_supersedes"),
    Case(
        "a hint does not change the subject",
        FOLLOW,
        "U1:user 1, U2?:user 2",
        "U1-U2 later",
        "U1",
        "U2>U1 earlier_still_counts",
    ),
    Case("the newer hint", FOLLOW, "U1?:user 1, U2?:user 2", "U1-U2 later", "U2", "U1>U2 later_supersedes"),
    Case(
        "a scope is not widened by a hint",
        SCOPE,
        "U1:user 1, U2?:user 2",
        "U1-U2 spirit",
        "U1",
        "U2>U1 earlier_still_counts",
    ),
    Case("a scope is widened by words", SCOPE, "U1:user 1, U2:user 2", "U1-U2 later", "U2", "U1>U2 later_supersedes"),
    Case("two wishes in one message", SPIRIT, "U1:user 1, U2:user 1", "U1-U2 letter", "U1 U2"),
    Case(
        "words and a hint in one message",
        SPIRIT,
        "U1?:user 1, U2:user 1",
        "U1-U2 letter",
        "U2",
        "U1>U2 explicit_words_needed",
    ),
    Case("two guidelines at the same moment", LEVELS, "G1?:guideline 1, G2:guideline 1", "G1-G2 cue", "G1 G2"),
    # Slips
    Case("a slip of the user", SPIRIT, "D:developer 0, U:user 1", "D-U mistaken", "D", "U>D suspected_mistake"),
    Case(
        "a slip supersedes nothing", SPIRIT, "U1:user 1, U2:user 2", "U1-U2 mistaken", "U1", "U2>U1 suspected_mistake"
    ),
    Case(
        "a slip sets no guideline aside",
        SPIRIT,
        "G:guideline 0, U:user 1",
        "G-U mistaken",
        "G",
        "U>G suspected_mistake",
    ),
    # Untrusted text and delegation
    Case("tool output commands nothing", UNTRUSTED, "U:user 1, T:tool 2", "U-T later", "U", "T no_authority"),
    Case("quoted text commands nothing", UNTRUSTED, "Q:quoted 1, G:guideline 0", "Q-G cue", "G", "Q no_authority"),
    Case("a text that was lent authority", UNTRUSTED, "D:developer 1, Q:quoted 2 <D", "", "D Q"),
    Case(
        "it reaches as high as its lender",
        UNTRUSTED,
        "D:developer 1, Q:quoted 2 <D, U:user 3",
        "Q-U letter",
        "D Q",
        "U>Q letter_of_higher",
    ),
    Case(
        "and no higher",
        UNTRUSTED,
        "D:developer 1, U:user 2, T:tool 3 <U",
        "D-T later",
        "D U",
        "T>D lateness_is_no_rank",
    ),
    Case(
        "own words go first",
        UNTRUSTED,
        "U1:user 1, T:tool 9 <U1, U2:user 2",
        "T-U2 later",
        "U1 U2",
        "T>U2 own_words_first",
    ),
    Case("nobody overrides their lender", UNTRUSTED, "U?:user 1, T:tool 2 <U", "T-U cue", "U", "T>U own_words_first"),
    Case(
        "borrowed twice",
        SCOPE,
        "U:user 1, T:tool 2 <U, Q:quoted 3 <T, G:guideline 0",
        "Q-G letter",
        "U T Q",
        "G>Q guideline_yields",
    ),
    Case("nothing to lend", UNTRUSTED, "T:tool 1, Q:quoted 2 <T", "", "", "T no_authority, Q nothing_to_lend"),
    Case(
        "what was lent falls with its lender",
        FOLLOW,
        "R:root 0, U:user 1, T:tool 2 <U, G:guideline 3",
        "R-U letter, T-G letter",
        "R G",
        "U>R root_stands, T lender_fell",
    ),
    Case(
        "own authority needs no lender",
        UNTRUSTED,
        "D:developer 0, U:user 1 <D",
        "D-U letter",
        "D",
        "U>D letter_of_higher",
    ),
    # Chains and circles
    Case(
        "what fell overrides nothing",
        FOLLOW,
        "R:root 0, D:developer 1, U:user 2",
        "R-D letter, D-U letter",
        "R U",
        "D>R root_stands",
    ),
    Case(
        "and so on along the chain",
        FOLLOW,
        "S:system 0, D:developer 1, U:user 2, G:guideline 3",
        "S-D letter, D-U spirit, U-G cue",
        "S U",
        "D>S letter_of_higher, G>U guideline_yields_to_cue",
    ),
    Case(
        "an earlier wish comes back",
        FOLLOW,
        "D:developer 0, U1:user 1, U2:user 2",
        "U1-U2 later, D-U2 letter",
        "D U1",
        "U2>D letter_of_higher",
    ),
    Case(
        "the highest of two is named",
        FOLLOW,
        "R:root 0, S:system 1, U:user 2",
        "S-U letter, R-U spirit",
        "R S",
        "U>R root_stands",
    ),
    Case(
        "a circle breaks at the earliest of equals",
        LEVELS,
        "U1:user 1, U2:user 2, U3:user 3",
        "U1-U2 later, U2-U3 later, U1-U3 mistaken",
        "U1",
        "U2>U1 circle_broken, U3>U1 suspected_mistake",
    ),
]
