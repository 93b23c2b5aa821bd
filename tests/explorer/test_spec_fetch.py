"""Import from the operator's address: a real server on loopback in good days and bad ones, and lost messages."""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from explorer.drafts import fetching
from explorer.drafts.downloading import DownloadFailed, download
from explorer.models import SpecDraft
from explorer.services import draft_upload, request_fetch
from explorer.spec_markdown import SpecFiles
from explorer.tasks import fetch_draft, sweep_drafts
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN
from ui import registries
from workspaces.models import AuditEntry, User
from workspaces.outbound import OutboundRules, outbound_client

ClientFor = Callable[[User], Client]


class Shelf(BaseHTTPRequestHandler):
    """Answers by the last part of the path."""

    ended = Event()
    seen: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "") + self.headers.get("Cookie", "")))
        answer = getattr(self, self.path.strip("/").replace("-", "_").removesuffix(".md"), self.missing)
        answer()

    def model_spec(self) -> None:
        self.answer(KITCHEN.encode())

    def broken(self) -> None:
        self.answer(b"# A {#a authority=king}\n")

    def latin(self) -> None:
        self.answer(b"# A {#a}\n\nCaf\xe9\n")

    def page(self) -> None:
        self.answer(b"<!doctype html><h1>Sign in</h1>", kind="text/html; charset=utf-8")

    def packed(self) -> None:
        self.answer(b"\x1f\x8b", encoding="gzip")

    def moved(self) -> None:
        self.answer(b"", status=302, location="/model_spec.md")

    def missing(self) -> None:
        self.answer(b"not here", status=404)

    def large(self) -> None:
        self.answer(b"x" * 3_000_000)

    def hang(self) -> None:
        self.ended.wait(20)

    def trickle(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.ended.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"x")

    def answer(
        self, body: bytes, *, status: int = 200, kind: str = "text/plain", location: str = "", encoding: str = ""
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Location": location}
        for name, value in (headers | {"Content-Encoding": encoding}).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        """Keeps quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    """The server's base address; it is on no list yet."""
    Shelf.ended.clear()
    Shelf.seen.clear()
    made = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    made.daemon_threads = True
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    Shelf.ended.set()
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def source(server: str, settings: Any) -> Callable[[str], None]:
    """Has the operator name a file of the server, and list the server among the private addresses."""
    settings.PRIVATE_ENDPOINTS = [server.removeprefix("http://")]

    def name(file: str) -> None:
        settings.SPEC_SOURCE_URL = f"{server}/{file}"

    name("model_spec.md")
    return name


def asked(cast: Cast) -> SpecDraft:
    return request_fetch(cast.project, actor=cast.owner)


def fetched(cast: Cast) -> SpecDraft:
    draft = asked(cast)
    fetch_draft(draft.pk)
    draft.refresh_from_db()
    return draft


def address(cast: Cast, name: str, *keys: object) -> str:
    return reverse(f"explorer:{name}", args=[cast.project.path, *keys])


@pytest.mark.django_db
def test_the_document_comes_and_waits_for_somebodys_yes(
    cast: Cast, client_for: ClientFor, source: Callable[[str], None]
) -> None:
    draft = fetched(cast)

    assert (draft.state, draft.source, draft.markdown, draft.prompt_files) == ("ready", "address", KITCHEN, None)
    html = client_for(cast.owner).get(address(cast, "spec_draft", draft.pk)).content.decode()
    assert "nothing of it is in the explorer yet" in html
    assert Shelf.seen == [("/model_spec.md", "")]
    entry = AuditEntry.objects.get(action="spec_draft.requested")
    assert entry.details["address"].endswith("/model_spec.md")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nothing.md", "HTTP 404"),
        ("page", "web page"),
        ("packed.md", "packed (gzip)"),
        ("moved.md", "redirects are not followed"),
        ("large.md", "larger than 2 MB"),
        ("cut.md", "connection failed"),
        ("latin.md", "not UTF-8"),
    ],
)
def test_anything_but_the_file_is_refused_with_the_reason(
    cast: Cast, client_for: ClientFor, source: Callable[[str], None], file: str, words: str
) -> None:
    source(file)
    draft = fetched(cast)

    assert (draft.state, draft.markdown) == ("refused", "")
    html = client_for(cast.owner).get(address(cast, "spec_draft", draft.pk)).content.decode()
    assert "The document could not be fetched" in html
    assert words in html
    assert ("/model_spec.md", "") not in Shelf.seen


