"""Speed, each as a ratio to a yardstick measured in the same run. No test depends on it.

What needs a database gets one of its own, in a folder that goes away when the process ends.
"""

import atexit
import os
import shutil
import tempfile

import django

os.environ["DEBUG"] = "1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="plumbline-benchmarks-")
if "BENCHMARK_ON_SERVERS" not in os.environ:
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment_app.settings")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
django.setup()
