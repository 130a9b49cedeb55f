"""The heads of the chains, written down outside the database every hour: a tail that is cut off is found by them."""

import fcntl
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from services.gateway.audit import repository, rules
from services.gateway.audit.rules import Anchors, Head, Kind
from shared import log
from shared.db import Database

PAUSE = 3600.0
"""Seconds between looks."""

_log = log.get(__name__)


class HeadsFile:
    """The file of heads: lines are only added, each under a MAC of its own."""

    def __init__(self, path: Path, pepper: bytes) -> None:
        self._path = path
        self._key = rules.heads_key(pepper)

    def read(self) -> Anchors:
        """The heads that count; none where there is no file yet."""
        if not self._path.exists():
            return Anchors([])
        return rules.read_lines(self._key, self._path.read_text().splitlines())

    def add(self, kind: Kind, heads: Sequence[Head], *, now: datetime) -> None:
        """Write heads down, and make sure that they are on the disk."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            text = file.read()
            before = text.splitlines()[-1] if text else ""
            if text and not text.endswith("\n"):
                file.write("\n")  # a line that a crash has cut
            for head in heads:
                before = rules.line_of(self._key, before, kind, head, at=now)
                file.write(before + "\n")
            file.flush()
            os.fsync(file.fileno())


class Anchorer:
    """Writes down the heads that have moved since it last did; into the log, too, which may go elsewhere."""

    def __init__(self, database: Database, file: HeadsFile, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._file = file
        self._clock = clock
        self._known: dict[str, Head] = {}

    def run(self) -> int:
        """What a loop repeats; 0: that is all for now."""
        with self._database.read() as session:
            heads = repository.heads(session)
        moved = [head for head in heads if self._known.get(head.tenant_id) != head]
        if moved:
            self._file.add("head", moved, now=self._clock())
            for head in moved:
                _log.info("audit head", tenant_id=head.tenant_id, seq=head.seq, mac=head.mac)
        self._known = {head.tenant_id: head for head in heads}
        return 0


def note_restored(database: Database, file: HeadsFile, *, now: datetime) -> None:
    """After a restore: what was anchored beyond the heads of now is gone, and nobody is to blame."""
    with database.read() as session:
        heads = {head.tenant_id: head for head in repository.heads(session)}
    gone = {head.tenant_id for head in file.read().heads} - heads.keys()
    file.add("restored", [*heads.values(), *(Head(tenant_id, 0, "") for tenant_id in sorted(gone))], now=now)
