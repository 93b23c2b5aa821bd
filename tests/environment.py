"""Sets the environment before Django reads it: a data folder and, for each process, a Redis database of its own."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

os.environ["DEBUG"] = "1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="plumbline-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("LOG_LEVEL", "WARNING")

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if os.environ.get("REDIS_URL") and _worker.startswith("gw"):
    # Two test processes on one Redis database would take each other's messages.
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{int(_worker[2:]) + 1}"

# A shared machine may be slow. A submission is judged by the same examples each time; elsewhere they are drawn anew.
settings.register_profile("plumbline", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("plumbline")
