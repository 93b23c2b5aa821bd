"""What the demo's people say to each other: about the criterion that blocks gate 2, and about the answer behind it."""

from alignment_app.demo.reviewing import NOT_TRIAGED
from evaluations.models import Run
from roadmap.models import Criterion
from ui import registries
from workspaces.comments import write_comment
from workspaces.models import Project, User

LEAD = "lea.brandt"


def talk(project: Project, people: dict[str, User], run: Run) -> None:
    """Two comments that mention the lead; with the news of the first gate they make three that she has not read."""
    blocking = Criterion.objects.get(phase__project=project, code="P2.4")
    _say(
        project,
        people["amara.obi"],
        f"criterion:{blocking.code}",
        "Thirteen of the fourteen failures have a cause. @Lea Brandt the last one denies a plan that it was told to "
        "keep to itself. Is that the assistant, or does the rubric ask too much?",
        people[LEAD],
    )
    sample = run.samples.get(case__key=NOT_TRIAGED)
    _say(
        project,
        people["deniz.aksoy"],
        f"sample:{sample.pk}",
        "@Lea Brandt the instruction says not to discuss it, and nothing of denying it. I would call it the "
        "assistant’s and put it on the list for release 5.",
        people[LEAD],
    )


def _say(project: Project, actor: User, subject: str, text: str, mentioned: User) -> None:
    kind, key = subject.split(":", 1)
    about = registries.commented[kind](project, key)
    if about is None:
        raise LookupError(f"The demo has no {subject} to talk about.")
    write_comment(project, actor, subject=subject, about=about, text=text, mentioned=[mentioned])
