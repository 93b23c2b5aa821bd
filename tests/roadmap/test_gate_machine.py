"""Any sequence of what people may call: no gate opens over an open blocking criterion or by whoever asked for it."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from roadmap.errors import RoadmapError
from roadmap.models import Criterion, GateRequest, GateVote, Phase
from roadmap.selectors import blockers_of
from roadmap.services import gates, words
from tests.conftest import Cast
from tests.roadmap.doing import settle
from tests.roadmap.gating import APPROVE, CONDITIONAL, REJECT, approvers, ask, vote
from workspaces.models import User

PEOPLE = st.sampled_from(["owner", "editor", "evaluator", "viewer"])
DECISIONS = st.sampled_from([APPROVE, APPROVE, APPROVE, CONDITIONAL, REJECT])


def machine_of(cast: Cast) -> type[RuleBasedStateMachine]:
    """Machines on the cast's project, each of which leaves it as it was."""

    class Gate(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.sandbox = transaction.atomic()
            self.sandbox.__enter__()
            self.opened: set[int] = set()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.sandbox.__exit__(None, None, None)

        def call(self, what: Callable[[], object]) -> None:
            try:
                with transaction.atomic():
                    what()
            except RoadmapError:
                pass

        def person(self, name: str) -> User:
            found: User = getattr(cast, name)
            return found

        def latest(self) -> GateRequest | None:
            rows = GateRequest.objects.select_related("phase__project__organisation")
            return rows.filter(phase__project=cast.project).order_by("pk").last()

        @rule(name=PEOPLE)
        def ask(self, name: str) -> None:
            self.call(lambda: ask(cast.project, self.person(name), reason="Again."))

        @rule(name=PEOPLE, decision=DECISIONS)
        def vote(self, name: str, decision: str) -> None:
            request = self.latest()
            conditions = ["Look again."] if decision == CONDITIONAL else []
            if request is not None:
                self.call(lambda: vote(request, self.person(name), decision, *conditions))

        @rule(name=PEOPLE)
        def withdraw(self, name: str) -> None:
            request = self.latest()
            if request is not None:
                self.call(lambda: gates.withdraw_gate(request, self.person(name), "Why not."))

        @rule(name=PEOPLE)
        def reopen(self, name: str) -> None:
            request = self.latest()
            if request is not None:
                self.call(lambda: gates.reopen_gate(request, self.person(name), "It moved."))

        @rule()
        def break_a_criterion(self) -> None:
            self.call(lambda: words.bring_back(self.criterion(), cast.owner))

        @rule()
        def mend_it(self) -> None:
            self.call(lambda: words.exclude(self.criterion(), cast.owner, "It is not asked of this project."))

        def criterion(self) -> Criterion:
            rows = Criterion.objects.select_related("phase__project__organisation", "owner")
            return rows.get(phase__project=cast.project, code="P1.4")

        @invariant()
        def no_gate_opens_over_a_blocking_criterion(self) -> None:
            approved = set(GateRequest.objects.filter(state="approved").values_list("pk", flat=True))
            if approved - self.opened:
                blocking = blockers_of(cast.project, timezone.localdate())
                assert not [one for one in blocking if one.phase.number == 1]
            self.opened |= approved

        @invariant()
        def nobody_approves_what_they_asked_for(self) -> None:
            for found in GateVote.objects.select_related("request"):
                assert found.person_id != found.request.asked_by_id

        @invariant()
        def an_open_gate_has_two_approvals_and_a_phase_one_open_request(self) -> None:
            for request in GateRequest.objects.filter(state="approved"):
                votes = list(request.votes.all())
                assert len({one.person_id for one in votes if one.approves}) >= 2
                assert all(one.approves for one in votes)
            for phase in Phase.objects.filter(project=cast.project):
                assert phase.gate_requests.filter(state="open").count() <= 1

    return Gate


@pytest.mark.django_db
def test_no_sequence_of_legal_calls_opens_a_gate_it_should_not(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    calm = settings(
        max_examples=5, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine_of(cast), settings=calm)
