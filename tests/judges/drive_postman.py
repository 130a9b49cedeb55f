"""Runs the Postman collection with newman against a running Zhuli: twice, and each of its folders by itself.

A collection that cannot fail says nothing: it has to be red once a file that it sends is not there, and once the
database has another price than the one that was pushed.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

ROOT = Path(__file__).parents[2]
NEWMAN = ROOT / "tests" / "judges" / "node_modules" / ".bin" / "newman"
FILES = ROOT / "docs" / "api" / "postman"
COLLECTION, ENVIRONMENT = FILES / "zhuli.postman_collection.json", FILES / "local.postman_environment.json"
UPLOADS, LISTINGS = "Job: files are handed in", "Job: the ERP pushes listings and follows them"
_SPOIL = """\
CREATE TRIGGER another_price AFTER INSERT ON listing WHEN NEW.price_micros IS NOT NULL
BEGIN UPDATE listing SET price_micros = price_micros + 1000000 WHERE rowid = NEW.rowid; END"""


def main(url: str, key: str, output: str) -> None:
    """Exits with 1 and the reason where a run that has to be green is red, or one that has to be red is green."""
    runs = Runs(url, key, Path(output))
    for number in ("first", "second"):
        runs.require_green(f"whole, the {number} time")
    for folder in json.loads(COLLECTION.read_text())["item"]:
        runs.require_green(folder["name"], folder["name"])
    with tempfile.TemporaryDirectory() as elsewhere:
        samples = shutil.copytree(ROOT / "docs" / "samples", Path(elsewhere) / "docs" / "samples")
        (samples / "sp-campaigns.csv").unlink()
        runs.require_red("without a file that it sends", UPLOADS, working=elsewhere)
    with another_price():
        runs.require_red("with another price in the database", LISTINGS)
    runs.require_green("as before", LISTINGS)


class Runs:
    """Runs of newman, each with a report of its own in `output`."""

    def __init__(self, url: str, key: str, output: Path) -> None:
        sandbox = os.environ["GATEWAY_SANDBOX_URL"]
        self._values = {"base_url": url, "api_key": key, "listener_url": f"{sandbox}/listener"}
        erp = httpx.get(
            f"{sandbox}/sandbox/mabang", params={"seed": 1, "size": 20}, timeout=60.0, trust_env=False
        ).json()
        self._values |= {
            "erp_url": f"{sandbox}/mabang/api/v2",
            "erp_app_key": erp["app_key"],
            "erp_secret": erp["secret"],
        }
        self._output, self._number = output, 0

    def require_green(self, what: str, folder: str = "") -> None:
        """All of it, or a folder."""
        failed, printed = self._run(folder, str(ROOT))
        if failed:
            sys.exit(f"{what}: red\n{printed[-6000:]}")
        sys.stdout.write(f"{what}: green\n")

    def require_red(self, what: str, folder: str, *, working: str = str(ROOT)) -> None:
        """A folder under which something was taken away."""
        failed, printed = self._run(folder, working)
        if not failed:
            sys.exit(f"{what}: green\n{printed[-2000:]}")
        sys.stdout.write(f"{what}: red, as it has to be\n")

    def _run(self, folder: str, working: str) -> tuple[bool, str]:
        self._number += 1
        report = self._output / f"postman-{self._number:02}.xml"
        command = [NEWMAN, "run", COLLECTION, "--environment", ENVIRONMENT, "--working-dir", working]
        command += ["--color=off", "--reporters=cli,junit", f"--reporter-junit-export={report}"]
        command += [f"--env-var={name}={value}" for name, value in self._values.items()]
        command += [f"--folder={folder}"] if folder else []
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return done.returncode != 0, done.stdout + done.stderr


@contextmanager
def another_price() -> Iterator[None]:
    """Whatever is stored of a listing costs one more, in the database that is being asked."""
    path = urlsplit(os.environ["CATALOG_DATABASE_URL"]).path.removeprefix("/")
    with closing(sqlite3.connect(path, timeout=30)) as database:
        database.execute(_SPOIL)
        database.commit()
        yield
        database.execute("DROP TRIGGER another_price")
        database.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
