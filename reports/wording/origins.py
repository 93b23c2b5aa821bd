"""The sources of a report in words: their facts are kept in English, whatever the language of the page is."""

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.figures import MONTHS, day, is_german
from reports.wording.known import translated

NAMES = (
    gettext_noop("Specification"),
    gettext_noop("Run"),
    gettext_noop("Suite"),
    gettext_noop("Scenario"),
    gettext_noop("Criteria"),
    gettext_noop("Judge"),
    gettext_noop("Framework"),
    gettext_noop("Mapping"),
    gettext_noop("Frozen state"),
    gettext_noop("Brief"),
    gettext_noop("Judge"),
)
_DAY = r"(?P<day>\d{1,2}\s[A-Z][a-z]{2}\s\d{4})"
# How the sources are written, with the sentence of each.
SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"no\. (?P<number>\d+), (?P<name>.*)", gettext_noop("no. %(number)s, %(name)s")),
        (r"(?P<project>.+): no\. (?P<number>\d+), (?P<name>.*)", gettext_noop("%(project)s: no. %(number)s, %(name)s")),
        (r"(?P<name>.+), request (?P<number>\d+)", gettext_noop("%(name)s, request %(number)s")),
        (rf"finished {_DAY}", gettext_noop("finished %(day)s")),
        (rf"(?P<version>.+), listed {_DAY}", gettext_noop("%(version)s, listed %(day)s")),
        (r"version (?P<version>\S+), model (?P<model>.+)", gettext_noop("version %(version)s, model %(model)s")),
        (r"version (?P<version>.+)", gettext_noop("version %(version)s")),
        (r"roadmap template", gettext_noop("roadmap template")),
        (r"imported", gettext_noop("imported")),
        (r"built-in catalogue", gettext_noop("built-in catalogue")),
        (_DAY, "%(day)s"),
    )
)


def origin_name(what: str) -> str:
    """What kind of source it is."""
    return _(what) if what in NAMES else what


def origin_words(said: str) -> str:
    """Which source it is, or its version; one that is written in no known way stays as it is."""
    if not is_german():
        return said
    for pattern, sentence in SENTENCES:
        if found := pattern.fullmatch(said):
            places = found.groupdict()
            places["name"] = translated(places.get("name", ""))  # which may be a gate's
            if "day" in places:
                places["day"] = _day(places["day"])
            return _(sentence) % places
    return said


def _day(written: str) -> str:
    number, month, year = written.split()
    return day(date(int(year), MONTHS.index(month) + 1, int(number))) if month in MONTHS else written
