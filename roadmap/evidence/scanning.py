"""Has an uploaded file looked at by the operator's virus scanner, where one is set."""

import logging
import shlex
import subprocess

from django.conf import settings

from roadmap.errors import ChangeRefused

SECONDS = 60
FOUND = 1  # as clamscan and clamdscan have it: 0 is clean, 1 is found, anything else went wrong

log = logging.getLogger(__name__)


def about_scanning() -> str:
    """What to say beside an upload: nothing where files are scanned."""
    return "" if settings.UPLOAD_SCAN_COMMAND else "No virus scanner is set up here: files are kept unscanned."


def refuse_infected(body: bytes) -> None:
    """Gives the file to the scanner on its standard input; without a scanner every file passes.

    Raises:
        ChangeRefused: something was found, or the scanner did not come to an answer: what nobody looked at is not kept.
    """
    command = settings.UPLOAD_SCAN_COMMAND
    if not command:
        return
    try:
        scanner = subprocess.run(shlex.split(command), input=body, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.exception("The virus scanner did not answer.")
        raise ChangeRefused({"file": "The file could not be scanned for viruses. Try again later."}) from error
    if scanner.returncode == FOUND:
        raise ChangeRefused({"file": "The virus scanner has found something in the file, so it is not kept."})
    if scanner.returncode != 0:
        log.error(
            "The virus scanner ended with %d: %s", scanner.returncode, scanner.stderr.decode(errors="replace")[-300:]
        )
        raise ChangeRefused({"file": "The file could not be scanned for viruses. Try again later."})
