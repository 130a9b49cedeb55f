"""Run a command at another moment: `python -m tests.moments leap-day make demo SIZE=20`."""

import argparse
import os
from datetime import UTC, datetime

from tests.moments.moments import MOMENTS, environment_at


def main() -> None:
    """Become the command, under a clock that is ahead."""
    parser = argparse.ArgumentParser(prog="python -m tests.moments", description=__doc__)
    parser.add_argument("moment", choices=MOMENTS)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    environment = os.environ | environment_at(options.moment, datetime.now(UTC))
    os.execvpe(options.command[0], options.command, environment)  # noqa: S606


if __name__ == "__main__":
    main()
