"""Holds a project or an organisation, so that a limit on how many of something it may have is kept to the number."""

from workspaces.models import Organisation, Project


def hold(place: Project | Organisation) -> None:
    """Has everybody else wait who would hold the same, until the transaction around this ends."""
    type(place)._default_manager.select_for_update().get(pk=place.pk)
