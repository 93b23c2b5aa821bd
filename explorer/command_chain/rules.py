"""The rules by which one instruction yields to another, each with the section of the Model Spec that it rests on.

The names are stable: they stand in the output of the command line and in addresses.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        section: the id of the section of the version of 18 December 2025 that it rests on.
        title: what it says, in a line.
        meaning: the same for somebody who asks what that means.
        because: the reason in one case; `{loser}` and `{winner}` are the two instructions.
    """

    name: str
    section: str
    title: str
    meaning: str
    because: str


ROOT_STANDS = Rule(
    "root_stands",
    "levels_of_authority",
    "Nothing overrides a root rule",
    "Root rules are the same for every assistant. No message changes them, whoever sends it and however it is put.",
    "{winner} is a root rule, and nothing overrides those, so {loser} does not hold.",
)
TWO_ROOT_RULES = Rule(
    "two_root_rules",
    "levels_of_authority",
    "Two root rules in conflict: do nothing",
    "Neither root rule gives way to the other. Both stand, and the assistant leaves undone what would break either.",
    "{winner} and {loser} are both root rules: neither gives way, and the assistant does nothing that breaks either.",
)
ONLY_THE_PROVIDER = Rule(
    "only_the_provider",
    "levels_of_authority",
    "Only the provider changes a system rule",
    "What the provider sets for the system, in words or by implication, is not for developers and users to change.",
    "{winner} comes from the provider, and only the provider changes what stands there, so {loser} does not hold.",
)
LETTER_OF_HIGHER = Rule(
    "letter_of_higher",
    "follow_all_applicable_instructions",
    "Against the words of a higher one",
    "An instruction that contradicts what a higher one says does not apply.",
    "{loser} contradicts the words of {winner}, which stands higher, so {loser} does not hold.",
)
SPIRIT_OF_HIGHER = Rule(
    "spirit_of_higher",
    "letter_and_spirit",
    "Against the intent of a higher one",
    "An instruction also falls when it only runs against what a higher one is evidently there for. "
    "A higher instruction need not be explicit for that: what it implies counts in full.",
    "{loser} runs against what {winner} is there for, and {winner} stands higher, so {loser} does not hold.",
)
LATENESS_IS_NO_RANK = Rule(
    "lateness_is_no_rank",
    "follow_all_applicable_instructions",
    "Coming later does not outrank",
    "The last word counts only among equals. A request to forget all before it moves nothing that stands higher.",
    "Which of the two came later does not matter: {winner} stands higher, so {loser} does not hold.",
)
LATER_SUPERSEDES = Rule(
    "later_supersedes",
    "follow_all_applicable_instructions",
    "The later one of two equals",
    "At one level the later message counts. That is also how somebody switches off a default of their own level.",
    "{winner} comes later at the same level and supersedes {loser}.",
)
EARLIER_STILL_COUNTS = Rule(
    "earlier_still_counts",
    "follow_all_applicable_instructions",
    "A hint does not wipe out words",
    "When something later at the same level only hints at a change, what was said in words before still counts.",
    "{loser} comes later, but only hints at a change, so the words of {winner} still count.",
)
EXPLICIT_WORDS_NEEDED = Rule(
    "explicit_words_needed",
    "levels_of_authority",
    "Above the guidelines, a cue is not enough",
    "What stands at user or developer level changes by explicit words alone. A cue moves guidelines and nothing else.",
    "{loser} is only a cue, and it takes explicit words to change {winner}, so {loser} does not hold.",
)
GUIDELINE_YIELDS = Rule(
    "guideline_yields",
    "levels_of_authority",
    "A guideline yields to an instruction",
    "Guidelines are what an assistant does when nobody says otherwise. Anybody with authority may say otherwise.",
    "{loser} is a guideline, and {winner} says otherwise, so {loser} does not hold.",
)
GUIDELINE_YIELDS_TO_CUE = Rule(
    "guideline_yields_to_cue",
    "levels_of_authority",
    "A guideline yields even to a cue",
    "Context, tone or a habit of the person is enough to set a guideline aside; it takes no explicit words.",
    "{loser} is a guideline, and those yield even to a cue such as {winner}.",
)
SUSPECTED_MISTAKE = Rule(
    "suspected_mistake",
    "letter_and_spirit",
    "Probably a slip: ask first",
    "An instruction that looks like a slip does not apply until its author confirms it. In doubt is the lower one, and "
    "among equals the later one; but never a guideline, which nobody typed in haste.",
    "Next to {winner}, {loser} looks like a slip, so {loser} does not hold until its author confirms it.",
)
OWN_WORDS_FIRST = Rule(
    "own_words_first",
    "ignore_untrusted_data",
    "Own words before borrowed authority",
    "Whoever lets a document speak for them lends it some of their authority. At that level, what people say in their "
    "own words goes before what the document says.",
    "{loser} speaks with borrowed authority, and {winner} goes before it at that level, so {loser} does not hold.",
)
ONE_MESSAGE = Rule(
    "one_message",
    "letter_and_spirit",
    "Two equals at the same moment: ask",
    "Nothing ranks the two. Both stand, and the assistant asks which one is meant before it does anything costly.",
    "{winner} and {loser} stand at the same level and came together: nothing ranks them, so the assistant asks.",
)
CIRCLE_BROKEN = Rule(
    "circle_broken",
    "levels_of_authority",
    "A circle breaks at the highest",
    "Where instructions override each other in a circle, the highest of them, and among equals the earliest, holds.",
    "The two stand in a circle of conflicts; it breaks at {winner}, which ranks highest, so {loser} does not hold.",
)
NO_AUTHORITY = Rule(
    "no_authority",
    "ignore_untrusted_data",
    "Tool output and quoted text command nothing",
    "What a tool returns and what somebody quotes is information. It is read, and not obeyed.",
    "{loser} has no authority: what it says is information.",
)
NOTHING_TO_LEND = Rule(
    "nothing_to_lend",
    "ignore_untrusted_data",
    "Nobody lends what they do not have",
    "Tool output and quoted text cannot give authority to other text unless they were given some themselves.",
    "{loser} was given authority by {winner}, which has none itself, so what it says is information.",
)
LENDER_FELL = Rule(
    "lender_fell",
    "follow_all_applicable_instructions",
    "Borrowed authority falls with its lender",
    "Authority is lent by instructions that hold. When the lending instruction falls, what it lent is gone.",
    "{loser} was given authority by {winner}, which does not hold, so what it says is information again.",
)

RULES: tuple[Rule, ...] = (
    ROOT_STANDS,
    TWO_ROOT_RULES,
    ONLY_THE_PROVIDER,
    LETTER_OF_HIGHER,
    SPIRIT_OF_HIGHER,
    LATENESS_IS_NO_RANK,
    LATER_SUPERSEDES,
    EARLIER_STILL_COUNTS,
    EXPLICIT_WORDS_NEEDED,
    GUIDELINE_YIELDS,
    GUIDELINE_YIELDS_TO_CUE,
    SUSPECTED_MISTAKE,
    OWN_WORDS_FIRST,
    ONE_MESSAGE,
    NO_AUTHORITY,
    NOTHING_TO_LEND,
    LENDER_FELL,
    CIRCLE_BROKEN,
)
