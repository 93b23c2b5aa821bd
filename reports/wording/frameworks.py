"""A framework statement: how far the criteria cover each framework, and what of it applies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.dossier import Dossier
from reports.facts.frameworks import DutyDate, FrameworkFacts, FrameworkSource, IdentifierFacts, MappedCriterion
from reports.figures import count, day
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.roadmap import MARKS, STATUSES

CHECKED = {
    "verified": gettext_noop("identifiers verified in two independent lists"),
    "two_secondary_sources": gettext_noop("identifiers found in two secondary sources"),
    "one_secondary_source": gettext_noop("identifiers found in one secondary source"),
}
APPLIES = {
    "yes": gettext_noop("Applies"),
    "no": gettext_noop("Does not apply"),
    "not decided": gettext_noop("Not decided"),
}
SURE = {"high": gettext_noop("high"), "medium": gettext_noop("medium"), "low": gettext_noop("low")}


@dataclass(frozen=True)
class Bar:
    """A framework or one of its groups: shares of its identifiers from 0 to 1, drawn; the counts beside it say them."""

    title: str
    total: str
    mapped: str
    settled: str
    decided: str
    mapped_share: float
    settled_share: float


@dataclass(frozen=True)
class DateRow:
    """From when duties apply, and how sure that is."""

    code: str
    when: str
    before: str
    what: str
    note: str
    sure: str


@dataclass(frozen=True)
class Covered:
    """How far one framework is covered, as a whole and by its parts."""

    name: str
    finding: str
    source_title: str
    facts: tuple[Fact, ...]
    bars: tuple[Bar, ...]
    unfounded: str
    dates_title: str
    dates_columns: tuple[str, ...]
    dates: tuple[DateRow, ...]


@dataclass(frozen=True)
class Coverage:
    """The section on how far the frameworks are covered."""

    name: str
    finding: str
    label: str
    lead: str
    columns: tuple[str, ...]
    frameworks: tuple[Covered, ...]


@dataclass(frozen=True)
class State:
    """A mapped criterion with its mark."""

    code: str
    status: str
    mark: str


@dataclass(frozen=True)
class Row:
    """One identifier of a statement of applicability."""

    identifier: str
    about: str
    due: str
    applies: str
    reason: str
    decided: str
    criteria: tuple[State, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Identifiers that stand together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Statement:
    """The statement of applicability of one framework."""

    name: str
    finding: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class NamedCriterion:
    """A criterion that the tables name by its code."""

    code: str
    title: str
    status: str
    mark: str


@dataclass(frozen=True)
class Applicability:
    """The section with the statements, and the key to the codes in them."""

    name: str
    finding: str
    label: str
    lead: str
    columns: tuple[str, ...]
    no_criteria: str
    no_evidence: str
    statements: tuple[Statement, ...]
    key_title: str
    key_columns: tuple[str, ...]
    key: tuple[NamedCriterion, ...]


def coverage_section(dossier: Dossier) -> Coverage | None:
    """How far the criteria cover the frameworks; None where the report is about none."""
    frameworks = dossier.frameworks
    if not frameworks:
        return None
    return Coverage(
        name=_("Coverage"),
        finding=framework_finding(frameworks),
        label=translated(frameworks[0].mapping),
        lead=_lead(frameworks),
        columns=(_("Part"), _("Settled within mapped"), _("Identifiers"), _("Mapped"), _("Settled"), _("Decided")),
        frameworks=tuple(_covered(one) for one in frameworks),
    )


def applicability_section(dossier: Dossier) -> Applicability | None:
    """What applies and why, with the criteria behind it; None where the report is about no framework."""
    frameworks = dossier.frameworks
    if not frameworks:
        return None
    decided, total = sum(one.decided for one in frameworks), sum(one.total for one in frameworks)
    finding = _("It is decided for %(decided)s of %(total)s identifiers whether they apply")
    return Applicability(
        name=_("Applicability"),
        finding=finding % {"decided": count(decided), "total": count(total)},
        label=translated(frameworks[0].mapping),
        lead=_(
            "For each identifier: whether people decided that it applies to this project, for which reason, and which "
            "criteria are suggested for it in which state. What is not decided is said to be so."
        ),
        columns=(_("Identifier"), _("Does it apply?"), _("Criteria, as suggested"), _("Evidence")),
        no_criteria=_("no criterion"),
        no_evidence=_("none"),
        statements=tuple(_statement(one) for one in frameworks),
        key_title=_("The criteria by their codes"),
        key_columns=(_("Criterion"), _("State")),
        key=_key(frameworks),
    )


def framework_finding(frameworks: tuple[FrameworkFacts, ...]) -> str:
    """What a reader takes along."""
    mapped, settled = sum(one.mapped for one in frameworks), sum(one.settled for one in frameworks)
    if len(frameworks) > 1:
        said = _("%(settled)s of %(mapped)s mapped identifiers of %(count)s frameworks rest on settled criteria")
        return said % {"settled": count(settled), "mapped": count(mapped), "count": count(len(frameworks))}
    return _covered_finding(frameworks[0])


def _covered_finding(one: FrameworkFacts) -> str:
    said = _("%(mapped)s of %(total)s identifiers of %(name)s are mapped, %(settled)s rest on settled criteria")
    known = {"mapped": count(one.mapped), "total": count(one.total), "settled": count(one.settled)}
    return said % {**known, "name": one.name}


def _lead(frameworks: tuple[FrameworkFacts, ...]) -> str:
    said = [translated(frameworks[0].mapping_note)]
    if not any(one.mapped for one in frameworks):
        said.append(_("No criterion of the project is mapped yet: the roadmap brings criteria with their mapping."))
    said.append(_("A settled identifier has criteria, and none of them is open, ready or stale."))
    said.append(_("The descriptions are ours and short; no text of a framework is shown."))
    return " ".join(said)


def _covered(one: FrameworkFacts) -> Covered:
    unfounded = _("Decided to apply, with no criterion behind it: %(count)s.") % {"count": count(one.unfounded)}
    return Covered(
        name=one.name,
        finding=_covered_finding(one),
        source_title=_("Where the identifiers come from"),
        facts=_facts(one),
        bars=tuple(_bars(one)),
        unfounded=unfounded,
        dates_title=_("From when parts of it apply"),
        dates_columns=(_("From"), _("What"), _("How sure")),
        dates=tuple(_date(entry) for entry in one.dates),
    )


def _facts(one: FrameworkFacts) -> tuple[Fact, ...]:
    version = _("%(version)s, published %(published)s, listed here %(listed)s")
    known = {"version": one.version, "published": day(one.published_on), "listed": day(one.listed_on)}
    mapping = _("%(label)s of roadmap template %(version)s")
    mapped = mapping % {"label": translated(one.mapping), "version": one.template}
    rows = [
        (_("Number"), _("no. %(number)s, %(code)s") % {"number": count(one.identity), "code": one.code}),
        (_("Version"), version % known),
        (_("Publisher"), f"{one.publisher}, {one.publisher_address}"),
        (_("Scope"), one.scope),
        (_("Checked"), _(CHECKED.get(one.verification, one.verification))),
        (_("Basis"), one.basis),
        (_("Caution"), one.caution),
        *((_("Source"), _source(source)) for source in one.sources),
        (_("Mapping"), mapped),
    ]
    return tuple(Fact(label, value) for label, value in rows if value)


def _source(source: FrameworkSource) -> str:
    revision = _("revision %(revision)s") % {"revision": source.revision} if source.revision else ""
    return ", ".join(part for part in (source.title, source.address, revision) if part)


def _bars(one: FrameworkFacts) -> Iterable[Bar]:
    for title, rows in groupby(one.identifiers, key=lambda row: row.group):
        yield _bar(title, list(rows))
    yield _bar(_("All of it"), list(one.identifiers))


def _bar(title: str, rows: list[IdentifierFacts]) -> Bar:
    total, mapped = len(rows), sum(bool(row.criteria) for row in rows)
    settled = sum(bool(row.criteria) and all(entry.settled for entry in row.criteria) for row in rows)
    return Bar(
        title=title,
        total=count(total),
        mapped=count(mapped),
        settled=count(settled),
        decided=count(sum(row.applies in ("yes", "no") for row in rows)),
        mapped_share=mapped / total if total else 0.0,
        settled_share=settled / total if total else 0.0,
    )


def _date(entry: DutyDate) -> DateRow:
    return DateRow(
        code=entry.identifier,
        when=day(entry.applies_from),
        before=_("was %(day)s") % {"day": day(entry.previous)} if entry.previous else "",
        what=entry.what,
        note=entry.note,
        sure=_(SURE.get(entry.confidence, entry.confidence)),
    )


def _statement(one: FrameworkFacts) -> Statement:
    groups = groupby(one.identifiers, key=lambda row: row.group)
    finding = _("%(decided)s of %(total)s identifiers are decided, version %(version)s")
    known = {"decided": count(one.decided), "total": count(one.total), "version": one.version}
    return Statement(
        one.name, finding % known, tuple(Group(title, tuple(_row(row) for row in rows)) for title, rows in groups)
    )


def _row(row: IdentifierFacts) -> Row:
    decided = ""
    if row.decided_at:
        decided = _("%(person)s, %(when)s") % {"person": row.decided_by, "when": day(row.decided_at)}
    due = ""
    if row.applies_from:
        sure = _(SURE.get(row.confidence, row.confidence))
        due = _("from %(day)s, certainty: %(sure)s") % {"day": day(row.applies_from), "sure": sure}
    return Row(
        identifier=row.identifier,
        about=row.about,
        due=due,
        applies=_(APPLIES.get(row.applies, row.applies)),
        reason=row.reason,
        decided=decided,
        criteria=tuple(State(one.code, _status(one), _mark(one)) for one in row.criteria),
        evidence=row.evidence,
    )


def _key(frameworks: tuple[FrameworkFacts, ...]) -> tuple[NamedCriterion, ...]:
    named = {one.code: one for framework in frameworks for row in framework.identifiers for one in row.criteria}
    rows = sorted(named.values(), key=lambda one: [int(part) for part in re.findall(r"\d+", one.code)])
    return tuple(NamedCriterion(one.code, translated(one.title), _status(one), _mark(one)) for one in rows)


def _status(one: MappedCriterion) -> str:
    return _(STATUSES.get(one.status, one.status))


def _mark(one: MappedCriterion) -> str:
    return MARKS.get(one.status, "open")
