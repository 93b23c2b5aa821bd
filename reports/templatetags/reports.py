"""Addresses of reports in templates that a project's pages and an organisation's share."""

from django import template

from reports.places import Place, address

register = template.Library()


@register.simple_tag
def report_url(place: Place, page: str, *keys: object) -> str:
    """The address of a page of reports of this project, or of this organisation's portfolios."""
    return address(place, page, *keys)
