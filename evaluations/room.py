"""The pages of this room in four groups: what came out, what was planned, who judges, and what is tested."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page that the navigation names; ``about`` are the beginnings of the URL names of all that belongs to it."""

    title: str
    url_name: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Pages that belong together; the first one is where the group leads."""

    title: str
    pages: tuple[Page, ...]


OVERVIEW = Page("Runs and suites", "index", ())  # whatever belongs to no other page
GROUPS = (
    Group(
        "Results",
        (OVERVIEW, Page("Compare", "run_compare", ("run_compare",)), Page("Trend", "trend", ("trend",))),
    ),
    Group(
        "Plans",
        (
            Page("Test plans", "plan_list", ("plan_",)),
            Page("Schedules", "schedule_list", ("schedule_", "alarm_")),
        ),
    ),
    Group(
        "Judgement",
        (
            Page("Review", "review_list", ("review_",)),
            Page("Judges", "judge_list", ("judge_", "calibration_")),
        ),
    ),
    Group(
        "What is tested",
        (
            Page("Releases", "release_list", ("release_",)),
            Page("Endpoints", "endpoint_list", ("endpoint_",)),
        ),
    ),
)


@dataclass(frozen=True)
class Tab:
    """A link of the navigation; ``here`` is *page* where it leads to the page shown, *true* where it holds that one."""

    title: str
    url_name: str
    here: str


@dataclass(frozen=True)
class Navigation:
    """The groups, and the pages of the one that the reader is in."""

    groups: Sequence[Tab]
    pages: Sequence[Tab]


def navigation_at(url_name: str) -> Navigation:
    """The navigation on the page of this URL name."""
    page = next(
        (page for group in GROUPS for page in group.pages if page.about and url_name.startswith(page.about)), OVERVIEW
    )
    here = "page" if url_name == page.url_name else "true"
    return Navigation(
        [Tab(group.title, group.pages[0].url_name, "true" if page in group.pages else "") for group in GROUPS],
        [
            Tab(each.title, each.url_name, here if each is page else "")
            for group in GROUPS
            if page in group.pages
            for each in group.pages
        ],
    )
