"""The hard budget: held before a call, replaced by what it took, never overshot, and a new one to go on."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import F
from django.db.models.functions import Now

from evaluations import services
from evaluations.endpoints import chat_client
from evaluations.endpoints.chat_client import Failure, Fault, Reply
from evaluations.execution import budgets, caller, keeping, leases, sweeping
from evaluations.execution.limits import lease
from evaluations.models import Endpoint, Run, Sample
from evaluations.runs.settings import Budget, Wishes
from evaluations.runs.spending import Cost, Price, total
from tests.evaluations.conftest import Bench

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def start(bench: Bench, budget: Budget, model: str = "simulated-release-4@0", longest: int = 100) -> Run:
    endpoint = services.simulated_endpoint(bench.project, bench.cast.editor, model)
    Endpoint.objects.filter(pk=endpoint.pk).update(price_in=Decimal("2.5"), price_out=Decimal(10), currency="EUR")
    endpoint.refresh_from_db()
    return services.start_run(
        bench.project,
        suite=bench.suite,
        endpoint=endpoint,
        release="Release 4",
        actor=bench.cast.evaluator,
        wishes=Wishes(max_tokens=longest),
        budget=budget,
    )


def test_what_a_run_spends_is_counted_with_and_without_a_budget(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(start(bench, Budget()))
    price = Price(Decimal("2.5"), Decimal(10))
    used = [price.of(sample.prompt_tokens or 0, sample.completion_tokens or 0) for sample in run.samples.all()]
    assert Cost(run.spent_tokens, run.spent_nano) == total(used)
    assert run.spent_tokens > 0
    assert (run.held_tokens, run.held_nano, run.currency) == (0, 0, "EUR")


@pytest.mark.parametrize("budget", [Budget(tokens=1500), Budget(money=Decimal("0.004"))])
def test_a_run_stops_at_its_budget_and_goes_on_with_a_larger_one(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, budget: Budget
) -> None:
    run = run_to_end(start(bench, budget))
    assert (run.state, run.cause) == ("stopped", "budget")
    assert run.reason.startswith("Budget used up: ")
    assert run.spent_tokens <= (budget.tokens or 10**9)
    assert run.spent_nano <= (budget.nano or 10**18)
    assert 0 < run.samples.filter(state="finished").count() < 24
    assert run.samples.filter(state="queued").exists()
    with pytest.raises(services.RunMoveRefused, match="larger one"):
        services.resume_run(run, actor=bench.cast.evaluator)
    with pytest.raises(services.RunMoveRefused, match="spent already"):
        services.resume_run(run, actor=bench.cast.evaluator, budget=Budget(tokens=1))
    services.resume_run(run, actor=bench.cast.evaluator, budget=Budget(tokens=10**6, money=Decimal(5)))
    assert run_to_end(run).state == "completed"
    assert (run.held_tokens, run.held_nano) == (0, 0)


def test_a_budget_too_small_for_a_single_call_stops_before_any(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(start(bench, Budget(tokens=50)))
    assert (run.state, run.spent_tokens, run.samples.filter(attempts__gt=0).count()) == ("stopped", 0, 0)
    assert "50 tokens are left" in run.reason


def test_a_budget_needs_the_longest_answer_and_a_price(bench: Bench) -> None:
    parts = {"suite": bench.suite, "endpoint": bench.endpoint, "release": "R", "actor": None}
    with pytest.raises(services.RunRefused) as refusal:
        services.start_run(bench.project, **parts, budget=Budget(tokens=5))  # type: ignore[arg-type]
    assert refusal.value.field == "max_tokens"
    budget, wishes = Budget(money=Decimal(1)), Wishes(max_tokens=5)
    with pytest.raises(services.RunRefused) as refusal:
        services.start_run(bench.project, **parts, budget=budget, wishes=wishes)  # type: ignore[arg-type]
    assert refusal.value.field == "budget_money"


def running(run: Run) -> Run:
    Run.objects.filter(pk=run.pk).update(state="running", started_at=Now())
    run.refresh_from_db()
    return run


def held(run: Run) -> Cost:
    run.refresh_from_db()
    return Cost(run.held_tokens, run.held_nano)


def test_two_workers_together_hold_no_more_than_the_budget(bench: Bench) -> None:
    run = running(start(bench, Budget(tokens=2000)))
    claimed = [leases.claim(run.pk, name, 8, alone_too=True, has_budget=True) for name in ("one", "two")]
    worst = sum(sample.held_tokens for samples in claimed for sample in samples)
    assert held(run).tokens == worst <= 2000
    assert 0 < sum(map(len, claimed)) < 16
    assert leases.claim(run.pk, "three", 8, alone_too=True, has_budget=True) == []
    for name in ("one", "two"):
        leases.release(run.pk, run.endpoint_id or 0, name)
    assert held(run) == Cost()


def test_a_reservation_that_does_not_fit_any_more_is_not_made(bench: Bench) -> None:
    run = running(start(bench, Budget(tokens=1000)))
    assert budgets.reserve(run.pk, [Cost(400, 0)] * 5) == 2
    assert budgets.reserve(run.pk, [Cost(400, 0)]) == 0
    assert budgets.reserve(run.pk, [Cost(200, 0)]) == 1


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        (Reply("Yes.", "m", "stop", 30, 20, 0.1), "used"),
        (Failure(Fault.UNAVAILABLE, "HTTP 500", 0.1), "nothing"),
        (Failure(Fault.CONNECTION, "nobody there", 0.1), "nothing"),
        (Failure(Fault.TIMEOUT, "no answer", 60.0), "worst"),
    ],
)
def test_what_a_call_took_replaces_what_was_held(bench: Bench, result: Reply | Failure, counts: str) -> None:
    run = running(start(bench, Budget(tokens=5000)))
    [sample] = leases.claim(run.pk, "one", 1, alone_too=True, has_budget=True)
    keeping.store("one", [(sample, result)], Price.read(run.settings))
    assert held(run) == Cost()
    assert run.spent_tokens == {"used": 50, "nothing": 0, "worst": sample.held_tokens}[counts]


def test_a_call_whose_worker_died_counts_at_its_worst(bench: Bench) -> None:
    run = running(start(bench, Budget(tokens=5000)))
    claimed = leases.claim(run.pk, "dead", 3, alone_too=True, has_budget=True)
    worst = sum(sample.held_tokens for sample in claimed)
    Sample.objects.filter(lease_owner="dead").update(leased_until=Now() - lease())
    sweeping.sweep()
    sweeping.sweep()
    assert (held(run), run.spent_tokens) == (Cost(), worst)


def test_an_answer_that_comes_too_late_is_not_paid_for_twice(bench: Bench) -> None:
    run = running(start(bench, Budget(tokens=5000)))
    [sample] = leases.claim(run.pk, "slow", 1, alone_too=True, has_budget=True)
    Sample.objects.filter(pk=sample.pk).update(leased_until=Now() - lease())
    sweeping.sweep()
    run.refresh_from_db()
    spent = run.spent_tokens
    assert keeping.store("slow", [(sample, Reply("late", "m", "stop", 30, 20, 1.0))], Price.read(run.settings)) == []
    assert (held(run), run.spent_tokens) == (Cost(), spent)


def test_the_wishes_of_a_run_reach_the_endpoint(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    ask = chat_client.ask

    async def listening(client: object, endpoint: object, messages: object, **wishes: object) -> object:
        seen.append(wishes)
        return await ask(client, endpoint, messages, **wishes)  # type: ignore[arg-type]

    monkeypatch.setattr(caller, "ask", listening)
    run = services.start_run(
        bench.project,
        suite=bench.suite,
        endpoint=bench.endpoint,
        release="R",
        actor=None,
        epochs=2,
        wishes=Wishes(temperature=0.2, max_tokens=300, seed=11),
    )
    run_to_end(run)
    assert len(seen) == 48
    assert {wish["seed"] for wish in seen} == {11, 12}
    assert {(wish["temperature"], wish["max_tokens"]) for wish in seen} == {(0.2, 300)}
    assert run.samples.filter(attempts=F("epoch") * 0 + 1).count() == 48
