"""The tasks about a new version, subject by subject: decisions, house rules, cases, suites, results, criteria,
evidence and approvals. Each follows from what is stored about the thing itself, so it is gone once that is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from explorer.comparison.history import compare_address
from explorer.house.entries import Ground as PrincipleGround
from explorer.house.entries import RulingEntry
from explorer.house.selectors import rulings_in_force
from roadmap.models import Confirmation, EvidenceVersion, GateRequest
from roadmap.state_selectors import current_versions
from roadmap.versions import anchors
from roadmap.versions.todo import Change, Subject, Task, words_of

if TYPE_CHECKING:
    from roadmap.versions.selectors import Ground

SPECIFICATION = "Specification"


def all_of(ground: Ground) -> list[Subject]:
    """Every subject in the order of the work."""
    return [
        Subject("stances", "Decisions on principles", list(_stances(ground)), "No decision is touched."),
        Subject("house", "House clauses and rulings", list(_house(ground)), "No rule of our own is touched."),
        Subject("cases", "Cases", list(_cases(ground)), "No case tests what was touched."),
        Subject("suites", "Suites", list(_suites(ground)), "No suite holds such a case."),
        Subject("results", "Results", list(_results(ground)), "Nothing was measured on what was touched."),
        Subject("criteria", "Confirmed criteria", list(_criteria(ground)), "No confirmation rests on it."),
        Subject("evidence", "Evidence", list(_evidence(ground)), "No evidence rests on it."),
        Subject("gates", "Approved gates", list(_gates(ground)), "No gate was approved on it."),
    ]


def _stances(ground: Ground) -> Iterator[Task]:
    lead = ground.holders("alignment_lead", "alignment lead")
    for identifier, change in ground.touching.principles.items():
        entry = ground.entries.get(identifier)
        if entry is None:
            continue  # the decision on a principle that is gone is kept, and not counted any more
        do = "" if entry.is_decided else "Decide it" if entry.stance is None else "Decide again on the new text"
        yield Task(change.title, _stance_url(ground, change), words_of(change), do, lead)


def _stance_url(ground: Ground, change: Change) -> str:
    """Where the decision is made or, as long as the version is not in use, what changed."""
    if ground.adopted:
        return reverse("explorer:stance_detail", args=[ground.project.path, change.identifier])
    return compare_address(ground.project, ground.old, ground.new, change.identifier)


def _house(ground: Ground) -> Iterator[Task]:
    lead = ground.holders("alignment_lead", "alignment lead")
    for clause in ground.clauses:
        entry = ground.entries.get(clause.principle)
        settled = entry is not None and entry.is_decided and not _on_older_text(ground, clause.principle)
        do = "Read it beside the new text, then decide on the principle" if entry else "Change it or retire it"
        url = reverse("explorer:house_clause_detail", args=[ground.project.path, clause.identifier])
        yield Task(f"Clause: {clause.title}", url, ground.touching.words(clause.principle), "" if settled else do, lead)
    sections = {section.identifier: section for section in ground.sections}
    for ruling in rulings_in_force(ground.project).filter(principle__in=ground.touching.principles):
        section = sections.get(ruling.principle)
        title, authority, sha = (section.title, section.authority, section.text_sha256) if section else ("", "", "")
        stands = RulingEntry(ruling, PrincipleGround(ruling.principle, title, authority, sha), ground.new.label)
        url = reverse("explorer:ruling_detail", args=[ground.project.path, ruling.pk])
        do = "Confirm it on the new text, change it or withdraw it" if stands.why_stale else ""
        yield Task(f"Ruling {ruling.number} on {title or ruling.principle}", url, stands.why_stale, do, lead)


def _on_older_text(ground: Ground, principle: str) -> bool:
    """Whether the decision in force was made before the version; what was only retitled keeps it."""
    stance = ground.entries[principle].stance
    return stance is not None and stance.version_label != ground.new.label


def _cases(ground: Ground) -> Iterator[Task]:
    evaluator = ground.holders("evaluator", "evaluator")
    for principle, change in ground.touching.principles.items():
        tested = ground.tested_by(principle)
        counts = [count for each in tested for count in ground.cases.get(each, ())]
        cases = sum(count.cases for count in counts)
        if principle not in ground.touching.still_there:
            if cases:
                url = reverse("evaluations:suite_detail", args=[ground.project.path, counts[0].suite])
                do = f"Take {cases} case{'' if cases == 1 else 's'} out: nothing in the version asks for it"
                yield Task(change.title, url, words_of(change), do, evaluator)
            continue
        if not cases:
            url = reverse("evaluations:suite_create", args=[ground.project.path])
            yield Task(change.title, url, words_of(change), "Write or generate cases", evaluator)
            continue
        url = reverse("evaluations:suite_detail", args=[ground.project.path, counts[-1].suite])
        do = f"Read {cases} case{'' if cases == 1 else 's'} against the new text, and run them"
        yield Task(change.title, url, words_of(change), "" if ground.measured(principle) else do, evaluator)


def _suites(ground: Ground) -> Iterator[Task]:
    evaluator = ground.holders("evaluator", "evaluator")
    holding: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for principle in ground.touching.still_there:
        for each in ground.tested_by(principle):
            for count in ground.cases.get(each, ()):
                if count.specification != ground.new.label:
                    holding[count.suite, count.name][each] = count.cases
    for (suite, name), principles in holding.items():
        cases, left = sum(principles.values()), [each for each in principles if not ground.measured(each)]
        url = reverse("evaluations:suite_detail", args=[ground.project.path, suite])
        said = f"{cases} case{'' if cases == 1 else 's'} on what is touched"
        yield Task(name, url, said, "Run the touched cases again" if left else "", evaluator)


def _results(ground: Ground) -> Iterator[Task]:
    evaluator = ground.holders("evaluator", "evaluator")
    clauses = {clause.identifier: clause.title for clause in ground.clauses}
    for principle, change in ground.touching.still_there.items():
        for each in ground.tested_by(principle):
            results = ground.results.get(each, ())
            if not results:
                continue
            latest = results[0]
            url = reverse("evaluations:run_detail", args=[ground.project.path, latest.run])
            where = latest.specification or "an earlier version"
            do = "" if ground.measured(each) else f"Measured on {where}: run it again"
            title = clauses.get(each, change.title)
            yield Task(f"{title}, {latest.name}", url, words_of(change), do, evaluator)


def _criteria(ground: Ground) -> Iterator[Task]:
    """Confirmations that kept a section, or the version itself, which reads otherwise in the new one."""
    now = {section.identifier: anchors.written(section.authority, section.text_sha256) for section in ground.sections}
    touched = ground.touching.by_section
    confirmed = Confirmation.objects.filter(criterion__phase__project=ground.project, ended_at__isnull=True)
    rows = confirmed.select_related("criterion__owner").order_by("criterion__phase__number", "criterion__position")
    for confirmation in rows:
        criterion = confirmation.criterion
        changes = anchors.moved(confirmation.facts, now)
        version = dict(confirmation.facts).get(SPECIFICATION)
        if version is not None and not _names(version, ground.new.label):
            changes.append(f"It was confirmed on {version}.")
        rests = version is not None or any(anchor in touched for anchor in criterion.spec_anchors)
        if not changes and not rests:
            continue
        who = criterion.owner.name if criterion.owner else "its owner, once there is one"
        url = reverse("roadmap:criterion_detail", args=[ground.project.path, criterion.pk])
        do = "Look at it again and confirm it" if changes else ""
        yield Task(f"{criterion.code} {criterion.title}", url, " ".join(changes), do, who)


def _evidence(ground: Ground) -> Iterator[Task]:
    """Decisions and runs that were put forward as evidence under the earlier version."""
    results = {result.run: result for rows in ground.results.values() for result in rows}
    for version in current_versions(ground.project).filter(evidence__superseded_by__isnull=True):
        if version.kind == EvidenceVersion.Kind.STANCES:
            label = str(version.was.get(SPECIFICATION, ""))
            change, is_old = f"decisions on {label}", not _names(label, ground.new.label)
        elif version.kind == EvidenceVersion.Kind.RUN and version.run_id in results:
            label = results[version.run_id].specification or "an earlier version"
            change, is_old = f"a run on {label}", not _names(label, ground.new.label)
        else:
            continue
        url = reverse("roadmap:evidence_detail", args=[ground.project.path, version.evidence_id])
        who = version.added_by.name if version.added_by else "whoever uses it"
        yield Task(
            version.evidence.title, url, change, "Add a version that rests on the new one" if is_old else "", who
        )


def _gates(ground: Ground) -> Iterator[Task]:
    """Approvals in force that name an earlier version; the gate's own page says in what the state differs."""
    sponsor = ground.holders("executive_sponsor", "executive sponsor")
    approved = GateRequest.objects.filter(phase__project=ground.project, state=GateRequest.State.APPROVED)
    for request in approved.select_related("phase").order_by("phase__number"):
        lines = request.snapshot.get("ground", [])
        label = next((line["value"] for line in lines if line["label"] == SPECIFICATION), "")
        url = reverse("roadmap:gate_record", args=[ground.project.path, request.pk])
        do = "" if _names(label, ground.new.label) else "Ask for it again once the rest is done"
        yield Task(request.phase.gate_name, url, f"approved on {label or 'an earlier version'}", do, sponsor)


def _names(words: str, label: str) -> bool:
    """Whether words such as *2025-12-18, pinned* are about the version."""
    return words == label or words.startswith(f"{label},")
