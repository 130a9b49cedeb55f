"""`zhuli` as it is, or with one thing undone: `python -m tests.benchmarks.idle_programs forked run ...`."""

import sys

from services.cli import main as command
from services.cli import processes, runs
from shared.db.changes import Changes

FORKED, APART, LOOKING = "forked", "apart", "looking"
"""As it is; each program an interpreter of its own; workers that look whether or not somebody has written."""


def main() -> None:
    """Undo what the first word says, and run the command that follows."""
    kind = sys.argv.pop(1)
    if kind == APART:
        runs.running = lambda *given, forked: processes.running(*given)
    if kind == LOOKING:
        Changes.are_likely = lambda _changes: True
    command.main()


if __name__ == "__main__":
    main()
