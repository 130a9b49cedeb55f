"""`make storm`: kill -9 again and again under load, with restarts and pollers, then a verdict.

`KILLS=100 DATABASE=postgres SEED=7`.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from services.cli.installation import Installation
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import environment_of, free_ports
from tests.storm import oracle, storm


def main() -> int:
    """Run one storm; 0 when nothing acknowledged was lost or doubled, 1 otherwise."""
    options = _options()
    chance = random.Random(options.seed)  # noqa: S311 - to be replayed, not to be secret
    _tell(f"storm: KILLS={options.kills} DATABASE={options.database} SEED={options.seed}")
    folder = Path(tempfile.mkdtemp(prefix="zhuli-storm-"))
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer()) if options.database == "postgres" else None
        stack.enter_context(environment_of(options.database, lambda: server))
        installation = Installation(folder, *free_ports())
        installation.enter()
        installation.migrate()
        complaints = _weather(installation, options.kills, chance)
    for complaint in complaints:
        _tell(f"  {complaint}")
    if complaints:
        _tell(f"FAILED: {len(complaints)} complaints; SEED={options.seed}; data and logs in {folder}")
        return 1
    shutil.rmtree(folder)
    _tell(f"PASSED: nothing that was acknowledged was lost or doubled; SEED={options.seed}")
    return 0


def _weather(installation: Installation, kills: int, chance: random.Random) -> list[str]:
    with storm.prepared(installation, chance) as weather:
        storm.rage(weather, kills, chance, _tell)
        began = time.monotonic()
        try:
            oracle.wait_for_quiet()
        except AssertionError as error:
            return [str(error), *oracle.verdict(weather)]
        answers = ", ".join(f"{number} x {status}" for status, number in sorted(weather.answers.items()))
        _tell(
            f"quiet after {time.monotonic() - began:.0f} s; acknowledged {weather.acknowledged()}; answers {answers}"
        )
        return oracle.verdict(weather)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make storm", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))  # noqa: S311
    return parser.parse_args()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
