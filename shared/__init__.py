"""What every service stands on; knows no service."""

import gc
import sys

# httpx brings a command line where rich is installed, and loads it with pygments: 9 MB of each process. So it is
# told that there is none.
sys.modules["httpx._main"] = None  # type: ignore[assignment]

# A program makes millions of objects while it loads, and nearly none of them is garbage: by Python's own threshold
# of 700 new objects it looks for some so often that this takes a sixth of its start.
gc.set_threshold(10_000)
