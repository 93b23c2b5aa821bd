"""Adding verdicts as a change of this room; the work is done where jobs can call it as well."""

from evaluations.verdict_keeping import add_verdicts, decide_again, deciding_gradings

__all__ = ["add_verdicts", "decide_again", "deciding_gradings"]
