"""Data of a release, with jobs in flight: backed up and restored by the present code, which takes it over."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.cli import demo
from services.cli.installation import Installation
from services.cli.processes import running
from shared.clock import utc_now
from tests.storm.trial.commands import ROOT, CommandError, back_up, restore, zhuli
from tests.storm.trial.loss import QUICK
from tests.waiting import wait_for

_SECONDS = 240.0
_SEED, _SIZE = 1, 8


def checked_out(commit: str, folder: Path, tell: Callable[[str], None]) -> Path:
    """The files of a commit with an environment of its own. Raises CommandError."""
    tell(f"installing {commit} beside; about a minute")
    folder.mkdir()
    packed = folder.with_suffix(".tar")
    for command, place in (
        (["git", "archive", f"--output={packed}", commit], ROOT),
        (["tar", "--extract", f"--file={packed}"], folder),
        (["make", "setup"], folder),
    ):
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return folder


def take_over(tree: Path, installation: Installation, folder: Path, tell: Callable[[str], None]) -> list[str]:
    """The release at work is killed; its data is backed up, put back into an empty place, and works on."""
    os.environ |= {"SANDBOX_PROCESSING_SECONDS": "4"}
    key, sync = _release_at_work(tree, installation)
    back_up(installation, folder)
    if os.environ.get("ZHULI_DATABASE_URL") is None:
        installation.data.rename(folder / "lost")
    told = restore(installation, folder)
    tell(f"  restored: {[line.strip() for line in told.splitlines() if 'asked for again' in line]}")
    os.environ |= QUICK
    with running(installation):
        return list(_complaints(installation, key, sync))


def _release_at_work(tree: Path, installation: Installation) -> tuple[str, dict[str, Any]]:
    """Its own `zhuli run` up to the worklist, then a sync whose reports wait; killed as a whole."""
    places = ["--data", installation.data, "--port", installation.port]
    places += ["--sandbox-port", installation.sandbox_port, "--metrics-port", installation.metrics_port]
    command = [tree / ".venv/bin/zhuli", "run", *places, "--seed", _SEED, "--size", _SIZE]
    with (installation.data.with_name("release.log")).open("wb") as log:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        program = subprocess.Popen(list(map(str, command)), cwd=tree, stdout=log, stderr=log, env=environment)
    try:
        words = Path(log.name)
        wait_for(lambda: b"Serving" in words.read_bytes() or program.poll(), "the release", seconds=_SECONDS)
        if program.poll() is not None:
            raise CommandError(f"the release ended: {words.read_text()[-2000:]}")
        key = (installation.data / "demo.key").read_text()
        with demo.Client(installation.url, key, "en") as client:
            seller_id = client.http.get("/v1/seller-accounts").json()["items"][0]["seller_id"]
            today = utc_now().date()
            days = {"from_on": str(today - timedelta(days=58)), "to_on": str(today - timedelta(days=5))}
            answer = client.http.post("/v1/ads/syncs", json={"seller_id": seller_id, **days})
            assert answer.status_code == 202, answer.text
            sync: dict[str, Any] = answer.json()
            wait_for(lambda: client.sync(sync["sync_id"])["status"] == "running", "its jobs", seconds=_SECONDS)
    finally:
        for pid in [*_children(program.pid), program.pid]:
            os.kill(pid, signal.SIGKILL)
        program.wait()
    return key, sync


def _children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in found.split()]


def _complaints(installation: Installation, key: str, sync: dict[str, Any]) -> Iterator[str]:
    with demo.Client(installation.url, key, "en") as client:
        if client.http.get("/v1/me").status_code != 200:
            yield "a key of the release does not work"
            return
        found = client.sync(sync["sync_id"])
        if found["failure_code"] != "sync-abandoned":
            yield f"the sync in flight: {found}"

        def again() -> bool:
            newer = client.http.get("/v1/ads/syncs", params={"limit": "200"}).json()["items"]
            return any(each["created_at"] > sync["created_at"] and each["status"] == "completed" for each in newer)

        wait_for(again, "the sync that was asked for again", seconds=_SECONDS)
        if not client.settled_worklist(found["seller_id"]).items:
            yield "the worklist is empty"
    told = zhuli(installation, "doctor")
    yield from (f"doctor: {line}" for line in told.splitlines() if line.startswith("fail"))