@pytest.mark.django_db
def test_a_document_with_faults_shows_them_as_an_upload_does(
    cast: Cast, client_for: ClientFor, source: Callable[[str], None]
) -> None:
    source("broken.md")
    html = client_for(cast.owner).get(address(cast, "spec_draft", fetched(cast).pk)).content.decode()

    assert "1 fault in the document, so nothing is imported" in html
    assert "Unknown authority level." in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/model_spec.md", "https://localhost:{port}/x", "file:///etc/passwd"]
)
def test_a_private_address_that_is_not_on_the_operators_list_is_never_called(
    cast: Cast, server: str, settings: Any, url: str
) -> None:
    settings.SPEC_SOURCE_URL = url.format(port=server.rpartition(":")[2])
    draft = fetched(cast)

    assert draft.state == "refused"
    assert "may not be called" in draft.faults[0]["message"]
    assert Shelf.seen == []


@pytest.mark.parametrize("file", ["hang.md", "trickle.md"])
def test_a_server_that_hangs_or_trickles_is_left_at_the_deadline(server: str, file: str) -> None:
    listed = OutboundRules(frozenset({("127.0.0.1", int(server.rpartition(":")[2]))}))

    async def attempt() -> bytes:
        async with outbound_client(outbound=listed) as client:
            return await download(client, f"{server}/{file}", deadline=0.4)

    begun = time.monotonic()
    with pytest.raises(DownloadFailed, match=r"no complete answer within 0\.4 s"):
        asyncio.run(attempt())
    assert time.monotonic() - begun < 5


@pytest.mark.django_db
def test_a_message_that_comes_twice_changes_nothing(cast: Cast, source: Callable[[str], None]) -> None:
    draft = fetched(cast)
    source("nothing.md")
    fetch_draft(draft.pk)
    fetch_draft(0)

    assert SpecDraft.objects.get().state == "ready"
    assert len(Shelf.seen) == 1


@pytest.mark.django_db
def test_asking_again_while_it_is_fetched_gives_the_same_draft(cast: Cast, source: Callable[[str], None]) -> None:
    assert asked(cast) == asked(cast)
    assert AuditEntry.objects.filter(action="spec_draft.requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_rung_for_once_the_row_stands(
    cast: Cast, source: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(fetch_draft, "delay", rung.append)
    with transaction.atomic():
        draft = asked(cast)
        assert rung == []

    assert rung == [draft.pk]


@pytest.mark.django_db
def test_the_page_asks_for_itself_until_the_document_is_there(
    cast: Cast, client_for: ClientFor, source: Callable[[str], None]
) -> None:
    client = client_for(cast.owner)
    response = client.post(address(cast, "spec_fetch"))
    draft = SpecDraft.objects.get()
    here = address(cast, "spec_draft", draft.pk)

    assert (response.status_code, response.headers["Location"]) == (303, here)
    page = client.get(here).content.decode()
    assert "The document is being fetched" in page
    assert f'hx-get="{here}" hx-trigger="every 1s"' in page
    fragment = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "Being fetched" in fragment
    assert "<html" not in fragment
    assert client.post(here, {"label": "x"}).status_code == 409
    fetch_draft(draft.pk)
    done = client.get(here, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (200, here)


@pytest.mark.django_db
def test_without_an_address_the_page_does_not_offer_it(cast: Cast, client_for: ClientFor, settings: Any) -> None:
    settings.SPEC_SOURCE_URL = ""
    client = client_for(cast.owner)

    assert "From its public address" not in client.get(address(cast, "spec_import")).content.decode()
    response = client.post(address(cast, "spec_fetch"))
    assert response.status_code == 409
    assert "has named no address" in response.content.decode()
    assert not SpecDraft.objects.exists()


@pytest.mark.django_db
def test_an_address_that_the_operator_took_away_meanwhile_is_told(
    cast: Cast, source: Callable[[str], None], settings: Any
) -> None:
    draft = asked(cast)
    settings.SPEC_SOURCE_URL = ""
    fetch_draft(draft.pk)

    assert "taken the address away" in SpecDraft.objects.get().faults[0]["message"]


def aged(draft: SpecDraft, age: timedelta) -> SpecDraft:
    SpecDraft.objects.filter(pk=draft.pk).update(created_at=timezone.now() - age)
    return draft


@pytest.mark.django_db
def test_the_sweeper_rings_again_gives_up_and_removes(
    cast: Cast, source: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(fetch_draft, "delay", rung.append)
    draft = asked(cast)
    sweep_drafts()
    assert rung == []

    aged(draft, fetching.QUIET * 2)
    sweep_drafts()
    assert rung == [draft.pk]

    aged(draft, fetching.GIVEN_UP * 2)
    sweep_drafts()
    assert rung == [draft.pk]
    assert "did not come within ten minutes" in SpecDraft.objects.get().faults[0]["message"]

    kept = draft_upload(cast.project, SpecFiles(KITCHEN, None, "kept"), actor=cast.owner)
    aged(draft, fetching.KEPT * 2)
    sweep_drafts()
    assert list(SpecDraft.objects.all()) == [kept]


def test_the_sweeper_is_on_the_schedule() -> None:
    assert registries.ticks["explorer.sweep"].task == sweep_drafts.name
