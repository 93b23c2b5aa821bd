"""What a worker imports before its first job: memory is what limits how many of them a machine can have."""

import os
import subprocess
import sys

from tests.processes import ROOT

HEAVY = ("scipy", "plotly", "krippendorff", "pypdf")
PROGRAM = f"""
import sys, django
django.setup()
from alignment_app.celery import app
app.loader.import_default_modules()
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_a_worker_imports_no_large_library_before_it_needs_one() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "alignment_app.settings"}
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert found.stdout.split() == []
