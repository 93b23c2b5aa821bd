"""Signals of this room; upper rooms connect in ``AppConfig.ready()``."""

from django.dispatch import Signal

# Arguments: project, actor. Sent once a project stands, so that each room can lay out its part;
# receivers run inside the service's transaction.
project_created = Signal()
