"""A run as a pipeline sees it: started by names, waited for, told in the command line's words, held against a bar."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evaluations import selectors
from evaluations.errors import EvaluationError
from evaluations.execution.shift import work_on
from evaluations.models import Endpoint, Run, Sample, Suite
from evaluations.runs.bar import Bar, Miss, Rate, misses
from evaluations.runs.junit import SampleAsTest
from evaluations.selectors import PrincipleResult, RunSummary
from workspaces.models import Project

LOOK_EVERY = 0.2
# After so long in the queue, whoever waits is told that no worker may be there.
PATIENCE_IN_QUEUE = 20.0


class NotThere(EvaluationError):
    """Nothing in the project goes by that name; ``field`` says what was looked for, ``known`` what there is."""

    def __init__(self, field: str, value: str, known: list[str]) -> None:
        super().__init__(f"The project has no {field} {value!r}.")
        self.field, self.value, self.known = field, value, known


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it missed of its bar."""

    run: Run
    summary: RunSummary
    principles: list[PrincipleResult]
    missed: list[Miss]

    @property
    def passed(self) -> bool:
        """Completed, and nothing below its mark; an inconclusive run is below any bar."""
        return self.run.state == Run.State.COMPLETED and not self.missed

    def as_json(self) -> dict[str, Any]:
        """The contract's keys. The interval is the 95 % one; a rate is null where nothing was counted."""
        return {
            "run": self.run.pk,
            "state": self.run.state,
            "rate": self.summary.rate,
            "interval": [self.summary.low, self.summary.high],
            "numerator": self.summary.numerator,
            "denominator": self.summary.denominator,
            "errored": self.summary.errored,
            "unscored": self.summary.unscored,
            "principles": {
                result.identifier: {
                    "rate": result.rate,
                    "interval": [result.low, result.high],
                    "n": result.denominator,
                }
                for result in self.principles
            },
        }


def suite_named(project: Project, name: str) -> Suite:
    """The suite that goes by a name in its newest version, by ``NAME@VERSION``, or by its number.

    Raises:
        NotThere: there is none.
    """
    suites = selectors.suites_of(project)
    bare, _, version = name.rpartition("@")
    found = suites.filter(name=name).order_by("-version").first()
    if found is None and bare and version.isdecimal():
        found = suites.filter(name=bare, version=int(version)).first()
    if found is None and name.isdecimal() and len(name) < 19:
        found = suites.filter(pk=int(name)).first()
    if found is None:
        raise NotThere("suite", name, list(dict.fromkeys(suites.values_list("name", flat=True))))
    return found


def endpoint_named(project: Project, name: str) -> Endpoint:
    """The endpoint that goes by a name, or by its number; raises :class:`NotThere`."""
    endpoints: QuerySet[Endpoint] = selectors.endpoints_of(project)
    found = endpoints.filter(name=name).first()
    if found is None and name.isdecimal() and len(name) < 19:
        found = endpoints.filter(pk=int(name)).first()
    if found is None:
        raise NotThere("endpoint", name, list(endpoints.values_list("name", flat=True)))
    return found


def wait_for(run: Run, *, inline: bool, seconds: float, say: Callable[[str], None]) -> bool:
    """Waits until nobody works on the run any more; with ``inline`` this process works on it.

    Returns:
        False when ``seconds`` passed first; the run goes on.
    """
    started = time.monotonic()
    warned = False
    while run.state in (Run.State.QUEUED, Run.State.RUNNING):
        waited = time.monotonic() - started
        if waited > seconds:
            return False
        if inline:
            following = work_on(run.pk)
            time.sleep(min(following.seconds if following else LOOK_EVERY, 5.0))
        else:
            time.sleep(LOOK_EVERY)
        run.refresh_from_db()
        if run.state == Run.State.QUEUED and waited > PATIENCE_IN_QUEUE and not warned and not inline:
            warned = True
            say("No worker has taken the run up yet. Is one running? With --inline this process does the work.")
    return True


def ended(run: Run, bar: Bar) -> Ended:
    """The run's numbers, held against the bar."""
    summary, results = selectors.summary_of(run), selectors.results_by_principle(run)
    overall = Rate(summary.rate, summary.low, summary.high, summary.denominator)
    rates = {each.identifier: Rate(each.rate, each.low, each.high, each.denominator) for each in results}
    return Ended(run, summary, results, misses(bar, overall, rates))


def tested(run: Run) -> Iterator[SampleAsTest]:
    """The run's samples as tests, read in one stream."""
    rows = Sample.objects.filter(run=run).order_by("pk")
    fields = ("principle", "case__key", "epoch", "outcome", "reason", "seconds")
    for principle, key, epoch, outcome, reason, seconds in rows.values_list(*fields).iterator(chunk_size=2000):
        yield SampleAsTest(principle, key, epoch, outcome, reason, seconds or 0.0)
