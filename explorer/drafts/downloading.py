"""Downloads one text file from an address, within a deadline and a size, or says plainly why not."""

from __future__ import annotations

import asyncio

import httpcore2
import httpx2

from explorer.errors import ExplorerError
from workspaces.outbound import OutboundRefused

DEADLINE = 30.0  # seconds, from connecting to the last byte
LARGEST = 2_000_000  # bytes


class DownloadFailed(ExplorerError):
    """There is no file; the text says why."""


async def download(
    client: httpx2.AsyncClient, url: str, *, deadline: float = DEADLINE, largest: int = LARGEST
) -> bytes:
    """The body of a 200 answer that is no web page.

    Raises:
        DownloadFailed: whatever else comes of it.
    """
    try:
        async with asyncio.timeout(deadline):
            return await _body(client, url, largest)
    except TimeoutError as error:
        raise DownloadFailed(f"The address gave no complete answer within {deadline:g} s.") from error
    except OutboundRefused as refusal:
        raise DownloadFailed(f"The address may not be called. {refusal}") from refusal
    except (httpx2.HTTPError, httpcore2.NetworkError, httpx2.InvalidURL, OSError) as error:
        raise DownloadFailed(f"The connection failed: {str(error)[:200] or type(error).__name__}") from error


async def _body(client: httpx2.AsyncClient, url: str, largest: int) -> bytes:
    headers = {"Accept": "text/markdown, text/plain", "Accept-Encoding": "identity"}
    async with client.stream("GET", url, headers=headers) as response:
        _refuse_status(response.status_code)
        _refuse_kind(response.headers)
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > largest:
                raise DownloadFailed(f"The file is larger than {largest // 1_000_000} MB, so it was not read.")
        return bytes(data)


def _refuse_status(status: int) -> None:
    if 300 <= status < 400:
        raise DownloadFailed(f"The address leads elsewhere (HTTP {status}), and redirects are not followed.")
    if status != 200:
        raise DownloadFailed(f"The address answers HTTP {status} instead of a file.")


def _refuse_kind(headers: httpx2.Headers) -> None:
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity":
        # What was packed could unpack to anything; the request said that it wants it plain.
        raise DownloadFailed(f"The file came packed ({encoding[:20]}), though it was asked for plain.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise DownloadFailed("The address answers with a web page; the address of the raw file is needed.")
