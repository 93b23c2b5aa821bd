"""Which report an address asks to see on the screen, and the address that asks for it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from reports.choosing import chosen, offers
from reports.context import Order
from reports.errors import SubjectMissing
from reports.forms import ReportRequest
from reports.places import Place, organisation_of
from reports.selectors import templates_of
from workspaces.models import Project


def order_asked(place: Place, asked: Mapping[str, str]) -> Order:
    """The report that a query asks for: `kind` as a form posts it, and what it is about under the name of the subject.

    Raises:
        SubjectMissing: there is no such kind, or what it shall be about is no number.
    """
    of_organisation = not isinstance(place, Project)
    known = offers(templates_of(organisation_of(place)), of_organisation=of_organisation)
    offer = known.get(asked.get("kind") or next(iter(known)))
    if offer is None:
        raise SubjectMissing("There is no such kind of report.")
    picked, subject = chosen(offer, asked), offer.kind.of
    return Order(picked.kind, _number(asked.get(subject, "")) if subject else None, tuple(picked.sections))


def query_of(form: ReportRequest) -> str:
    """What a valid form asks for, as the query of the preview's address."""
    values = form.cleaned_data
    asked = {"kind": values["kind"], "language": form.chosen.language}
    subject = form.offers[values["kind"]].kind.of
    if subject and form.of is not None:
        asked[subject] = str(form.of)
    return urlencode(asked)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise SubjectMissing("What the report shall be about is named by its number.")
    return int(text)
