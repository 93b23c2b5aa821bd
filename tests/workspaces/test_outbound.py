"""What the one way out may reach: proven on the very client, with a server on loopback that must not be touched."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpcore2
import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from workspaces.outbound import (
    OutboundRefused,
    OutboundRules,
    is_public,
    listed_endpoints,
    listed_pair,
    outbound_client,
    read_url,
)

PRIVATE_ADDRESSES = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:808:808::", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "fc00::1", "fd12::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1",
]  # fmt: skip
PUBLIC_ADDRESSES = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]

# ruff: noqa: S104 - the addresses are what is tested

# What people write to reach this machine under another name.
LOOPBACK_SPELLINGS = [
    "https://127.0.0.1/v1", "https://localhost/v1", "https://LOCALHOST./v1", "https://2130706433/v1", "https://127.1/v1",
    "https://0177.0.0.1/v1", "https://0x7f.1/v1", "https://[::1]/v1", "https://[::ffff:127.0.0.1]/v1", "https://0.0.0.0/v1",
    "https://[::]/v1", "https://127.0.0.1:8443/v1",
]  # fmt: skip
BAD_SPELLINGS = [
    "", "x" * 501, "http://api.example.com/v1", "ftp://api.example.com", "file:///etc/passwd", "gopher://example.com",
    "//api.example.com", "api.example.com/v1", "https://", "https:///v1", "https://user:pass@api.example.com/v1",
    "https://api.example.com@127.0.0.1/v1", "https://@api.example.com/", "https://api.example.com:22/v1",
    "https://api.example.com:6379/v1", "https://api.example.com:99999/", "https://api.example.com:x/", "https://api。example。com/v1",
    "https://аpi.example.com/v1", "https://api.example.com/v1?key=1", "https://api.example.com/v1#x", "https://api.example.com\\@127.0.0.1/",
    "https://api.example.com /v1", "https://api.example.com/\n", "https://[::1", "https://exa mple.com/",
]  # fmt: skip


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Server:
    """Answers 200 to everything on loopback and counts who came."""

    def __init__(self, reply: bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") -> None:
        self.reply = reply
        self.visits = 0
        self.names: list[str | None] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.reply)
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["Server"]:
        if tls is not None:
            tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


def leads_to(*answers: list[str]) -> OutboundRules:
    """Rules whose name service gives one answer after the other and then repeats the last."""
    given_out: Iterator[list[str]] = iter(answers)
    last = [answers[-1]]

    async def resolve(host: str, port: int) -> list[str]:
        return next(given_out, last[0])

    return OutboundRules(resolve=resolve)


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_an_address_that_is_not_global_unicast_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_global_unicast_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@settings(deadline=None)
@given(st.ip_addresses())
def test_what_counts_as_public_is_never_private_for_python_either(address: object) -> None:
    found = ip_address(str(address))
    assert not is_public(found) or (found.is_global and not found.is_multicast and not found.is_loopback)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_no_ipv4_address_wrapped_in_ipv6_counts_as_public(address: object) -> None:
    number = int(ip_address(str(address)))
    wrapped = [
        number | 0xFFFF << 32,
        number,
        0x64FF9B << 96 | number,
        (0x2002 << 112) | number << 80,
        (0x2001 << 112) | ~number & 0xFFFFFFFF,
    ]
    assert not any(is_public(ip_address(value.to_bytes(16, "big"))) for value in wrapped)


@pytest.mark.parametrize("url", BAD_SPELLINGS)
def test_a_spelling_with_two_readings_is_refused_before_anything_is_resolved(url: str) -> None:
    async def never(host: str, port: int) -> list[str]:
        raise AssertionError("resolved")

    with pytest.raises(OutboundRefused) as refusal:
        OutboundRules(resolve=never).check_spelling(url)
    assert str(refusal.value).endswith((".", "…."))


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_any_text_is_either_read_or_refused(url: str) -> None:
    try:
        target = read_url(url)
    except OutboundRefused:
        return
    assert target.host
    assert target.scheme in {"http", "https"}


@pytest.mark.anyio
@pytest.mark.parametrize("url", LOOPBACK_SPELLINGS)
async def test_no_spelling_of_loopback_passes_the_check_at_save(url: str) -> None:
    with pytest.raises((OutboundRefused, httpcore2.ConnectError)):
        await OutboundRules().check(url)


@pytest.mark.anyio
@pytest.mark.parametrize("url", LOOPBACK_SPELLINGS)
async def test_no_spelling_of_loopback_is_connected_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server().running() as server:
        monkeypatch.setattr("workspaces.outbound.PUBLIC_PORTS", (443, 8443, server.port))
        target = url.replace(":8443", "").replace("/v1", f":{server.port}/v1")
        async with outbound_client(outbound=OutboundRules()) as client:
            with pytest.raises((OutboundRefused, httpx2.ConnectError, httpx2.InvalidURL)):
                await client.get(target)
        assert server.visits == 0


@pytest.mark.anyio
async def test_a_name_that_turns_to_loopback_after_the_check_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server().running() as server:
        monkeypatch.setattr("workspaces.outbound.PUBLIC_PORTS", (server.port,))
        url = f"https://rebinding.example:{server.port}/v1"
        rules = leads_to(["8.8.8.8"], ["127.0.0.1"])
        await rules.check(url)
        async with outbound_client(outbound=rules) as client:
            with pytest.raises(OutboundRefused, match="does not lead to a public address"):
                await client.get(url)
        assert server.visits == 0


@pytest.mark.anyio
async def test_the_connection_goes_to_the_address_that_was_checked_and_not_to_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    went_to: list[str] = []

    async def note(self: object, host: str, *rest: object) -> None:
        went_to.append(host)
        raise httpcore2.ConnectError("noted")

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", note)
    async with outbound_client(outbound=leads_to(["8.8.8.8", "1.1.1.1"], ["127.0.0.1"])) as client:
        with pytest.raises(httpx2.ConnectError, match="noted"):
            await client.get("https://api.example.com/v1")
    assert went_to == ["8.8.8.8", "1.1.1.1"]


@pytest.mark.anyio
async def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(OutboundRefused):
        await leads_to(["8.8.8.8", "10.0.0.7"]).check("https://api.example.com/v1")


@pytest.mark.anyio
async def test_a_redirect_is_handed_back_and_not_followed() -> None:
    async with Server().running() as server:
        elsewhere = Server(
            f"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{server.port}/\r\ncontent-length: 0\r\n\r\n".encode()
        )
        async with elsewhere.running():
            rules = OutboundRules(frozenset({("127.0.0.1", elsewhere.port), ("127.0.0.1", server.port)}))
            async with outbound_client(outbound=rules) as client:
                assert (await client.get(f"http://127.0.0.1:{elsewhere.port}/v1")).status_code == 302
        assert server.visits == 0


@pytest.mark.anyio
async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server().running() as proxy, Server().running() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with outbound_client(outbound=OutboundRules(frozenset({("127.0.0.1", server.port)}))) as client:
            await client.get(f"http://127.0.0.1:{server.port}/v1")
        assert (proxy.visits, server.visits) == (0, 1)


@pytest.mark.anyio
async def test_only_the_listed_port_of_a_private_host_is_reached() -> None:
    async with Server().running() as listed, Server().running() as other:
        async with outbound_client(outbound=OutboundRules(frozenset({("localhost", listed.port)}))) as client:
            assert (await client.get(f"http://localhost:{listed.port}/v1")).text == "ok"
            for url in (f"http://localhost:{other.port}/v1", f"http://127.0.0.1:{listed.port}/v1"):
                with pytest.raises(OutboundRefused):
                    await client.get(url)
        assert (listed.visits, other.visits) == (1, 0)


@pytest.mark.anyio
async def test_the_certificate_is_held_against_the_name_of_the_address(tmp_path: Path) -> None:
    authority, server_tls = certificate_for("model.example", tmp_path)
    async with Server().running(server_tls) as server:
        listed = frozenset({("model.example", server.port), ("other.example", server.port)})
        rules = OutboundRules(listed, resolve=leads_to(["127.0.0.1"]).resolve)
        async with outbound_client(outbound=rules, tls=authority) as client:
            assert (await client.get(f"https://model.example:{server.port}/")).text == "ok"
            with pytest.raises(httpx2.ConnectError, match=r"other\.example"):
                await client.get(f"https://other.example:{server.port}/")
        assert server.names == ["model.example", "other.example"]
        async with outbound_client(outbound=rules) as client:
            with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
                await client.get(f"https://model.example:{server.port}/")


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A context that trusts a fresh certificate of the name, and one that serves with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return ssl.create_default_context(cafile=str(file)), serving


def test_the_operator_lists_private_endpoints_and_the_simulated_assistant(settings: object) -> None:
    settings.PRIVATE_ENDPOINTS = ["Localhost:11434", "[fd00::5]:8000"]  # type: ignore[attr-defined]
    settings.SIMULATED_ASSISTANT_URL = "http://127.0.0.1:8124/v1"  # type: ignore[attr-defined]
    assert listed_endpoints() == {("localhost", 11434), ("fd00::5", 8000), ("127.0.0.1", 8124)}


@pytest.mark.parametrize(
    "entry", ["localhost", "localhost:", ":80", "localhost:0", "localhost:http", "localhost:70000"]
)
def test_a_listed_endpoint_without_a_port_is_refused(entry: str) -> None:
    with pytest.raises(OutboundRefused, match="host:port"):
        listed_pair(entry)
