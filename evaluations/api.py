"""What programs may send to this room: results of tests that ran elsewhere. Joined in ``alignment_app.api``."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer

from evaluations import services
from evaluations.endpoints.recorded_answers import COLUMNS, read_answers
from evaluations.endpoints.recorded_answers import MAX_BYTES as MAX_ANSWERS_BYTES
from evaluations.errors import AnswersRefused, Fault, ReportedAlready, ReportRefused
from evaluations.models import Endpoint, Run
from evaluations.principles import principles_for
from evaluations.reported.reading import MAX_BYTES, MAX_RESULTS, RESULT_FIELDS, read_report
from evaluations.selectors import RunSummary, summary_of
from evaluations.suites.case_draft import is_clean
from workspaces.limits import too_many
from workspaces.models import ApiToken
from workspaces.tokens import may_still_report, note_use, token_in_force

REPORTS_A_MINUTE = 60

router = Router(tags=["results"])


class BearerToken(HttpBearer):
    """A project's token in the header ``Authorization: Bearer …``; a session counts for nothing here."""

    openapi_name = "token"

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_in_force(token.strip())
        if found is None:
            return None
        if too_many(f"token:{found.pk}", a_minute=REPORTS_A_MINUTE):
            raise HttpError(429, f"This token reports more than {REPORTS_A_MINUTE} times a minute.")
        if not may_still_report(found):
            raise HttpError(403, "Whoever made this token may no longer evaluate in its project. Make a new one.")
        note_use(found)
        return found


class FaultOut(Schema):
    """One reason why nothing was stored: the field, what it held, what is allowed, and a sentence."""

    field: str
    value: Any = None
    allowed: str
    message: str


class ErrorsOut(Schema):
    """Every reason at once."""

    errors: list[FaultOut]


class ReportOut(Schema):
    """The stored run. `rate` is compliant / (compliant + violation + partial) with its 95 % `interval`: Wilson's,
    or clustered by case where cases were asked several times."""

    run: int
    url: str
    created: bool
    source: str
    name: str
    release: str
    state: str
    results: int
    rate: float | None
    interval: list[float] | None
    numerator: int
    denominator: int
    errored: int
    unscored: int
    counts_for_decisions: bool


class LineFaultOut(FaultOut):
    """As every fault, with the line of the body; 0 where it concerns all of it."""

    line: int


class LineErrorsOut(Schema):
    """Every reason at once."""

    errors: list[LineFaultOut]


class AnswersOut(Schema):
    """How many answers were stored, and at which endpoint."""

    endpoint: str
    answers: int


_TEXT = {"type": "string"}
_RESULT = {
    "type": "object",
    "required": ["case_id", "principle", "user", "response", "outcome"],
    "additionalProperties": False,
    "properties": dict.fromkeys(RESULT_FIELDS, _TEXT)
    | {"score": {"type": ["number", "null"]}, "epoch": {"type": "integer", "minimum": 1}},
}
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["release", "commit", "branch", "results"],
                "additionalProperties": False,
                "properties": {
                    "project": {"type": "string", "description": "organisation/project; must be the token's own"},
                    "name": {"type": "string", "maxLength": 160, "description": "what the run is called"},
                    "release": {"type": "string", "maxLength": 80, "description": "what was tested"},
                    "commit": {"type": "string", "maxLength": 64},
                    "branch": {"type": "string", "maxLength": 250},
                    "idempotency_key": {"type": "string", "maxLength": 200},
                    "results": {"type": "array", "minItems": 1, "maxItems": MAX_RESULTS, "items": _RESULT},
                },
            }
        }
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "Names this report: sending it again is answered with the first result. Or the field of that name.",
}
_ERRORS = dict.fromkeys((401, 403, 409, 413, 422, 429), ErrorsOut)


