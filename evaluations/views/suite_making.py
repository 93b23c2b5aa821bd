"""Making a suite: one page with a way for each source. Conversations of a pilot take two steps, masked in the first."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.case_files import read_cases
from evaluations.case_files.reading import COLUMNS
from evaluations.errors import Fault, FileRefused
from evaluations.models import Suite
from evaluations.principles import principles_for
from evaluations.services import suite_making
from evaluations.services.traffic_samples import store_traffic
from evaluations.suites import forms as suite_forms
from evaluations.suites.forms import WAYS, SuiteForm, TrafficStoreForm
from evaluations.suites.selectors import masked_words
from evaluations.traffic_samples import Conversation, Reading, read_conversations
from evaluations.traffic_samples.reading import COLUMNS as TRAFFIC_COLUMNS
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project, User

SHOWN = 20
# A preview that nobody confirmed for so long has to be made anew.
SEAL_SECONDS = 3600
SALT = "evaluations.traffic"


@require_http_methods(["GET", "HEAD", "POST"])
def suite_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The ways to a suite; ``way`` says which form is shown or sent."""
    project = access.project(request.user, slug, to="edit")
    asked = request.POST if request.method == "POST" else request.GET
    way = asked.get("way", "catalogue")
    if way == "traffic_store" and request.method == "POST":
        return _store_masked(request, project)
    way = way if way in WAYS else "catalogue"
    kind = WAYS[way][1]
    if request.method != "POST":
        return _page(request, project, way, kind(project=project, initial=_proposed(request, way)))
    form = kind(request.POST, request.FILES, project=project)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            made = _make(request, project, access.person(request), form)
        except FileRefused as refusal:
            faults = _shown_beside(form, refusal.faults)
        else:
            if isinstance(made, Reading):
                return _preview(request, project, form, made)
            return see_other(request, reverse("evaluations:suite_detail", args=[project.path, made.pk]))
    return _page(request, project, way, form, faults)


def _proposed(request: HttpRequest, way: str) -> dict[str, Any]:
    parent = request.GET.get("parent", "")
    return {"parent": parent} if way == "draw" and parent.isascii() and parent.isdecimal() and len(parent) < 19 else {}


def _make(request: HttpRequest, project: Project, actor: User, form: SuiteForm) -> Suite | Reading:
    """The suite of a valid form; of a traffic form what was read and masked, which is not stored yet."""
    data = form.cleaned_data
    match form:
        case suite_forms.CatalogueForm():
            return suite_making.suite_from_catalogue(project, actor, data["name"], form.choice())
        case suite_forms.SpecificationForm():
            version, what = form.chosen_version(), data["what"]
            return suite_making.suite_from_specification(project, actor, data["name"], version, form.choice(), what)
        case suite_forms.DrawForm():
            how = {"by": data["by"], "size": data["size"], "seed": data["seed"]}
            return suite_making.draw_suite(data["parent"], actor, data["name"], project=project, **how)
        case suite_forms.ImportForm():
            return _import(request, project, actor, form)
        case suite_forms.TrafficForm():
            known = principles_for(project)
            return read_conversations(*form.content(), known, default=data["principle"], names=data["names"])
    return suite_making.create_suite(project, actor, data["name"], summary=data.get("summary", ""))


def _import(request: HttpRequest, project: Project, actor: User, form: suite_forms.ImportForm) -> Suite:
    content, name = form.content()
    read = read_cases(content, name, principles_for(project))
    summary = f"Imported from {name[:100]} ({read.format.upper()}, {read.encoding})."
    suite = suite_making.create_suite(
        project, actor, form.cleaned_data["name"], read.cases, origin=Suite.Origin.IMPORTED, summary=summary
    )
    count = f"{len(read.cases)} case{'s' if len(read.cases) != 1 else ''} imported."
    guess = (
        f" The file was read as {read.encoding}; look whether accents and umlauts are right." if read.guessed else ""
    )
    messages.success(request, count + guess)
    return suite


def _shown_beside(form: SuiteForm, faults: list[Fault]) -> list[Fault]:
    """Puts faults of fields beside them; those of a file's lines are given back for a table."""
    of_lines = [fault for fault in faults if fault.line or fault.field not in form.fields]
    if "file" in form.fields and of_lines:
        form.add_error("file", f"Nothing was stored: {len(faults)} fault{'s' if len(faults) != 1 else ''}, see above.")
        form.show([fault for fault in faults if fault not in of_lines and fault.field != "file"])
        return faults
    form.show(faults)
    return []


def _page(
    request: HttpRequest, project: Project, way: str, form: SuiteForm, faults: list[Fault] | None = None
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "way": way,
        "ways": [(name, label) for name, (label, _) in WAYS.items()],
        "faults": faults or [],
        "columns": TRAFFIC_COLUMNS if way == "traffic" else COLUMNS,
        "choices": [name for name in ("what", "levels", "sections", "tags") if name in form.fields],
        "plain": [name for name in form.fields if name not in ("what", "levels", "sections", "tags", "in_force")],
    }
    return render(request, "evaluations/suite_create.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, project: Project, form: SuiteForm, reading: Reading) -> HttpResponse:
    """What would be stored. Only masked text goes into the page, sealed so that it comes back as it was shown."""
    sealed = {
        "project": project.pk,
        "rows": [[each.key, each.principle, each.stratum, each.messages] for each in reading.conversations],
        "masked": dict(reading.masked),
        "touched": reading.touched,
    }
    store = TrafficStoreForm(
        initial={"name": form.cleaned_data["name"], "masked": signing.dumps(sealed, salt=SALT, compress=True)},
        project=project,
    )
    return _preview_page(request, project, store, reading.conversations, dict(reading.masked), reading)


def _preview_page(
    request: HttpRequest,
    project: Project,
    store: TrafficStoreForm,
    conversations: list[Conversation],
    masked: dict[str, int],
    reading: Reading | None = None,
) -> HttpResponse:
    context = {
        "project": project,
        "form": store,
        "conversations": conversations[:SHOWN],
        "count": len(conversations),
        "masked": masked_words(masked),
        "total": sum(masked.values()),
        "reading": reading,
    }
    return render(request, "evaluations/suite_traffic.html", context, status=422 if store.errors else 200)


def _store_masked(request: HttpRequest, project: Project) -> HttpResponse:
    form = TrafficStoreForm(request.POST, project=project)
    try:
        sealed = signing.loads(request.POST.get("masked", ""), salt=SALT, max_age=SEAL_SECONDS)
    except signing.BadSignature:
        sealed = {}
    if sealed.get("project") != project.pk:
        again = suite_forms.TrafficForm(project=project, initial={"name": request.POST.get("name", "")[:110]})
        messages.error(request, "The preview is older than an hour or was changed. Nothing was stored; start again.")
        return _page(request, project, "traffic", again)
    conversations = [Conversation(*row) for row in sealed["rows"]]
    if form.is_valid():
        try:
            suite = store_traffic(
                project,
                access.person(request),
                form.cleaned_data["name"],
                conversations,
                sealed["masked"],
                touched=sealed["touched"],
            )
        except FileRefused as refusal:
            form.show(refusal.faults)
        else:
            return see_other(request, reverse("evaluations:suite_detail", args=[project.path, suite.pk]))
    return _preview_page(request, project, form, conversations, sealed["masked"])
