"""When a schedule is due: weekdays, ends of months, and the nights on which clocks jump."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.schedules.recurrence import Recurrence

BERLIN = "Europe/Berlin"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def slots(recurrence: Recurrence, start: datetime, count: int) -> list[datetime]:
    found = [recurrence.next_after(start)]
    while len(found) < count:
        found.append(recurrence.next_after(found[-1]))
    return found


def test_a_time_that_the_clocks_skip_is_an_hour_later_by_the_clock() -> None:
    nightly = Recurrence("day", time(2, 30), BERLIN)
    found = slots(nightly, at(2026, 3, 28), 3)
    assert found == [at(2026, 3, 28, 1, 30), at(2026, 3, 29, 1, 30), at(2026, 3, 30, 0, 30)]
    assert found[1].astimezone(ZoneInfo(BERLIN)).time() == time(3, 30)


def test_a_time_that_the_clocks_show_twice_comes_once_the_first_time() -> None:
    nightly = Recurrence("day", time(2, 30), BERLIN)
    assert slots(nightly, at(2026, 10, 24, 12), 2) == [at(2026, 10, 25, 0, 30), at(2026, 10, 26, 1, 30)]
    assert nightly.next_after(at(2026, 10, 25, 0, 30)) == at(2026, 10, 26, 1, 30)


def test_the_hour_stays_the_readers_through_the_year() -> None:
    morning = Recurrence("day", time(6), "America/New_York")
    assert morning.next_after(at(2026, 1, 10)) == at(2026, 1, 10, 11)
    assert morning.next_after(at(2026, 7, 10)) == at(2026, 7, 10, 10)


def test_a_day_that_a_zone_left_out_is_not_asked_twice() -> None:
    found = slots(Recurrence("day", time(10), "Pacific/Apia"), at(2011, 12, 28, 12), 4)
    assert len(set(found)) == 4
    assert at(2011, 12, 30, 20) in found  # the 30th, which Samoa skipped, and the 31st are this one moment


def test_weeks_go_by_their_days_and_months_end_where_they_end() -> None:
    weekly = Recurrence("week", time(6), "UTC", weekdays=(0, 3))
    assert [slot.strftime("%a %d") for slot in slots(weekly, at(2026, 5, 1), 3)] == ["Mon 04", "Thu 07", "Mon 11"]
    monthly = Recurrence("month", time(6), "UTC", month_day=31)
    days = [slot.strftime("%d %b") for slot in slots(monthly, at(2026, 1, 1), 4)]
    assert days == ["31 Jan", "28 Feb", "31 Mar", "30 Apr"]


def test_a_schedule_says_when_it_is_due() -> None:
    assert Recurrence("day", time(6, 30), BERLIN).said == "every day at 06:30, Europe/Berlin"
    weekly = Recurrence("week", time(6), "UTC", weekdays=(3, 0, 4))
    assert weekly.said == "every Monday, Thursday and Friday at 06:00, UTC"
    assert "or its last one" in Recurrence("month", time(6), "UTC", month_day=31).said


@given(
    st.integers(946_684_800, 2_840_140_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),  # 2000 to 2060
    st.times(),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
)
def test_every_day_has_its_slot_and_they_only_go_forward(moment: datetime, hour: time, zone: str) -> None:
    daily = Recurrence("day", hour.replace(microsecond=0), zone)
    found = list(islice(daily.between(daily.next_after(moment), moment + timedelta(days=400)), 10))
    assert moment < found[0] <= moment + timedelta(days=2, hours=2)
    for earlier, later in pairwise(found):
        assert timedelta(hours=21) < later - earlier < timedelta(hours=50)


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_what_lies_between_two_moments_is_every_slot_once(every: str) -> None:
    recurrence = Recurrence(every, time(6), "UTC", weekdays=(1,), month_day=5)
    first = recurrence.next_after(at(2026, 1, 1))
    found = list(recurrence.between(first, at(2026, 3, 31, 12)))
    assert len(found) == {"day": 90, "week": 13, "month": 3}[every]
