"""Shapes are made ready for threads that meet them together: run elsewhere, for the failure ends the process."""

import subprocess
import sys

RACE = """
import msgspec, sys, threading
from shared.amazon.shapes import decoder_of

sys.setswitchinterval(1e-6)
TEXT, AT_ONCE = b'{"inner0": {"a": 1, "b": "x"}, "inner5": {}}', 8
read = []


def decode(shape, together):
    together.wait()
    read.append(decoder_of(shape).decode(TEXT).inner0.a)


for _ in range(400):
    inner = [msgspec.defstruct(f"Inner{n}", [("a", int | None, None), ("b", str | None, None)]) for n in range(6)]
    shape = msgspec.defstruct("Shape", [(f"inner{n}", inner[n] | None, None) for n in range(6)])
    together = threading.Barrier(AT_ONCE)
    threads = [threading.Thread(target=decode, args=(shape, together)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
assert read == [1] * 400 * AT_ONCE, len(read)
"""


def test_threads_that_meet_a_shape_together_all_read_by_it() -> None:
    """With `msgspec.json.Decoder` in its place the race is lost within a few rounds."""
    assert subprocess.run([sys.executable, "-c", RACE], capture_output=True).returncode == 0
