"""Our stance on each principle, the house clauses, how ambiguous cases are read, and the gaps that are known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.stances import HouseClauseFacts, KnownGapFacts, RulingFacts, StanceFacts, StandingFacts
from reports.figures import count, day
from reports.wording.fact import Fact, out_of
from reports.wording.principles import level_name

STANCES = {
    "": gettext_noop("Not in the version"),
    "undecided": gettext_noop("Undecided"),
    "adopted": gettext_noop("Adopted"),
    "tightened": gettext_noop("Tightened"),
    "not_relevant": gettext_noop("Not relevant"),
    "stale": gettext_noop("Stale"),
    "unwaived": gettext_noop("Without a waiver"),
}
GAPS = {
    "known_gap": gettext_noop("Known gap"),
    "overdue": gettext_noop("Known gap, overdue"),
    "regression": gettext_noop("Regression"),
}
RULINGS = {"in_force": gettext_noop("In force"), "stale": gettext_noop("Stale")}
MARKS = {"stale": "partial", "unwaived": "violation", "overdue": "violation", "regression": "violation"}
CHANGED = {
    "reworded": gettext_noop("it was reworded"),
    "retitled": gettext_noop("it has another title"),
    "reranked": gettext_noop("it stands at another level"),
}
WAITING = ("stale", "unwaived")


@dataclass(frozen=True)
class StanceRow:
    """One principle: what holds, or why it waits, and below it the reason; `state` is empty where the table says it."""

    title: str
    level: str
    level_name: str
    text: str
    note: str
    detail: str
    state: str
    mark: str


@dataclass(frozen=True)
class StanceGroup:
    """The principles of one section; without a section they stand for themselves."""

    section: str
    rows: tuple[StanceRow, ...]


@dataclass(frozen=True)
class StanceTable:
    """The principles with one stance; of those that are “undecided” a row is a section with their names."""

    key: str
    title: str
    note: str
    columns: tuple[str, ...]
    groups: tuple[StanceGroup, ...]


@dataclass(frozen=True)
class RuleRow:
    """A house clause, a ruling or a gap: what it is called, the case before its words and the reason behind them."""

    title: str
    under: str
    case: str
    text: str
    note: str
    detail: str
    state: str
    mark: str


@dataclass(frozen=True)
class RuleTable:
    """The house clauses, the rulings or the gaps."""

    title: str
    note: str
    empty: str
    columns: tuple[str, ...]
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Stances:
    """The section on what was decided about the specification: what needs reading, the rules of our own, the rest."""

    name: str
    finding: str
    lead: str
    empty: str
    facts: tuple[Fact, ...]
    tables: tuple[StanceTable, ...]
    rules: tuple[RuleTable, ...]
    adopted: StanceTable | None


def stances(dossier: Dossier) -> Stances:
    """What the project decided about its version, with the decisions that need reading before those that do not."""
    standing = dossier.standing
    nothing = standing is None or not any(one.decision for one in standing.stances)
    lead = _(
        "Each principle is adopted as it is published, tightened in words of our own, or left out as not relevant with "
        "the reason. A principle that nobody overrides is left out under a waiver only."
    )
    empty = _(
        "Nothing is decided yet: each principle of the pinned version is adopted, tightened, or left out as not "
        "relevant with the reason."
    )
    return Stances(
        name=_("Stance"),
        finding=_finding(standing),
        lead="" if nothing else lead,
        empty=empty if nothing else "",
        facts=_facts(standing) if not nothing else (),
        tables=_tables(standing) if standing else (),
        rules=_rules(standing) if standing else (),
        adopted=_adopted(standing) if standing and standing.adopted else None,
    )


def stance_name(state: str) -> str:
    """The word shown for a stance."""
    return _(STANCES[state])


def _finding(standing: StandingFacts | None) -> str:
    if standing is None or not standing.decided:
        return _("No principle is decided yet")
    numbers = {"decided": count(standing.decided), "total": count(standing.total)}
    if standing.decided == standing.total:
        return _("All %(total)s principles are decided") % numbers
    return _("%(decided)s of %(total)s principles are decided") % numbers


def _facts(standing: StandingFacts | None) -> tuple[Fact, ...]:
    if standing is None:
        return ()
    tally = Counter(stance.state for stance in standing.stances)
    facts = [Fact(_("Decided"), out_of(standing.decided, standing.total))]
    facts += [
        Fact(stance_name(state), count(tally[state]))
        for state in ("adopted", "tightened", "not_relevant", "stale", "unwaived", "undecided")
        if tally[state]
    ]
    facts.append(Fact(_("House clauses"), count(len(standing.clauses))))
    facts.append(Fact(_("Rulings"), count(len(standing.rulings))))
    facts.append(Fact(_("Known gaps"), count(len(standing.gaps))))
    return tuple(facts)


# --- stances ----------------------------------------------------------------------------------------------------------


def _tables(standing: StandingFacts) -> tuple[StanceTable, ...]:
    of = {state: [one for one in standing.stances if one.state == state] for state in STANCES}
    waiting = [one for one in standing.stances if one.state in WAITING]
    principle, decided = _("Principle"), _("Decided")
    found = (
        _table("waiting", _("Decided, and to be looked at again"), (principle, _("Why"), _("State")), waiting),
        _table(
            "tightened", _("Tightened in our own words"), (principle, _("What holds here"), decided), of["tightened"]
        ),
        _table("not_relevant", _("Not relevant here"), (principle, _("Why"), decided), of["not_relevant"]),
        _departed(standing, (principle, _("What was decided"), decided)),
        _undecided(of["undecided"] if standing.decided or waiting else []),
    )
    return tuple(table for table in found if table.groups)


def _table(key: str, title: str, columns: tuple[str, ...], rows: list[StanceFacts]) -> StanceTable:
    made = tuple(_waiting(one) if key == "waiting" else _decided(one) for one in rows)
    return StanceTable(key, title, "", columns, (StanceGroup("", made),) if made else ())


def _decided(one: StanceFacts) -> StanceRow:
    text, note = (one.wording, one.reason) if one.wording else (one.reason, "")
    detail = [_by(one.decided_by, one.decided_on, one.version)]
    if one.decision == "not_relevant" and one.waived_until:
        detail.append(_("waived until %(day)s") % {"day": day(one.waived_until)})
    return StanceRow(one.title, one.level, level_name(one.level), text, note, "\n".join(detail), "", "")


def _waiting(one: StanceFacts) -> StanceRow:
    note = "\n".join(part for part in (one.wording, one.reason) if part)
    decided = _by(one.decided_by, one.decided_on, one.version)
    detail = _("%(stance)s: %(decided)s") % {"stance": stance_name(one.decision), "decided": decided}
    named = stance_name(one.state)
    return StanceRow(one.title, one.level, level_name(one.level), _why(one), note, detail, named, MARKS[one.state])


def _why(one: StanceFacts) -> str:
    if one.state == "unwaived":
        return _("It was dropped, and no waiver is in force.")
    what = ", ".join(_(CHANGED[kind]) for kind in one.changed)
    return _("The principle changed since it was decided: %(what)s.") % {"what": what}


def _adopted(standing: StandingFacts) -> StanceTable:
    """Compactly: what is adopted as published needs no words of ours but the reason."""
    rows = [one for one in standing.stances if one.state == "adopted"]
    groups = tuple(
        StanceGroup(section, tuple(_plain(one) for one in group))
        for section, group in groupby(rows, key=lambda one: one.section)
    )
    columns = (_("Principle"), _("Level"), _("Why"))
    return StanceTable("adopted", _("Adopted as published"), _deciders(rows), columns, groups)


def _plain(one: StanceFacts) -> StanceRow:
    return StanceRow(one.title, one.level, level_name(one.level), one.reason, "", "", "", "")


def _deciders(rows: list[StanceFacts]) -> str:
    """Who adopted them, when and on which version: said once instead of in every row."""
    tally = Counter(_by(one.decided_by, one.decided_on, one.version) for one in rows)
    if len(tally) == 1:
        return _("Decided by %(whom)s.") % {"whom": next(iter(tally))}
    said = [_("%(times)s by %(whom)s") % {"times": count(times), "whom": whom} for whom, times in tally.items()]
    return _("Decided: %(list)s.") % {"list": "; ".join(said)} if said else ""


def _undecided(rows: list[StanceFacts]) -> StanceTable:
    """By their names alone; what each asks stands among the principles. Where nothing is decided, no table says it."""
    made = tuple(
        StanceRow(section, "", "", "; ".join(one.title for one in group), "", "", "", "")
        for section, group in groupby(rows, key=lambda one: one.section)
    )
    columns = (_("Section"), _("Principles"))
    return StanceTable("undecided", _("Undecided"), "", columns, (StanceGroup("", made),) if made else ())


def _departed(standing: StandingFacts, columns: tuple[str, ...]) -> StanceTable:
    rows = tuple(
        StanceRow(one.title, "", "", stance_name(one.decision), "", _by("", one.decided_on, one.version), "", "")
        for one in standing.departed
    )
    title = _("Decided on principles that the version does not have")
    return StanceTable("departed", title, "", columns, (StanceGroup("", rows),) if rows else ())


def _by(person: str, on: date | None, version: str) -> str:
    """Lea Brandt, 3 Oct 2026, on version 2025-10-27"""
    parts = [person, day(on) if on else "", _("on version %(label)s") % {"label": version} if version else ""]
    return ", ".join(part for part in parts if part)


# --- house clauses, rulings, gaps -------------------------------------------------------------------------------------


def _rules(standing: StandingFacts) -> tuple[RuleTable, ...]:
    return (
        RuleTable(
            _("House clauses"),
            "",
            "" if standing.clauses else _("There is no rule of our own beside the specification."),
            (_("Clause"), _("What holds"), _("Decided")),
            tuple(_clause(one) for one in standing.clauses),
        ),
        RuleTable(
            _("Rulings"),
            _rulings_note(standing.rulings),
            "" if standing.rulings else _("No ambiguous case has been ruled on."),
            (_("Ruling"), _("The case, and how we read the principle"), _("Decided")),
            tuple(_ruling(one) for one in standing.rulings),
        ),
        RuleTable(
            _("Known gaps"),
            "",
            "" if standing.gaps else _("No violation is known that has not been mended."),
            (_("Principle"), _("What goes wrong"), _("State")),
            tuple(_gap(one) for one in standing.gaps),
        ),
    )


def _clause(one: HouseClauseFacts) -> RuleRow:
    tested = ngettext("tested by %(count)s case", "tested by %(count)s cases", one.cases) % {"count": count(one.cases)}
    under = _("%(level)s, under “%(principle)s”")
    return RuleRow(
        title=one.title,
        under=f"{under % {'level': level_name(one.level), 'principle': one.principle}}\n{one.identifier}",
        case="",
        text=one.text,
        note=one.reason,
        detail="\n".join((_by(one.decided_by, one.decided_on, ""), tested if one.cases else _("not tested yet"))),
        state="",
        mark="",
    )


def _rulings_note(rulings: Iterable[RulingFacts]) -> str:
    stale = sum(one.state == "stale" for one in rulings)
    if not stale:
        return ""
    return ngettext(
        "%(count)s of them was made on a text that has changed since.",
        "%(count)s of them were made on a text that has changed since.",
        stale,
    ) % {"count": count(stale)}


def _ruling(one: RulingFacts) -> RuleRow:
    stale = one.state == "stale"
    return RuleRow(
        title=_("No. %(number)s") % {"number": count(one.number)},
        under=one.principle,
        case=one.situation,
        text=one.reading,
        note="",
        detail=_by(one.decided_by, one.decided_on, one.version),
        state=_(RULINGS[one.state]),
        mark=MARKS["stale"] if stale else "compliant",
    )


def _gap(one: KnownGapFacts) -> RuleRow:
    detail = [_("until %(day)s") % {"day": day(one.until)}] if one.until else []
    detail.append(_by(one.marked_by, one.marked_on, ""))
    return RuleRow(
        title=one.principle,
        under=one.case,
        case="",
        text=one.what,
        note="",
        detail="\n".join(detail),
        state=_(GAPS[one.state]),
        mark=MARKS.get(one.state, "partial"),
    )
