"""What is left of the memory of a job once it has ended, in a process of its own."""

import subprocess
import sys

import pytest

JOB = """
import gc
from shared.jobs.arenas import keep_apart, share_arenas

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

PREPARE
before = resident()
bytearray(1 << 21)  # freed at once: from now on glibc would take blocks as large as this from its heap
blocks, small = [], []
for _ in range(40):
    blocks.append(bytearray(b"x") * (1 << 20))
    small.append(bytearray(b"x") * 100_000)  # above a block, it keeps the heap from shrinking
del blocks
print((resident() - before) >> 20, gc.get_freeze_count())
"""


def left_after(prepare: str) -> tuple[int, int]:
    """Megabytes that a job leaves, and objects that the garbage collector does not look at."""
    done = subprocess.run(
        [sys.executable, "-c", JOB.replace("PREPARE", prepare)], capture_output=True, text=True, check=True
    )
    megabytes, frozen = map(int, done.stdout.split())
    return megabytes, frozen


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own settings")
def test_what_is_large_is_given_back():
    assert left_after("")[0] > 30
    assert left_after("share_arenas()")[0] < 10


def test_the_program_itself_is_kept_apart():
    assert left_after("")[1] == 0
    assert left_after("keep_apart()")[1] > 10_000
