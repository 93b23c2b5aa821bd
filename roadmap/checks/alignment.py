"""Checks on the scope, on the decisions about principles, and on what a new version of the specification touches."""

from django.urls import reverse

from explorer.stances.standing import Completeness
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact, counted, listed


def purpose_written(facts: Facts) -> CheckResult:
    """P1.2, in part: the project says what the assistant is for."""
    url = reverse("workspaces:project_overview", args=[facts.project.path])
    purpose = facts.project.purpose.strip()
    return CheckResult(
        [Fact("Purpose of the project", purpose or "not written", url)],
        [] if purpose else ["Write the purpose of the assistant into the project's settings."],
    )


def every_principle_decided(facts: Facts) -> CheckResult:
    """P1.5: a version is pinned, and each of its principles carries a decision that still holds."""
    url = reverse("explorer:stance_list", args=[facts.project.path])
    if facts.spec is None:
        return CheckResult([Fact("Specification", "no version is loaded")], ["Load a version of the specification."])
    spec, found = facts.spec, Completeness.of(facts.spec.entries)
    pinned = f"{spec.label}, pinned" if spec.pinned else f"{spec.label}, not pinned"
    told = [
        Fact("Specification", pinned, reverse("explorer:principle_list", args=[facts.project.path])),
        Fact("Principles decided", f"{found.decided} of {found.total}", url),
        Fact("Decisions", found.kinds or "none", url),
    ]
    obstacles = [] if spec.pinned else ["Pin the version of the specification that the project works with."]
    if found.undecided:
        obstacles.append(f"Decide the {counted(found.undecided, 'principle')} that nobody has decided.")
    if found.stale:
        obstacles.append(f"Decide {counted(found.stale, 'principle')} again whose text or level has changed since.")
    if found.unwaived:
        dropped = counted(found.unwaived, "root-level principle")
        obstacles.append(f"{dropped} dropped without a waiver in force: adopt, or ask for one.")
    return CheckResult(told, obstacles)


def new_version_worked_through(facts: Facts) -> CheckResult:
    """P3.3: no decision rests on a text that has changed since, and the cases on it were asked again."""
    url = reverse("explorer:stance_list", args=[facts.project.path])
    if facts.spec is None:
        return CheckResult([Fact("Specification", "no version is loaded")], ["Load a version of the specification."])
    stale = [entry.section.title for entry in facts.spec.entries if entry.state == "stale"]
    new = [entry.section.title for entry in facts.spec.entries if entry.state == "undecided"]
    told = [
        Fact("Specification", facts.spec.label),
        Fact("Decided on a text that has changed", listed(stale) or "none", url),
        Fact("Not decided yet", listed(new) or "none", url),
        Fact("Changed and not asked again", listed(facts.unasked) or "none"),
    ]
    obstacles = [f"Decide again: {listed(stale)}."] if stale else []
    obstacles += [f"Decide: {listed(new)}."] if new else []
    obstacles += [f"Run the cases on {listed(facts.unasked)} again."] if facts.unasked else []
    return CheckResult(told, obstacles)
