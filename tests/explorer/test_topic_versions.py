"""How the document evolves: the versions on their line of time, and the months ahead of today."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from explorer.models import SpecVersion
from explorer.services.known_violations import close_mark, mark_known_gap, mark_regression
from explorer.services.rulings import RulingValues, record_ruling
from explorer.topics import evolution, timeline
from explorer.topics.timeline import Stop
from tests.conftest import Cast
from tests.explorer.topic_pages import Read

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.django_db
def test_the_versions_loaded_tell_what_they_changed_and_the_others_that_they_are_not_here(
    read_topic: Read, cast: Cast
) -> None:
    page = read_topic("how-it-evolves")

    assert "6 versions in 19 months" in page
    assert page.count("Not loaded here") == 4
    assert "1 principle added, 5 reworded, and 2 sections without a level changed" in page
    assert "since 27 Oct 2025" in page
    assert page.count("timeline__stop--absent") == 4
    assert page.count("timeline__stop--used") == 1
    assert f"{reverse('explorer:compare', args=[cast.project.path])}?old=2025-10-27&amp;new=2025-12-18" in page


@pytest.mark.django_db
def test_a_version_that_nobody_told_us_of_stands_on_the_line_as_well(read_topic: Read, kitchen: SpecVersion) -> None:
    page = read_topic("how-it-evolves")

    assert "5 January 2026" in page
    assert "7 versions in 19 months" in page


@pytest.mark.django_db
def test_a_version_without_a_day_is_listed_and_not_drawn(read_topic: Read, kitchen: SpecVersion) -> None:
    SpecVersion.objects.filter(pk=kitchen.pk).update(label="draft", published_on=None)
    page = read_topic("how-it-evolves")

    assert ">draft</a>" in page
    assert page.count('<g class="timeline__stop') == 6


def test_the_dates_of_all_published_versions_are_known() -> None:
    assert [each.day for each in evolution.published()] == [
        date(2024, 5, 8),
        date(2025, 2, 12),
        date(2025, 4, 11),
        date(2025, 9, 12),
        date(2025, 10, 27),
        date(2025, 12, 18),
    ]


@pytest.mark.django_db
def test_the_months_ahead_are_counted_from_today_and_from_the_version_in_use(
    read_topic: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 1, 31))
    early = read_topic("how-it-evolves")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 25))
    late = read_topic("how-it-evolves")

    assert "models have until 18 March 2026" in early
    assert "should end by 30 April 2026" in early
    assert "over on 18 March 2026, 8 months ago" in late
    assert "should end by 25 February 2027" in late


@pytest.mark.django_db
def test_the_rulings_and_open_marks_of_the_project_are_counted_where_they_are_explained(
    read_topic: Read, cast: Cast
) -> None:
    assert read_topic("how-it-evolves").count("None open in Support assistant") == 2
    values = RulingValues("A customer jokes.", "Joke back once.", "Ada", date(2026, 1, 5))
    record_ruling(cast.project, cast.editor, "be_warm", values)
    last = timezone.localdate() + timedelta(30)
    mark_known_gap(cast.project, cast.evaluator, "be_clear", "Rambles.", last)
    close_mark(
        cast.project, cast.evaluator, mark_regression(cast.project, cast.evaluator, "do_not_lie", "Lies."), "Mended."
    )
    page = read_topic("how-it-evolves")

    assert "1 in Support assistant" in page
    assert f"1 open in Support assistant, the first ends on {date_format(last, 'j F Y')}" in page
    assert page.count("None open in Support assistant") == 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 12, 18), 3, date(2026, 3, 18)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 9, 12), 4, date(2026, 1, 12)),
    ],
)
def test_months_later_keeps_the_day_where_the_month_has_it(day: date, months: int, later: date) -> None:
    assert timeline.months_later(day, months) == later


def test_only_whole_months_count() -> None:
    assert timeline.months_between(date(2024, 5, 8), date(2025, 12, 18)) == 19
    assert timeline.months_between(date(2026, 3, 18), date(2026, 4, 17)) == 0


@given(st.lists(DAYS, min_size=1, max_size=12, unique=True), DAYS)
def test_whatever_the_dates_everything_is_drawn_inside_and_no_date_runs_into_a_later_one(
    days: list[date], today: date
) -> None:
    today = max(today, min(days))
    drawing = timeline.drawn([Stop(day, is_loaded=True, is_used=False, changes=1) for day in sorted(days)], today)
    places = [float(placed.x.rstrip("%")) for placed in drawing.stops]

    assert all(0 <= place <= 100 for place in places)
    assert float(drawing.today_x.rstrip("%")) + float(drawing.ahead_width.rstrip("%")) <= 100
    for (first, placed), (second, later) in pairwise(zip(places, drawing.stops, strict=True)):
        assert first <= second
        assert second - first >= 12 or placed.row > later.row
    assert drawing.height > max(placed.date_y for placed in drawing.stops)


def test_the_tallest_stem_is_the_largest_change_and_an_uncompared_version_is_a_stub() -> None:
    start = date(2025, 1, 1)
    stops = [
        Stop(start + timedelta(100 * number), True, False, changes) for number, changes in enumerate([None, 83, 8])
    ]
    stub, tall, low = timeline.drawn(stops, date(2026, 1, 1)).stops

    assert stub.height < low.height < tall.height


def test_a_horizon_is_over_on_the_day_after_its_last() -> None:
    assert not timeline.horizon_of(date(2025, 12, 18), date(2026, 3, 18)).is_over
    assert timeline.horizon_of(date(2025, 12, 18), date(2026, 3, 19)).is_over
