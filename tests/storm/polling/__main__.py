"""`make storm POLL=1`: eight writers, four pollers, kills, and a restore in the middle; then a verdict.

`ROWS=200000 KILLS=20 DATABASE=postgres SEED=7`. On PostgreSQL the server itself is killed too, three times.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from services.cli.installation import Installation
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import at_work, environment_of, free_ports
from tests.storm.polling import weather
from tests.storm.polling.restores import Backup, PostgresBackup, SqliteBackup

POLLERS, SERVER_KILLS, BURST = 4, 3, 500
SELLERS = ((21, 8), (22, 8), (23, 8))
"""Seed and size of the simulated seller accounts that are synced."""


def main() -> int:
    """Run one poll storm; 0 when what was acknowledged was seen by every poller, 1 otherwise."""
    options = _options()
    chance = random.Random(options.seed)  # noqa: S311 - to be replayed, not to be secret
    told = f"ROWS={options.rows} KILLS={options.kills} DATABASE={options.database} SEED={options.seed}"
    _tell(f"poll storm: {told}")
    folder = Path(tempfile.mkdtemp(prefix="zhuli-polls-"))
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(durable=True)) if options.database == "postgres" else None
        stack.enter_context(environment_of(options.database, lambda: server))
        os.environ |= weather.settings()
        installation = Installation(folder / "data", *free_ports())
        installation.enter()
        installation.migrate()
        installed = stack.enter_context(at_work(installation))
        with weather.prepared(installed, folder / "pollers", chance, sellers=SELLERS, pollers=POLLERS) as storm:
            complaints = _weather(storm, server, folder / "backup", options.rows, options.kills)
    for complaint in complaints:
        _tell(f"  {complaint}")
    if complaints:
        _tell(f"FAILED: {len(complaints)} complaints; {told}; data and logs in {folder}")
        return 1
    shutil.rmtree(folder)
    _tell(f"PASSED: each poller has seen what was acknowledged, and nothing else; {told}")
    return 0


def _weather(
    storm: weather.PollStorm, server: PostgresServer | None, folder: Path, rows: int, kills: int
) -> list[str]:
    """Half of it, judged; then a backup, more writes, and what the backup held again; then the other half, judged."""
    killing = partial(weather.kill_programs, storm)
    strikes: list[Callable[[], None]] = [killing] * kills
    if server is not None:
        for place in range(1, SERVER_KILLS + 1):
            strikes.insert(place * len(strikes) // (SERVER_KILLS + 1), partial(weather.kill_postgres, storm, server))
    half = len(strikes) // 2
    weather.rage(storm, rows // 2, strikes[:half], _tell, burst=BURST)
    complaints = _judge(storm)
    backups: list[Backup] = []

    def take_backup() -> None:
        installation = storm.installed.installation
        backups.append(PostgresBackup(server, folder) if server else SqliteBackup(installation, folder))

    weather.rage(storm, rows // 10, [take_backup], _tell, burst=BURST)
    weather.restore(storm, backups[0])
    _tell("restored what was there before the last writes")
    weather.rage(storm, rows - rows // 2 - rows // 10, strikes[half:], _tell, burst=BURST)
    return complaints + _judge(storm)


def _judge(storm: weather.PollStorm) -> list[str]:
    began = time.monotonic()
    complaints = weather.verdict(storm)
    taken = ", ".join(f"{number}" for number in storm.pollers.taken())
    _tell(f"judged in {time.monotonic() - began:.0f} s; rows taken over {taken}; {len(complaints)} complaints")
    return complaints


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make storm POLL=1", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))  # noqa: S311
    return parser.parse_args()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
