"""How often an address may ask the public calculator: a counter in the shared cache, forgotten after a minute."""

from __future__ import annotations

import hashlib
import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

ANSWERS_A_MINUTE = 180  # a hand on a slider asks about three times a second at most


def too_many(request: HttpRequest) -> bool:
    """Counts this request; whether its address has had its answers for this minute.

    An IPv6 network of 64 bits counts as one address. The key is a hash, and nothing else is kept.
    """
    address = _network(get_adapter(request).get_client_ip(request))
    key = f"quick:{hashlib.sha256(f'{address}:{this_minute()}'.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=60):
        return False
    try:
        return cache.incr(key) > ANSWERS_A_MINUTE
    except ValueError:  # it ran out between the two calls
        return False


def this_minute() -> int:
    """The minute that is counted in."""
    return int(time.time()) // 60


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
    return str(found)
