"""``manage.py prepare_assets``: subsets the typefaces into the data folder, once."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from ui.assets import missing_typefaces, subset_typeface


class Command(BaseCommand):
    help = "Makes the WOFF2 subsets of the typefaces that the pages use; does nothing where they stand already."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(10)  # it runs beside the first pages, which must not wait for it
        for name in missing_typefaces():
            path = subset_typeface(name)
            self.stdout.write(f"{name}: {path.stat().st_size // 1024} kB")
