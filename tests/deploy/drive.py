"""`make judges ONLY=deploy`: the set of compose.yaml, built by build.sh into an empty folder, behind nginx.

Exits with 1 and the reason where one of the proofs does not hold, and where nginx or PgBouncer is not installed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.deploy import certificates, copies, proofs, refusals
from tests.deploy.compose import DEPLOY, Program, read
from tests.deploy.fleet import DiedError, Fleet
from tests.deploy.place import Place
from tests.deploy.work import Work
from tests.judges.drive_release import worktree_of

_PROGRAMS = ("nginx", "pgbouncer", "curl", "pg_isready", "systemd-analyze", "wrk")
_FAST_SANDBOX = {"SANDBOX_PENDING_SECONDS": "0.1", "SANDBOX_PROCESSING_SECONDS": "0.2", "SANDBOX_PLAN_FACTOR": "60"}
PROOFS: tuple[Callable[[Place], None], ...] = (
    proofs.a_shop_is_synced_and_told,
    proofs.a_key_is_asked_for_once_in_three_seconds,
    proofs.one_request_has_one_id,
    proofs.a_body_without_a_key_goes_nowhere,
    proofs.what_is_ours_is_not_open,
    proofs.nobody_brings_a_principal_along,
    refusals.the_gate_refuses_in_its_own_words,
    refusals.nginx_refuses_in_our_words,
    proofs.a_revoked_key_dies,
    refusals.one_service_down_is_down_alone,
    refusals.without_the_gate_nobody_comes_in,
    refusals.an_address_without_a_key_is_held_back,
)
"""In this order: the last leaves nothing of the address's quota."""


def main() -> None:
    """Build, start, prove."""
    missing = [name for name in _PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    if missing:
        sys.exit(
            f"Not installed: {', '.join(missing)} (Debian: nginx-light pgbouncer curl postgresql-client systemd wrk)"
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        prefix = _built(DEPLOY, folder / "zhuli")
        _require_units(prefix, folder / "units")
        programs = _programs(DEPLOY, folder / "one")
        _require_red(programs, prefix, folder)
        with _running(programs, prefix, folder / "one") as place:
            for prove in PROOFS[:0]:
                _prove(place, prove)
        _prove_copies(prefix, folder)


@contextmanager
def _running(programs: Mapping[str, Program], prefix: Path, folder: Path) -> Iterator[Place]:
    """All of them started, with a certificate."""
    (folder / "run").mkdir()
    with Fleet(programs, prefix, folder / "run") as fleet:
        certificates.write(folder / "tls", fleet.address["nginx"])
        fleet.start_all()
        yield Place(fleet, folder / "tls" / "tls.crt")


def _prove_copies(prefix: Path, folder: Path) -> None:
    """Two of each program: those of an older version, then ours in their place."""
    commit = _oldest_deployed()
    source = worktree_of(commit) / "deploy"
    older = copies.doubled(_programs(source, folder / "older"), folder / "older" / "deploy")
    ours = copies.doubled(
        _programs(DEPLOY, folder / "ours", tls=folder / "older" / "tls"), folder / "ours" / "deploy"
    )
    with _running(older, _built(source, folder / f"zhuli-{commit}"), folder / "older") as place:
        _prove(place, proofs.a_shop_is_synced_and_told)
        work = Work(place)
        _prove(place, copies.old_and_new_take_turns, work, ours, prefix)
        _prove(place, copies.each_dies_and_nothing_is_lost, work)
        _prove(place, copies.two_are_faster_than_one)


def _prove(place: Place, prove: Callable[..., None], *given: Any) -> None:
    began = time.monotonic()
    prove(place, *given)
    place.fleet.require_running()
    sys.stdout.write(f"{prove.__name__.replace('_', ' ')}: yes, {time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()


def _oldest_deployed() -> str:
    """The commit since which deployed programs are replaced one after the other, as docs/releases.md has it."""
    found = re.search(r"deployed set since `([0-9a-f]{7,40})`", (DEPLOY.parent / "docs" / "releases.md").read_text())
    assert found, "docs/releases.md does not say since when"
    return found[1]


def _built(source: Path, prefix: Path) -> Path:
    """What its build.sh makes; ZHULI_PREFIX names a folder of before, for whoever writes these proofs."""
    if known := os.environ.get("ZHULI_PREFIX"):
        prefix = Path(known) / prefix.name
    if not prefix.exists():
        subprocess.run([source / "build.sh", prefix], check=True, env=os.environ | {"PYTHON": sys.executable})
    return prefix


def _programs(source: Path, folder: Path, *, tls: Path | None = None) -> dict[str, Program]:
    """Those of a compose.yaml, with what an operator fills in, and a sandbox that does not take its time."""
    files, certificate = folder / "deploy", tls or folder / "tls"
    shutil.copytree(source, files)
    settings = (source / "env" / "gateway.env.example").read_text() + "GATEWAY_SANDBOX_URL=http://sandbox:8000\n"
    (files / "gateway.env").write_text(settings)
    certificate.mkdir(exist_ok=True)
    told = {
        "ZHULI_DATABASE_PASSWORD": "of-this-trial-only",
        "ZHULI_PUBLIC_URL": "https://zhuli.example",
        "ZHULI_TLS_DIR": str(certificate),
    }
    programs = read(told, folder=files, content=(source / "compose.yaml").read_text())
    sandbox = programs["sandbox"]
    return programs | {"sandbox": replace(sandbox, environment=sandbox.environment | _FAST_SANDBOX)}


def _require_units(prefix: Path, folder: Path) -> None:
    """The units are such as systemd knows, and start what is there."""
    folder.mkdir()
    for unit in (DEPLOY / "systemd").glob("zhuli*"):
        (folder / unit.name.replace("@", "@ads")).write_text(unit.read_text().replace("/opt/zhuli", str(prefix)))
    path = {"SYSTEMD_UNIT_PATH": f"{folder}:/lib/systemd/system"}
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no"]
    command += [unit.name for unit in folder.iterdir()]
    subprocess.run(command, check=True, env=os.environ | path)


def _require_red(programs: dict[str, Program], prefix: Path, folder: Path) -> None:
    """A variable or a dependency that is taken away ends the start."""
    ads = programs["ads"]
    poorer = replace(ads, environment={k: v for k, v in ads.environment.items() if k != "ADS_DATABASE_URL"})
    hastier = replace(ads, needs={name: need for name, need in ads.needs.items() if name != "migrate"})
    needed = ("postgres", "pgbouncer", "migrate")
    for what, changed in (("variable", poorer), ("dependency", hastier)):
        there = folder / f"without-{what}"
        there.mkdir()
        try:
            with Fleet({name: programs[name] for name in needed} | {"ads": changed}, prefix, there) as fleet:
                fleet.start_all()
            sys.exit(f"all started without a {what}")
        except DiedError as error:
            if not str(error).startswith("ads ended with "):
                raise
            sys.stdout.write(f"without its {what} ads does not start: yes\n")


if __name__ == "__main__":
    main()
