"""Memory of a process of many threads and long jobs: what a job leaves is given back, not kept for the next peak."""

import ctypes
import gc
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""`mallopt(3)`. Unless told, glibc lets the two thresholds grow with what is freed, to 64 and 32 MB."""

_THRESHOLD, _ARENAS = 128 * 1024, 1


def share_arenas() -> None:
    """Let all threads share one arena, each of their own would keep its peak, and free what is large at once.

    To be called before there are threads, and where the C library is not glibc without effect.
    """
    with suppress(OSError, AttributeError):  # another C library has no such function
        mallopt = ctypes.CDLL(None).mallopt
        for name, value in (
            (_M_ARENA_MAX, _ARENAS),
            (_M_TRIM_THRESHOLD, _THRESHOLD),
            (_M_MMAP_THRESHOLD, _THRESHOLD),
        ):
            mallopt(name, value)


def keep_apart() -> None:
    """Take all that is in memory now out of the garbage collector's sight. To be called once a program is loaded.

    It collects everything when a quarter has been added to what there is: that should be a quarter of the work in
    hand, not of the hundred thousands of objects of the program itself.
    """
    gc.collect()
    gc.freeze()
