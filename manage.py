#!/usr/bin/env python
"""Runs Django's and the rooms' management commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment_app.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # What an operator left out is theirs to read, in one line and without a traceback.
        sys.exit(f"plumbline: {error}")


if __name__ == "__main__":
    main()
