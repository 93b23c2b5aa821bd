"""How often something may happen in a minute: a counter in the shared cache, forgotten after that minute."""

import hashlib
import time

from django.core.cache import cache


def too_many(what: str, *, a_minute: int) -> bool:
    """Counts one more of these; whether there were more of them in this minute than are allowed."""
    minute = int(time.time()) // 60
    key = f"limit:{hashlib.sha256(f'{what}:{minute}'.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=60):
        return a_minute < 1
    try:
        return cache.incr(key) > a_minute
    except ValueError:  # it ran out between the two calls
        return False
