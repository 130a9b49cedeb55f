"""Memory of a process of many threads, where the C library is glibc."""

import ctypes
from contextlib import suppress

_M_ARENA_MAX, _ARENAS = -8, 2
"""`mallopt(3)`."""


def share_arenas() -> None:
    """Let all threads share two arenas of memory: each of their own would keep its peak. To be called before them."""
    with suppress(OSError, AttributeError):  # another C library has no such function
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
