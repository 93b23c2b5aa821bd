"""Runs regular expressions for one parent, a JSON line in and a JSON line out, under a limit of processor time.

Started as a script with -I -S, so it imports nothing but the standard library and nothing of the product.
"""

import json
import re
import resource
import signal
import sys
from types import FrameType

MEMORY_LIMIT = 512 * 1024 * 1024


class OutOfTime(Exception):
    """The pattern used up its processor time."""


def stop(signum: int, frame: FrameType | None) -> None:
    raise OutOfTime


def answer(line: str) -> dict[str, object]:
    """The span of the first match, null without one, or what stopped the search."""
    request = json.loads(line)
    # Counts only the time this process computes, so a busy machine does not fail an innocent pattern. The matching
    # loop of `re` looks for signals on its way, which is what lets the handler break into it.
    signal.setitimer(signal.ITIMER_VIRTUAL, request["seconds"])
    try:
        match = re.compile(request["pattern"], request["flags"]).search(request["text"])
        return {"span": match.span() if match else None}
    except OutOfTime:
        return {"stopped": "time"}
    except MemoryError:
        return {"stopped": "memory"}
    except (re.error, RecursionError, OverflowError) as error:
        return {"stopped": str(error)}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGVTALRM, stop)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
