"""The one way out: an HTTP client that reaches public addresses only, and what the operator put on a list.

Names are resolved once, when the connection is made, and the connection goes to the very address that was checked; a
name that answers differently the second time gains nothing. Redirects and proxies from the environment are off.
"""

import asyncio
import queue
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeVar

import httpcore2
import httpx2
from django.conf import settings

from workspaces.errors import WorkspaceError

MAX_URL = 500
PUBLIC_PORTS = (443, 8443)
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_TRIED = 3

# Where an IPv6 address is plainly public. Everything else (mapped and compatible IPv4, NAT64 64:ff9b::/96, unique
# local, link local, multicast) lies outside; these parts of it translate to, tunnel to, or stand for other networks.
PUBLIC_IPV6 = IPv6Network("2000::/3")
TRANSLATED_IPV6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID and other special assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
    )
]
SPECIAL_IPV4 = [ip_network(network) for network in ("192.88.99.0/24", "192.31.196.0/24", "192.175.48.0/24")]

T = TypeVar("T")
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


class OutboundRefused(WorkspaceError):
    """The address may not be called; the text says why and is fit to be shown."""


@dataclass(frozen=True)
class Target:
    """Scheme, host (lower case, IPv6 without brackets) and port of a URL that is spelled acceptably."""

    scheme: str
    host: str
    port: int


def is_public(address: Address) -> bool:
    """Whether an address is global unicast and stands for itself rather than for another address."""
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved or any(address in network for network in SPECIAL_IPV4)
        return address.is_global and not special
    if address.scope_id or address not in PUBLIC_IPV6 or any(address in network for network in TRANSLATED_IPV6):
        return False
    return address.is_global


