"""``manage.py invite``: how an operator lets the first person in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.text import slugify

from workspaces import services
from workspaces.commands import DatabaseCommand
from workspaces.errors import WorkspaceError
from workspaces.models import Organisation, Role


class Command(DatabaseCommand):
    help = "Makes an invitation and prints its path; the organisation is made where there is none of that slug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--organisation", required=True, help="its slug, such as acme")
        parser.add_argument("--name", default="", help="the organisation's name, where it is new")
        parser.add_argument("--role", choices=Role.values, default=Role.OWNER)

    def handle(self, *args: Any, email: str, organisation: str, name: str, role: str, **options: Any) -> None:
        slug = slugify(organisation).replace("_", "-")
        if slug != organisation:
            raise CommandError(
                f"{organisation!r} is no slug: lower-case letters, digits and hyphens, such as {slug!r}."
            )
        place = Organisation.objects.filter(slug=slug).first()
        if place is None:
            place = services.create_organisation(slug, name or slug.replace("-", " ").title())
        try:
            _invitation, token = services.invite(place, email, role, actor=None)
        except WorkspaceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"/invitations/{token}/")
