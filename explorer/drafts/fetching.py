"""Fills the drafts that wait for their document, and sweeps up after what was lost or left lying."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from explorer.drafts import content as draft_content
from explorer.drafts.downloading import DownloadFailed, download
from explorer.models import SpecDraft
from explorer.spec_markdown import Fault, SpecFiles, decoded
from workspaces.outbound import outbound_client

logger = logging.getLogger(__name__)

QUIET = timedelta(seconds=60)  # twice the deadline of a download: whoever was at it has ended by then
GIVEN_UP = timedelta(minutes=10)
KEPT = timedelta(days=1)
_NEVER_CAME = "The document did not come within ten minutes; perhaps no worker is running. Try again."


def fetch(draft_pk: int) -> None:
    """Fetches the document of a draft. May be called twice: who is done first fills it, the other changes nothing."""
    draft = SpecDraft.objects.filter(pk=draft_pk, state=SpecDraft.State.FETCHING).first()
    if draft is None:
        return
    try:
        content = asyncio.run(_download(settings.SPEC_SOURCE_URL))
    except DownloadFailed as failure:
        logger.warning("Draft %s: %s", draft.pk, failure)
        _settle(draft, _refused(Fault(0, str(failure), settings.SPEC_SOURCE_URL, field="address")))
        return
    faults: list[Fault] = []
    markdown = decoded(content, "", faults)
    _settle(draft, _refused(*faults) if faults else draft_content.fields_of(SpecFiles(markdown, None, "")))


async def _download(url: str) -> bytes:
    if not url:
        raise DownloadFailed("The operator has taken the address away.")
    async with outbound_client(connections=1) as client:
        return await download(client, url)


def sweep() -> list[int]:
    """Gives up what hangs, removes what is old, and gives the drafts to ring for."""
    waiting = SpecDraft.objects.filter(state=SpecDraft.State.FETCHING)
    waiting.filter(created_at__lt=Now() - GIVEN_UP).update(**_refused(Fault(0, _NEVER_CAME, field="address")))
    SpecDraft.objects.filter(created_at__lt=Now() - KEPT).delete()
    return list(waiting.filter(created_at__lt=Now() - QUIET).order_by("pk").values_list("pk", flat=True)[:100])


def _settle(draft: SpecDraft, fields: dict[str, Any]) -> None:
    SpecDraft.objects.filter(pk=draft.pk, state=SpecDraft.State.FETCHING).update(**fields)


def _refused(*faults: Fault) -> dict[str, Any]:
    return {"state": SpecDraft.State.REFUSED, "faults": draft_content.as_rows(faults)}
