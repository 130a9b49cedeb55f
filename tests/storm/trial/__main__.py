"""`make storm TRIAL=1`: work, back up, work on, lose everything, restore; then the same with a release's data.

`DATABASE=postgres`; `RELEASE=452c826`, or `RELEASE=` for none.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from services.cli.installation import Installation
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import environment_of, free_ports
from tests.storm.trial import loss, upgrade
from tests.storm.trial.commands import CommandError

RELEASE = "452c826"


def main() -> int:
    """Both parts; 0 when nothing was lost that had been acknowledged before the backup, 1 otherwise."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="zhuli-trial-"))
    parts: list[Callable[[Installation, Path], list[str]]] = [loss.lose_and_restore]
    if options.release:
        tree = upgrade.checked_out(options.release, folder / "release", _tell)
        parts.append(lambda installation, place: upgrade.take_over(tree, installation, place, _tell))
    complaints = []
    for number, part in enumerate(parts):
        began = time.monotonic()
        complaints += _on_its_own(options.database, folder / f"part-{number}", part)
        _tell(f"part {number + 1} of {len(parts)}: {time.monotonic() - began:.0f} s, {len(complaints)} complaints")
    for complaint in complaints:
        _tell(f"  {complaint}")
    if complaints:
        _tell(f"FAILED: {len(complaints)} complaints; DATABASE={options.database}; data and logs in {folder}")
        return 1
    shutil.rmtree(folder)
    _tell(f"PASSED: nothing acknowledged before the backup was lost; DATABASE={options.database}")
    return 0


def _on_its_own(database: str, folder: Path, part: Callable[[Installation, Path], list[str]]) -> list[str]:
    folder.mkdir()
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer()) if database == "postgres" else None
        stack.enter_context(environment_of(database, lambda: server))
        if server is not None:
            os.environ["PATH"] = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
        installation = Installation(folder / "data", *free_ports())
        installation.enter()
        try:
            return part(installation, folder)
        except (AssertionError, CommandError) as error:
            return [str(error)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make storm TRIAL=1", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--release", default=RELEASE, help="a commit whose data is taken over; empty for none")
    return parser.parse_args()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
