"""What each input means, how one comes by it, and the formula it enters: the one place for these texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """`what` in a sentence or two; `enters` is the line of the method page that the input stands in."""

    what: str
    enters: str


ASSISTED = "assisted tasks = tasks × share it can take on × adoption"
NET_MINUTES = "net minutes = time per task × time saved − checking − violation rate × (1 − not caught) × rework"
VALUE = "value of time = cost of an hour × realisation × net hours; lost hours are paid for in full"
VIOLATIONS = "cost of violations = assisted tasks × (violation rate × not caught − rate today) × cost of one"
TOKENS = "tokens = assisted tasks × tokens of one × price / 1,000,000"
CURVE = "adoption = plateau / (1 + e^(−(ln 9 / ramp) × (months since the start + ½ − months until half)))"
MONTHLY = "every month = seats × licence + maintenance + governance + evaluation + other"
ONE_OFF = "once = integration + seats × training hours × their cost + fixed training + other"
PRESENT = "present value = amount of month t / (1 + rate)^(t / 12)"

MEANINGS = {
    "tasks_per_month": Meaning(
        "How many tasks of this kind come in, assisted or not. Take it from the ticket system or the files, not from a "
        "guess in a meeting.",
        ASSISTED,
    ),
    "minutes_per_task": Meaning(
        "Working time on one task as it is done today, from the first look to the end, waiting left out.", NET_MINUTES
    ),
    "applicable_share": Meaning(
        "The part of the tasks that the assistant may and can work on at all; the rest is done as before.", ASSISTED
    ),
    "time_saved_share": Meaning(
        "The part of a task’s time that is gone when the assistant helps; below zero where it costs time. A gain g in "
        "tasks per hour is 1 − 1/(1 + g) here: 15 % more tasks are 0.13. The defaults are judgement, wider than any "
        "one study and moved towards what was found in the field.",
        NET_MINUTES,
    ),
    "verify_minutes": Meaning(
        "Checking that comes on top of the task. Most trials time the whole task, the review included: with the "
        "defaults for time saved this is further checking downstream only.",
        NET_MINUTES,
    ),
    "violation_rate": Meaning(
        "How many of the assisted tasks break a rule, at most 1. Measured on a sample of real traffic it is found k "
        "among n looked at, and carries its own error. Suites written to provoke overstate it.",
        VIOLATIONS,
    ),
    "escape_share": Meaning(
        "The part of the violations that nobody catches before they do harm. 1 where nobody looks.", VIOLATIONS
    ),
    "rework_minutes": Meaning("Time to put right one violation that was caught.", NET_MINUTES),
    "cost_per_violation": Meaning(
        "What one violation that escapes costs: goodwill, a refund, a complaint, a fine times its chance. There is no "
        "default, because there is no evidence that would carry over: commit to a cost. Until it is given, "
        "violations have no price in the result.",
        VIOLATIONS,
    ),
    "baseline_violation_rate": Meaning(
        "What people let escape today, per task. An assistant that is safer than the present way of working earns "
        "here.",
        VIOLATIONS,
    ),
    "hourly_cost": Meaning(
        "An hour of the people who do the work, wage and all that comes with it. A wage times 1.42 is a usual start.",
        VALUE,
    ),
    "realisation": Meaning(
        "The part of freed time that turns into something: more tasks done, overtime not paid, posts not filled anew. "
        "There is no good evidence for it; half an hour a day spread over many people tends to vanish.",
        VALUE,
    ),
    "tokens_per_task": Meaning("Tokens in and out for one assisted task, retries included.", TOKENS),
    "plateau": Meaning(
        "The part of the tasks it can take on that people do with it once it has settled. Few studies count it.",
        CURVE,
    ),
    "month_half": Meaning("Months from the start until half of the plateau is reached.", CURVE),
    "ramp_months": Meaning("Months from half of the plateau to 90 % of it; small is steep.", CURVE),
    "seats": Meaning("People with a licence. All seats are paid from the first month on, used or not.", MONTHLY),
    "licence_per_seat_month": Meaning("The price of one seat in one month.", MONTHLY),
    "price_per_million_tokens": Meaning("Where use is paid by the token instead of the seat, or beside it.", TOKENS),
    "integration_one_off": Meaning("Connecting it to the systems at hand, before the first month.", ONE_OFF),
    "maintenance_month": Meaning("Keeping it running: operation, updates, prompts, knowledge base.", MONTHLY),
    "training_hours_per_seat": Meaning("Hours that each person spends on learning to use it.", ONE_OFF),
    "training_hourly_cost": Meaning("What one of these hours costs.", ONE_OFF),
    "training_fixed": Meaning("What training costs whatever the number of people: trainers, material.", ONE_OFF),
    "governance_fte": Meaning(
        "People who own the rules, review samples and decide on releases, in full-time posts.", MONTHLY
    ),
    "governance_fte_annual_cost": Meaning("A year of one of these posts, fully loaded.", MONTHLY),
    "evaluation_month": Meaning("Running and reviewing the evaluations: tokens, tools, raters.", MONTHLY),
    "other_one_off": Meaning("Anything else that is paid once, before the first month.", ONE_OFF),
    "other_month": Meaning("Anything else that is paid every month.", MONTHLY),
    "discount_rate_annual": Meaning(
        "What money a year from now is worth less, above inflation, since all prices here are constant. 0.1 is 10 % a "
        "year; a finance department has its own.",
        PRESENT,
    ),
}
