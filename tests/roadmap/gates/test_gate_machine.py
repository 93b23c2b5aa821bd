"""Any sequence of what people may call: no gate opens over an open blocking criterion, by whoever asked for it or by
whoever let pass what it rests on, and waivers, words that a criterion does not apply, conditions, reopened phases and
responsibilities that end change nothing about that."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from roadmap.errors import RoadmapError
from roadmap.models import Criterion, Exclusion, GateCondition, GateRequest, GateVote, Phase, Responsibility
from roadmap.services import gates, responsibilities, words
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver, latest_waiver_day
from roadmap.state_selectors import stated_criteria
from tests.conftest import Cast
from tests.roadmap.doing import settle
from tests.roadmap.gating import APPROVE, CONDITIONAL, REJECT, approvers, ask, vote
from workspaces.errors import OwnRequest, WaiverAlreadyAsked, WaiverRefused
from workspaces.models import User, Waiver

NAMES = ("owner", "editor", "evaluator", "viewer")
PEOPLE, GATES = st.sampled_from(NAMES), st.sampled_from([1, 2])
FIRST = st.sampled_from([APPROVE, CONDITIONAL])
DECISIONS = st.sampled_from([APPROVE, APPROVE, APPROVE, CONDITIONAL, REJECT])
WAIVABLE = {1: "P1.4", 2: "P2.10"}  # both by the sponsor
REFUSALS = (RoadmapError, OwnRequest, WaiverAlreadyAsked, WaiverRefused)


def machine_of(cast: Cast) -> type[RuleBasedStateMachine]:
    """Machines on the first two gates of the cast's project, each of which leaves it as it was."""

    class Gates(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.sandbox = transaction.atomic()
            self.sandbox.__enter__()
            self.opened: set[int] = set()
            self.counted: set[int] = set()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.sandbox.__exit__(None, None, None)

        def call(self, what: Callable[[], object]) -> None:
            try:
                with transaction.atomic():
                    what()
            except REFUSALS:
                pass

        def person(self, name: str) -> User:
            found: User = getattr(cast, name)
            return found

        def latest(self, number: int) -> GateRequest | None:
            rows = GateRequest.objects.select_related("phase__project__organisation")
            return rows.filter(phase__project=cast.project, phase__number=number).order_by("pk").last()

        def criterion(self, number: int) -> Criterion:
            rows = Criterion.objects.select_related("phase__project__organisation", "owner")
            return rows.get(phase__project=cast.project, code=WAIVABLE[number])

        @initialize(
            before=st.sampled_from(["nothing", "broken", "waived", "set aside"]), name=PEOPLE, first=FIRST, number=GATES
        )
        def begin(self, before: str, name: str, first: str, number: int) -> None:
            """Sequences begin where something can go wrong: at gates that people try to take, at times unduly."""
            if before == "broken":
                self.break_a_criterion(number)
            if before == "waived":
                self.waive_it("editor", "owner", number)
            if before == "set aside":
                self.break_a_criterion(number)
                self.mend_it("owner", number)
            self.take_both_gates(name, first)

        @rule(name=PEOPLE, number=GATES)
        def ask(self, name: str, number: int) -> None:
            self.call(lambda: ask(cast.project, self.person(name), number, reason="Again."))

        @rule(name=PEOPLE, number=GATES, decision=DECISIONS)
        def vote(self, name: str, number: int, decision: str) -> None:
            request = self.latest(number)
            conditions = ["Look again."] if decision == CONDITIONAL else []
            if request is not None:
                self.call(lambda: vote(request, self.person(name), decision, *conditions))

        @rule(name=PEOPLE, first=FIRST)
        def take_both_gates(self, name: str, first: str) -> None:
            """What people mean to do; by single steps few sequences would get as far as the second gate."""
            for number in (1, 2):
                self.ask(name, number)
                for voter, decision in zip(NAMES, (first, APPROVE, APPROVE, APPROVE), strict=True):
                    self.vote(voter, number, decision)

        @rule(name=PEOPLE, number=GATES)
        def withdraw(self, name: str, number: int) -> None:
            request = self.latest(number)
            if request is not None:
                self.call(lambda: gates.withdraw_gate(request, self.person(name), "Why not."))

        @rule(name=PEOPLE, number=GATES)
        def reopen(self, name: str, number: int) -> None:
            request = self.latest(number)
            if request is not None:
                self.call(lambda: gates.reopen_gate(request, self.person(name), "It moved."))

        @rule(name=PEOPLE)
        def fulfil_a_condition(self, name: str) -> None:
            rows = GateCondition.objects.select_related("vote__request__phase__project__organisation")
            condition = rows.filter(fulfilled_at=None).order_by("pk").first()
            if condition is not None:
                self.call(lambda: gates.fulfil_condition(condition, self.person(name), "It is done."))

        @rule(number=GATES)
        def break_a_criterion(self, number: int) -> None:
            self.call(lambda: words.bring_back(self.criterion(number), cast.owner))

        @rule(name=PEOPLE, number=GATES)
        def mend_it(self, name: str, number: int) -> None:
            self.call(lambda: words.exclude(self.criterion(number), self.person(name), "It is not asked of us."))

        @rule(asker=PEOPLE, granter=PEOPLE, number=GATES)
        def waive_it(self, asker: str, granter: str, number: int) -> None:
            criterion = self.criterion(number)
            self.call(lambda: words.bring_back(criterion, cast.owner))

            def waive() -> None:
                until = latest_waiver_day()
                waiver = ask_criterion_waiver(criterion, self.person(asker), reason="For now.", until=until)
                decide_criterion_waiver(criterion, waiver, self.person(granter), granted=True)

            self.call(waive)

        @rule(name=PEOPLE)
        def lay_down_what_approves(self, name: str) -> None:
            for held in self.held(name):
                self.call(lambda held=held: responsibilities.end(held, cast.owner))  # type: ignore[misc]

        @rule()
        def take_it_up_again(self) -> None:
            approvers(cast)

        def held(self, name: str) -> list[Responsibility]:
            rows = Responsibility.objects.select_related("project__organisation", "person")
            return list(rows.filter(project=cast.project, person=self.person(name), ended_at=None))

        @invariant()
        def no_gate_opens_over_what_should_keep_it_closed(self) -> None:
            approved = list(GateRequest.objects.select_related("phase").filter(state="approved"))
            for request in approved:
                if request.pk not in self.opened:
                    self.just_opened(request)
            self.opened |= {request.pk for request in approved}

        def just_opened(self, request: GateRequest) -> None:
            number = request.phase.number
            blocking = [one for one in stated_criteria(cast.project, timezone.localdate()) if one.stands_in_the_way]
            assert not [one for one in blocking if one.criterion.phase.number <= number]
            earlier = GateRequest.objects.filter(phase__project=cast.project, phase__number__lt=number)
            assert earlier.filter(state="approved").count() == number - 1
            waiting = GateCondition.objects.filter(vote__request__in=earlier, vote__request__state="approved")
            assert not waiting.filter(fulfilled_at=None).exists()
            votes = list(request.votes.all())
            waived = Waiver.objects.filter(subject=f"criterion:{WAIVABLE[number]}", granted=True, withdrawn_at=None)
            granters = set(waived.values_list("decided_by", flat=True)) if self.is_waived(number) else set()
            assert all(one.approves for one in votes)
            set_aside = Exclusion.objects.filter(criterion__phase=request.phase, criterion__blocking=True)
            now, then = Q(ended_at=None), Q(at__lte=request.asked_at) & Q(ended_at__gt=request.asked_at)
            aside = set(set_aside.filter(now | then).values_list("actor", flat=True))
            assert len({one.person_id for one in votes} - granters - aside) >= 2

        def is_waived(self, number: int) -> bool:
            return not self.criterion(number).exclusions.filter(ended_at=None).exists()

        @invariant()
        def only_who_did_not_ask_and_holds_what_the_gate_names_votes(self) -> None:
            for found in GateVote.objects.select_related("request").exclude(pk__in=self.counted):
                assert found.person_id != found.request.asked_by_id
                held = Responsibility.objects.filter(project=cast.project, person=found.person_id, ended_at=None)
                assert found.roles
                assert set(found.roles) <= set(held.values_list("role", flat=True))
                self.counted.add(found.pk)

        @invariant()
        def nobody_grants_what_they_asked_for_and_nothing_ends_without_a_reason(self) -> None:
            for waiver in Waiver.objects.exclude(decided_by=None):
                assert waiver.decided_by_id != waiver.asked_by_id
            assert not GateRequest.objects.filter(state__in=["withdrawn", "reopened"], ended_why="").exists()
            for phase in Phase.objects.filter(project=cast.project):
                assert phase.gate_requests.filter(state="open").count() <= 1

    return Gates


@pytest.mark.django_db
def test_no_sequence_of_legal_calls_opens_a_gate_it_should_not(cast: Cast) -> None:
    for number in (1, 2):
        settle(cast.project, cast.owner, phase=number)
    approvers(cast)
    calm = settings(
        max_examples=14,
        stateful_step_count=10,
        phases=[Step.generate],  # a step takes half a second: what failed is read as it was found
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(machine_of(cast), settings=calm)