def read_url(url: str) -> Target:
    """Takes an address apart the way the client will, and refuses every spelling that invites a second reading.

    Raises:
        OutboundRefused: with the reason.
    """
    if not url or len(url) > MAX_URL:
        raise OutboundRefused(f"An address has 1 to {MAX_URL} characters.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise OutboundRefused("An address holds plain letters, digits and signs only; write other alphabets as xn--….")
    try:
        parts = httpx2.URL(url)
        port = parts.port
    except (httpx2.InvalidURL, ValueError) as error:
        raise OutboundRefused("This is not an address.") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.host:
        raise OutboundRefused("An address begins with https:// and a host name.")
    if parts.userinfo or "@" in url.split("/", 3)[2]:
        raise OutboundRefused("An address must not carry a user name or a password.")
    if parts.fragment or parts.query:
        raise OutboundRefused("An address ends with its path, without ? and #.")
    return Target(parts.scheme, parts.host.lower().rstrip("."), port or DEFAULT_PORTS[parts.scheme])


async def system_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host in the system's order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class OutboundRules:
    """What may be called: public hosts by https on the usual ports, and listed (host, port) pairs wherever they are."""

    listed: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = system_addresses

    def check_spelling(self, url: str) -> Target:
        """Refuses what no answer of the name service could make acceptable."""
        target = read_url(url)
        if (target.host, target.port) in self.listed:
            return target
        if target.scheme != "https":
            raise OutboundRefused("Only https:// addresses may be called.")
        self._check_port(target.port)
        return target

    async def check(self, url: str) -> None:
        """Refuses an address that could not be called now; for the moment it is saved. The connection checks again."""
        target = self.check_spelling(url)
        await self.addresses(target.host, target.port)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The literal addresses a connection to the host may go to.

        Raises:
            OutboundRefused: unless every address of the host is public, or the operator listed the host and port.
        """
        listed = (host.lower().rstrip("."), port) in self.listed
        if not listed:
            self._check_port(port)
        try:
            found = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"The host name {host} cannot be resolved.") from error
        # One private address among public ones is how a name server smuggles it in.
        if not found or (not listed and not all(is_public(ip_address(address)) for address in found)):
            raise OutboundRefused(f"{host} does not lead to a public address.")
        return found

    @staticmethod
    def _check_port(port: int) -> None:
        if port not in PUBLIC_PORTS:
            allowed = " or ".join(map(str, PUBLIC_PORTS))
            raise OutboundRefused(f"Port {port} may not be called; use {allowed}, or ask the operator to list it.")


def listed_endpoints() -> frozenset[tuple[str, int]]:
    """The (host, port) pairs of PRIVATE_ENDPOINTS and of the simulated assistant."""
    pairs = {listed_pair(entry) for entry in settings.PRIVATE_ENDPOINTS}
    if settings.SIMULATED_ASSISTANT_URL:
        target = read_url(settings.SIMULATED_ASSISTANT_URL)
        pairs.add((target.host, target.port))
    return frozenset(pairs)


def listed_pair(entry: str) -> tuple[str, int]:
    """``host:port`` as the operator wrote it; IPv6 in brackets. Raises OutboundRefused when there is no port."""
    host, colon, port = entry.strip().lower().rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise OutboundRefused(f"PRIVATE_ENDPOINTS: {entry!r} is not host:port.")
    return host.removeprefix("[").removesuffix("]"), int(port)


def rules() -> OutboundRules:
    """What this installation may call."""
    return OutboundRules(listed_endpoints())


def run_bounded(work: Callable[[], Coroutine[Any, Any, T]], seconds: float) -> T:
    """Runs a coroutine from plain code and waits so long at most, even where the name service never answers.

    Raises:
        TimeoutError: it is not done; its thread is left behind and ends when the system lets it.
    """
    outcome: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def attempt() -> None:
        try:
            outcome.put((asyncio.run(work()), None))
        except BaseException as error:  # handed over to whoever waits
            outcome.put((None, error))

    threading.Thread(target=attempt, name="bounded", daemon=True).start()
    try:
        found, error = outcome.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"Not done within {seconds:g} s.") from None
    if error is not None:
        raise error
    return found  # type: ignore[return-value]


@lru_cache(maxsize=4)
def trusted_authorities(file: str) -> ssl.SSLContext:
    """The usual authorities and those of the operator's file, so that a private one can be trusted; nothing unverified.

    Raises:
        OSError: the file is not there or holds no certificate.
    """
    context = httpx2.create_ssl_context(trust_env=False)
    context.load_verify_locations(cafile=file)
    return context


def _verification() -> ssl.SSLContext | bool:
    return trusted_authorities(settings.OUTBOUND_CA_FILE) if settings.OUTBOUND_CA_FILE else True


class CheckedNetwork(httpcore2.AnyIOBackend):
    """Connects to addresses that the rules have passed, never to a name."""

    def __init__(self, outbound: OutboundRules) -> None:
        self.outbound = outbound

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = httpcore2.ConnectError(f"{host} has no address.")
        for address in (await self.outbound.addresses(host, port))[:MAX_TRIED]:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise OutboundRefused("Sockets in the file system may not be called.")


class CheckedTransport(httpx2.AsyncHTTPTransport):
    """A transport whose every request is checked for its spelling and every connection for its address."""

    def __init__(self, outbound: OutboundRules, verify: ssl.SSLContext | bool, limits: httpx2.Limits) -> None:
        super().__init__(verify=verify, trust_env=False, limits=limits)
        self.outbound = outbound
        # httpx offers no public way to choose the network; tests prove on this client that it is ours that connects.
        self._pool._network_backend = CheckedNetwork(outbound)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.outbound.check_spelling(str(request.url.copy_with(query=None)))
        return await super().handle_async_request(request)


def outbound_client(
    *, connections: int = 10, outbound: OutboundRules | None = None, tls: ssl.SSLContext | None = None
) -> httpx2.AsyncClient:
    """A client for addresses that people typed in.

    ``connections`` bounds what is open at once. It has no time limit of its own: callers set a deadline over the whole
    exchange, because limits per read let a server trickle for ever. ``tls`` replaces the trusted authorities in tests;
    otherwise they are the usual ones and those of OUTBOUND_CA_FILE.
    """
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    transport = CheckedTransport(outbound or rules(), verify=tls or _verification(), limits=limits)
    return httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False, timeout=None)
