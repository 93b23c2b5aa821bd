#!/usr/bin/env python3
"""Makes .venv and installs the pinned packages into it; needs nothing but a Python with venv.

Usage: bootstrap.py runtime|dev

Written for any Python 3, so that an old one gets one clear line instead of a syntax error.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
SETS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
VENV = ".venv"
STAMP = os.path.join(VENV, "installed")


def fail(message):
    sys.stderr.write("plumbline: " + message + "\n")
    raise SystemExit(1)


def venv_python():
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, "python")


def fingerprint(name):
    digest = hashlib.sha256()
    for path in (SETS[name], "requirements-setup.lock"):
        with open(path, "rb") as file:
            digest.update(file.read())
    return name + " " + digest.hexdigest() + " " + os.path.abspath(VENV)


def is_installed(name):
    """The development set holds the runtime set, so it serves for both."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            found = file.read().strip()
    except (OSError, UnicodeDecodeError):
        return False
    return os.path.exists(venv_python()) and found in {fingerprint(name), fingerprint("dev")}


def make_venv():
    if os.path.exists(venv_python()):
        works = subprocess.call(
            [venv_python(), "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if works == 0:
            return
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        text = made.stdout.decode("utf-8", "replace")
        if "ensurepip" in text:
            fail("Python has no venv here; on Debian and Ubuntu: apt-get install python3-venv")
        lines = text.strip().splitlines()
        fail("cannot make %s in %s: %s" % (VENV, os.getcwd(), lines[-1] if lines else "venv failed"))


def install(name):
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    python = venv_python()
    with_pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    has_uv = subprocess.call(with_pip + ["requirements-setup.lock"], env=environment) == 0
    if has_uv:
        command = [
            python,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--require-hashes",
            "-r",
            SETS[name],
        ]
    else:
        command = with_pip + [SETS[name]]
    if subprocess.call(command, env=environment):
        fail("the packages of %s could not be installed; the lines above say why" % SETS[name])
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write(fingerprint(name))


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        sys.stderr.write(__doc__ or "")
        raise SystemExit(2)
    if sys.version_info < OLDEST:
        fail(
            "needs Python %d.%d or newer, this is %d.%d; try make PYTHON=python3.12 …"
            % (OLDEST + tuple(sys.version_info[:2]))
        )
    name = sys.argv[1]
    if is_installed(name):
        return
    if not os.access(".", os.W_OK):
        fail("cannot write to %s" % os.getcwd())
    sys.stderr.write("plumbline: installing the %s packages into %s …\n" % (name, VENV))
    make_venv()
    try:
        install(name)
    except OSError as error:
        fail("cannot install into %s: %s" % (VENV, error))


if __name__ == "__main__":
    main()
