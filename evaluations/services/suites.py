"""Changes to suites and endpoints."""

from django.db import transaction
from django.db.models import Max

from evaluations.content import suite_sha256
from evaluations.models import Case, Endpoint, Suite
from evaluations.starter import starter_suite
from workspaces import audit
from workspaces.models import Project, User

SIMULATED_MODELS = {
    "simulated-release-3": "Simulated assistant, release 3",
    "simulated-release-4": "Simulated assistant, release 4",
}
# Enough to be quick, few enough that a person sees the bar move.
SIMULATED_CONCURRENCY = 5


@transaction.atomic
def load_starter_suite(project: Project, actor: User | None) -> Suite:
    """The shipped suite in the project; loading it again makes a new version only when the shipped cases changed."""
    shipped = starter_suite()
    cases = [
        Case(
            position=position,
            key=case.key,
            principle=case.principle,
            title=case.title,
            kind=case.kind,
            expected=case.expected,
            messages=case.messages,
            rubric=case.rubric,
            graders=case.graders,
            exemplars=case.responses,
        )
        for position, case in enumerate(shipped.cases)
    ]
    sha256 = suite_sha256(cases)
    loaded = Suite.objects.filter(project=project, origin=Suite.Origin.STARTER)
    known = loaded.filter(content_sha256=sha256).first()
    if known is not None:
        return known
    suite = Suite.objects.create(
        project=project,
        name=shipped.name,
        version=(loaded.aggregate(newest=Max("version"))["newest"] or 0) + 1,
        origin=Suite.Origin.STARTER,
        summary=shipped.summary,
        specification=shipped.specification,
        content_sha256=sha256,
        created_by=actor,
    )
    for case in cases:
        case.suite = suite
    Case.objects.bulk_create(cases)
    audit.record(project.organisation, actor, "suite.loaded", suite, cases=len(cases), sha256=sha256)
    return suite


@transaction.atomic
def simulated_endpoint(
    project: Project,
    actor: User | None,
    model: str = "simulated-release-4",
    concurrency: int = SIMULATED_CONCURRENCY,
) -> Endpoint:
    """The scripted assistant that comes with the product, as an endpoint of the project; made on first use."""
    name = SIMULATED_MODELS.get(model, f"Simulated assistant, {model}")
    endpoint, made = Endpoint.objects.get_or_create(
        project=project,
        name=name,
        defaults={"kind": Endpoint.Kind.SIMULATED, "model": model, "concurrency": concurrency},
    )
    if made:
        audit.record(project.organisation, actor, "endpoint.added", endpoint, model=model)
    return endpoint
