"""Checks on the scope, on the decisions about principles, and on what a new version of the specification touches."""

from django.urls import reverse

from explorer.stances.standing import Completeness
from roadmap.checks.facts import Facts, Spec
from roadmap.checks.results import CheckResult, Fact
from ui.sentences import listed, plural, sentence


def purpose_written(facts: Facts) -> CheckResult:
    """P1.2, in part: the project says what the assistant is for."""
    url = reverse("workspaces:project_overview", args=[facts.project.path])
    purpose = facts.project.purpose.strip()
    return CheckResult(
        [Fact(sentence("Purpose of the project"), purpose or sentence("not written"), url)],
        [] if purpose else [sentence("Write the purpose of the assistant into the project's settings.")],
    )


def every_principle_decided(facts: Facts) -> CheckResult:
    """P1.5: a version is pinned, and each of its principles carries a decision that still holds."""
    url = reverse("explorer:stance_list", args=[facts.project.path])
    if facts.spec is None:
        return _nothing_loaded()
    spec, found = facts.spec, Completeness.of(facts.spec.entries)
    decided = sentence("%(part)s of %(whole)s", part=found.decided, whole=found.total)
    told = [
        Fact(sentence("Specification"), spec.said, reverse("explorer:principle_list", args=[facts.project.path])),
        Fact(sentence("Principles decided"), decided, url),
        Fact(sentence("Decisions"), found.kinds or sentence("none"), url),
    ]
    return CheckResult(told, _obstacles(spec, found))


def _obstacles(spec: Spec, found: Completeness) -> list[str]:
    pin = sentence("Pin the version of the specification that the project works with.")
    obstacles: list[str] = [] if spec.pinned else [pin]
    if found.undecided:
        obstacles.append(
            plural(
                found.undecided,
                "Decide the %(count)s principle that nobody has decided.",
                "Decide the %(count)s principles that nobody has decided.",
            )
        )
    if found.stale:
        obstacles.append(
            plural(
                found.stale,
                "Decide %(count)s principle again whose text or level has changed since.",
                "Decide %(count)s principles again whose text or level has changed since.",
            )
        )
    if found.unwaived:
        obstacles.append(
            plural(
                found.unwaived,
                "%(count)s root-level principle dropped without a waiver in force: adopt, or ask for one.",
                "%(count)s root-level principles dropped without a waiver in force: adopt, or ask for one.",
            )
        )
    return obstacles


def new_version_worked_through(facts: Facts) -> CheckResult:
    """P3.3: no decision rests on a text that has changed since, and the cases on it were asked again."""
    url = reverse("explorer:stance_list", args=[facts.project.path])
    if facts.spec is None:
        return _nothing_loaded()
    stale = [entry.section.title for entry in facts.spec.entries if entry.state == "stale"]
    new = [entry.section.title for entry in facts.spec.entries if entry.state == "undecided"]
    told = [
        Fact(sentence("Specification"), facts.spec.label),
        Fact(sentence("Decided on a text that has changed"), listed(stale) or sentence("none"), url),
        Fact(sentence("Not decided yet"), listed(new) or sentence("none"), url),
        Fact(sentence("Changed and not asked again"), listed(facts.unasked) or sentence("none")),
    ]
    obstacles = [sentence("Decide again: %(principles)s.", principles=listed(stale))] if stale else []
    obstacles += [sentence("Decide: %(principles)s.", principles=listed(new))] if new else []
    if facts.unasked:
        obstacles.append(sentence("Run the cases on %(principles)s again.", principles=listed(facts.unasked)))
    return CheckResult(told, obstacles)


def _nothing_loaded() -> CheckResult:
    told = [Fact(sentence("Specification"), sentence("no version is loaded"))]
    return CheckResult(told, [sentence("Load a version of the specification.")])
