"""Lets older programs read from databases that we have migrated, beside ours, on SQLite and on PostgreSQL.

They are checked out into a folder of their own with an environment of their own, and fill an installation by their
own demonstration. Their api is asked everything that its document lets one read, before and after our `zhuli migrate`
under it, and once more with our api beside it. What has to hold: it answers 200 to all, with the same items, as long
as it runs. It is not started anew: a program refuses a database that is newer than itself.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import httpx

from services.cli.installation import HOST, Installation
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import environment_of, free_ports
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "judges"
SIZE = "20"
_SINCE = re.compile(r"since `([0-9a-f]{7,40})`")
_OF_THE_MOMENT = re.compile(r"[?&/](docs|metrics|openapi|livez|readyz|tenant$)")
_MOVING = {"next_cursor", "follow_cursor", "restored", "age_seconds", "checked_at"}


def main() -> None:
    """Exits with 1 and what reads otherwise where something does."""
    commit = oldest_beside()
    old = checkout(commit)
    complaints: list[str] = []
    for backend in ("sqlite", "postgres"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(PostgresServer()) if backend == "postgres" else None
            stack.enter_context(environment_of(backend, lambda at=server: at))
            # The sandbox plays Amazon, whose databases are not ours; on PostgreSQL the older one stops under load.
            os.environ["SANDBOX_DATABASE_URL"] = f"sqlite:///{folder}/sandbox.sqlite3"
            found = list(read_beside(old, folder / "data"))
        complaints += [f"{backend}: {line}" for line in found]
    sys.stdout.write(f"{commit}: {len(complaints)} complaints\n" + "".join(f"{one}\n" for one in complaints))
    sys.exit(1 if complaints else 0)


def oldest_beside() -> str:
    """The commit since which programs work beside newer ones, as docs/releases.md has it."""
    found = _SINCE.search((ROOT / "docs" / "releases.md").read_text())
    assert found, "docs/releases.md does not say since when"
    return found[1]


def checkout(commit: str) -> Path:
    """The older programs in a folder of their own, installed; made once."""
    place = worktree_of(commit)
    if not (place / ".venv" / "installed").exists():
        subprocess.run(["make", "--silent", "-C", str(place), "setup"], check=True)
    return place


def worktree_of(commit: str) -> Path:
    """What was there at that commit, in a folder of its own; made once."""
    place = FOLDER / f"release-{commit}"
    if not place.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["git", "-C", str(ROOT), "worktree", "add", "--force", "--detach", str(place), commit]
        subprocess.run(command, check=True)
    return place


def read_beside(old: Path, data: Path) -> Iterator[str]:
    """What the older api, or ours beside it, answers otherwise once the databases are ours."""
    ports = free_ports()
    places = [f"--data={data}", f"--port={ports[0]}", f"--sandbox-port={ports[1]}", f"--metrics-port={ports[2]}"]
    command_of(old, "demo", *places, f"--size={SIZE}", "--days=0")
    installation = Installation(data, *ports)
    installation.enter()
    ours = Installation(data, *free_ports())
    with serving(installation, old):
        key = (data / "demo.key").read_text().strip()
        with reader(installation.url, key) as http:
            paths = list(readable(http))
            before = {path: http.get(path) for path in paths}
            yield from (f"before: {path}: {each.status_code}" for path, each in before.items() if each.is_error)
            command_of(ROOT, "migrate", *places)
            for path in paths:
                after = http.get(path)
                if after.status_code != before[path].status_code:
                    yield f"older: {path}: {after.status_code} {after.text[:200]}"
                elif settled(after.json()) != settled(before[path].json()):
                    yield f"older: {path}: other items than before"
            with serving(ours, ROOT), reader(ours.url, key) as beside:
                yield from (f"ours: {path}: {one}" for path in paths if (one := beside.get(path).status_code) != 200)
                yield from (
                    f"beside ours: {path}: {one}" for path in paths if (one := http.get(path).status_code) != 200
                )


def command_of(root: Path, *arguments: str) -> None:
    """A `zhuli` of that checkout, to its good end."""
    program = "from services.cli.main import main; main()"
    command = [root / ".venv" / "bin" / "python", "-c", program, *arguments]
    environment = os.environ | {"PYTHONPATH": str(root)}
    subprocess.run(command, check=True, cwd=root, env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def serving(installation: Installation, root: Path) -> Iterator[None]:
    """The api of that checkout on the installation's databases and port."""
    served = f"-m uvicorn --factory services.gateway.main:app --host {HOST} --port {installation.port}"
    program = [root / ".venv" / "bin" / "python", *served.split(), "--no-access-log"]
    environment = os.environ | {"PYTHONPATH": str(root), "ZHULI_GATEWAY_URL": installation.url}
    with (FOLDER / "release-api.log").open("ab") as log:
        process = subprocess.Popen(program, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        wait_for(lambda: process.poll() is not None or is_ready(installation), f"the api of {root.name}")
        assert process.poll() is None, f"the api of {root.name} did not start; see {FOLDER / 'release-api.log'}"
        yield
    finally:
        process.terminate()
        process.wait()


def is_ready(installation: Installation) -> bool:
    try:
        return httpx.get(f"{installation.url}/readyz", trust_env=False, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def reader(url: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60, trust_env=False)


def readable(http: httpx.Client) -> Iterator[str]:
    """Every path of the document that can be read, with ids and required parameters of what there is."""
    account = min(http.get("/v1/seller-accounts").json()["items"], key=itemgetter("created_at"))
    given = {"seller_id": account["seller_id"], "marketplace_id": account["marketplace_ids"][0]}
    first: dict[str, dict[str, str]] = {}
    for path, operations in sorted(http.get("/openapi.json").json()["paths"].items(), key=_depth):
        if "get" not in operations or _OF_THE_MOMENT.search(path):
            continue
        parameters = operations["get"].get("parameters", ())
        required = [one["name"] for one in parameters if one["in"] == "query" and one.get("required")]
        known = given | first.get(path.partition("/{")[0], {})
        if any(name not in known for name in (*re.findall(r"\{(\w+)\}", path), *required)):
            continue
        query = "&".join(f"{name}={known[name]}" for name in required)
        made = path.format_map(known) + (f"?{query}" if query else "")
        yield made
        for item in _items_of(http.get(made))[:1]:
            first[path] = {name: value for name, value in item.items() if name.endswith("_id") and value}


def _depth(entry: tuple[str, Any]) -> int:
    return entry[0].count("{")


def _items_of(answer: httpx.Response) -> list[dict[str, Any]]:
    content = answer.json() if answer.status_code == 200 else None
    found: list[dict[str, Any]] = content.get("items", []) if isinstance(content, dict) else []
    return found


def settled(content: Any) -> str:
    """An answer without what moves by itself."""
    if isinstance(content, dict):
        content = {name: json.loads(settled(value)) for name, value in content.items() if name not in _MOVING}
    elif isinstance(content, list):
        content = [json.loads(settled(each)) for each in content]
    return json.dumps(content, sort_keys=True)


if __name__ == "__main__":
    main()
