"""Changes of this room: import a version, load the catalogue, pin a version to a project."""

from explorer.services.catalogue import load_catalogue
from explorer.services.importing import Imported, import_spec
from explorer.services.pinning import pin_version

__all__ = ["Imported", "import_spec", "load_catalogue", "pin_version"]
