"""What every service stands on; knows no service."""

import sys

# httpx brings a command line where rich is installed, and loads it with pygments: 9 MB of each process. So it is
# told that there is none.
sys.modules["httpx._main"] = None  # type: ignore[assignment]