@router.post(
    "/results",
    auth=BearerToken(),
    url_name="reported_results",
    operation_id="report_results",
    summary="Report the results of tests that ran elsewhere",
    response={200: ReportOut, 201: ReportOut, **_ERRORS},
    openapi_extra={"requestBody": _BODY, "parameters": [_KEY]},
)
def report_results(request: HttpRequest) -> Status[dict[str, Any]]:
    """Stores results as a run with the source *reported*: all of them or none.

    Such a run is shown and marked, and counts for no decision until it was checked and accepted in the product.
    """
    token: ApiToken = request.auth  # type: ignore[attr-defined] # ninja puts there what authenticate gave
    data = _body(request, MAX_BYTES)
    try:
        report = read_report(data, principles_for(token.project), request.headers.get("Idempotency-Key", ""))
        if report.project and report.project != token.project.path:
            raise HttpError(403, "This token reports to another project.")
        run, created = services.store_report(token, report)
    except ReportRefused as refusal:
        return Status(422, {"errors": [_fault(fault) for fault in refusal.faults]})
    except ReportedAlready as refusal:
        allowed = "a key that was not used yet"
        fault = Fault("idempotency_key", report.idempotency_key, allowed, str(refusal))
        return Status(409, {"errors": [_fault(fault)]})
    address = reverse("evaluations:run_detail", args=[token.project.path, run.pk])
    told = _told(run, summary_of(run), request.build_absolute_uri(address), created)
    return Status(201 if created else 200, told)


_ANSWERS_BODY = {
    "required": True,
    "description": f"One answer a line: {', '.join(COLUMNS)}.",
    "content": {"application/x-ndjson": {"schema": _TEXT}, "text/csv": {"schema": _TEXT}},
}


@router.post(
    "/answers",
    auth=BearerToken(),
    url_name="recorded_answers",
    operation_id="record_answers",
    summary="Record answers that were given elsewhere, to be graded by runs here",
    response={201: AnswersOut, **_ERRORS, 422: LineErrorsOut},
    openapi_extra={"requestBody": _ANSWERS_BODY},
)
def record_answers(request: HttpRequest, endpoint: str) -> Status[dict[str, Any]]:
    """Stores answers of a recorded endpoint, told by its name: as JSONL or CSV, all of them or none.

    Answers to a case that has some already take their place. Runs that were started before keep the earlier ones.
    """
    token: ApiToken = request.auth  # type: ignore[attr-defined] # ninja puts there what authenticate gave
    recorded = Endpoint.objects.filter(project=token.project_id, kind=Endpoint.Kind.RECORDED)
    found = recorded.filter(name=endpoint[:200]).first() if is_clean(endpoint) else None
    if found is None:
        allowed, message = "the name of a recorded endpoint", "The project has no recorded endpoint of this name."
        fault = Fault("endpoint", endpoint[:200], allowed, message)
        return Status(422, {"errors": [_fault(fault) | {"line": 0}]})
    found.project = token.project
    try:
        stored = services.record_responses(found, read_answers(_body(request, MAX_ANSWERS_BYTES)), token.created_by)
    except AnswersRefused as refusal:
        return Status(422, {"errors": [_fault(fault) | {"line": fault.line} for fault in refusal.faults]})
    return Status(201, {"endpoint": found.name, "answers": stored})


def _body(request: HttpRequest, largest: int) -> bytes:
    data: bytes = request.read(largest + 1)
    if len(data) > largest:
        raise HttpError(413, f"The body is larger than {largest // (1024 * 1024)} MB. Report in several parts.")
    return data


def _fault(fault: Fault) -> dict[str, Any]:
    return {"field": fault.field, "value": fault.value, "allowed": fault.allowed, "message": fault.message}


def _told(run: Run, summary: RunSummary, url: str, created: bool) -> dict[str, Any]:
    return {
        "run": run.pk,
        "url": url,
        "created": created,
        "source": run.source,
        "name": run.name,
        "release": run.release,
        "state": run.state,
        "results": summary.total,
        "rate": summary.rate,
        "interval": [summary.low, summary.high] if summary.denominator else None,
        "numerator": summary.numerator,
        "denominator": summary.denominator,
        "errored": summary.errored,
        "unscored": summary.unscored,
        "counts_for_decisions": run.reported.accepted_at is not None,
    }
