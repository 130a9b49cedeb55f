"""Two of each program behind nginx: they are replaced, they die, and nothing that was acknowledged is lost."""

import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.deploy.compose import Program
from tests.deploy.fleet import POSTGRES
from tests.deploy.place import SERVICES, Place
from tests.deploy.work import Work
from tests.waiting import wait_for

COPIED = ("gateway", *SERVICES, "worker")
SINGLE = "single"
"""The name of a program that is api of all, as `make run` has it, on the same databases."""

_QUOTA = 1_000_000_000
"""Nobody meets it: what is measured here is how much the programs can do."""

_BETWEEN_SECONDS = 1.0
_TIMES_FASTER = 1.5
_ROUNDS, _ROUND_SECONDS, _CONNECTIONS = 5, 5, 16
_PAGE = "/v1/catalog/listings?limit=100"


def doubled(programs: Mapping[str, Program], files: Path) -> dict[str, Program]:
    """Each of COPIED twice; `files` is a copy of deploy/, in which nginx is told of both."""
    upstreams = files / "nginx" / "upstreams.conf"
    text = re.sub(r"server (\w+):8000;", r"server \1:8000; server \g<1>2:8000;", upstreams.read_text())
    upstreams.write_text(text)
    quotas = {f"{name.upper()}_{kind}_PER_MINUTE": str(_QUOTA) for name in COPIED for kind in ("READS", "WRITES")}
    found = {name: replace(one, environment=one.environment | quotas) for name, one in programs.items()}
    copies = {f"{name}2": replace(found[name], name=f"{name}2") for name in COPIED}
    nginx = found["nginx"]
    both = nginx.needs | {f"{name}2": "service_healthy" for name in nginx.needs}
    return found | copies | {"nginx": replace(nginx, needs=both), SINGLE: _single(found)}


def _single(programs: Mapping[str, Program]) -> Program:
    """All in one process, without nginx and PgBouncer."""
    command = [
        word.replace("services.gateway.main:alone", "services.gateway.main:app")
        for word in programs["gateway"].command
    ]
    environment = programs["worker"].environment | programs["gateway"].environment
    direct = {name: value.replace("@pgbouncer:6432", f"@{POSTGRES}:5432") for name, value in environment.items()}
    direct["ZHULI_GATEWAY_URL"] = f"http://{SINGLE}:8000"
    return replace(programs["gateway"], name=SINGLE, command=command, environment=direct)


def old_and_new_take_turns(place: Place, work: Work, programs: Mapping[str, Program], prefix: Path) -> None:
    """`migrate` of the newer version under the older programs, then one after the other, workers first."""
    with work.going_on():
        place.fleet.renew("migrate", programs["migrate"], prefix)
        for name in (
            "worker",
            "worker2",
            "sandbox",
            *(f"{one}{number}" for one in COPIED[:-1] for number in ("", "2")),
        ):
            place.fleet.renew(name, programs[name], prefix)
            work.await_more(name)
        place.fleet.reload_nginx(programs["nginx"])
        place.fleet.renew(SINGLE, programs[SINGLE], prefix)
    work.require_whole()


def each_dies_and_nothing_is_lost(place: Place, work: Work) -> None:
    """`kill -9` of each program, PostgreSQL and the poolers too, while all of them have work."""
    with work.going_on():
        for name in [name for name in place.fleet.programs if name not in ("migrate", "sandbox", SINGLE)]:
            place.fleet.stop(name, signal.SIGKILL)
            time.sleep(_BETWEEN_SECONDS)
            place.fleet.restart(name)
            work.await_more(name)
    work.require_whole()


def two_are_faster_than_one(place: Place) -> None:
    """Pages of 100 listings: nginx and two of each program against all in one process, turn by turn."""
    single = f"http://{place.fleet.address[SINGLE]}:8000"
    with place.client(place.keys[1]) as client:
        wait_for(lambda: len(client.get(_PAGE).json()["items"]) == 100, "100 listings")
    ratios = []
    for _ in range(_ROUNDS):
        one, two = _per_second(place, single), _per_second(place, place.url)
        sys.stdout.write(f"  {two:.0f} and {one:.0f} pages a second\n")
        ratios.append(two / one)
    found = statistics.median(ratios)
    sys.stdout.write(f"  {found:.2f} times as many\n")
    assert found >= _TIMES_FASTER, ratios


def _per_second(place: Place, url: str) -> float:
    """Pages that one address answers; AssertionError where one is not 200."""
    command = ["wrk", "--threads=1", f"--connections={_CONNECTIONS}", f"--duration={_ROUND_SECONDS}s"]
    command += ["--header", f"Authorization: Bearer {place.keys[1]}", f"{url}{_PAGE}"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in printed, printed
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found, printed
    return float(found[1])
