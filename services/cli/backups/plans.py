"""What a restore is about to do, written down before it does it: one that was killed goes on where it was.

The keys come last: without them no program starts, so none ever meets half of a restore.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.cli.backups.files import sync
from services.cli.installation import PLAN

_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a file belongs to it: beside another one it would damage that."""


class Move(BaseModel):
    """A file or folder that takes the place of `target`, which goes `aside`; without `staged` it only goes aside."""

    model_config = ConfigDict(frozen=True)

    staged: Path | None
    target: Path
    aside: Path

    @property
    def is_done(self) -> bool:
        """Whether it was made."""
        return self.staged is None or not self.staged.exists()

    def make(self) -> None:
        """Make it, or the rest of it."""
        for end in _BESIDE:
            there = self.target.with_name(self.target.name + end)
            if there.exists():
                self.aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                there.rename(_free(self.aside.with_name(self.aside.name + end)))
        if self.staged is not None:
            self.target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.staged.rename(self.target)
        sync(self.target.parent)


class Plan(BaseModel):
    """`backup` is the checksum of the manifest that is restored, `stamp` names what is moved aside.

    `revoked` are the ids of API keys that were revoked after the backup, as far as what is there can tell.
    """

    model_config = ConfigDict(frozen=True)

    backup: str
    stamp: str
    moves: list[Move]
    keys: Move
    revoked: list[str]

    @property
    def mark(self) -> str:
        """What a PostgreSQL database is told of this restore."""
        return f"zhuli restore {self.stamp} of {self.backup[:16]}"

    def put_in_place(self) -> None:
        """Everything but the keys."""
        if all(not move.is_done for move in self.moves if move.staged):
            self._take_off(move for move in self.moves if move.staged is None)
        for move in self.moves:
            if not move.is_done:
                move.make()

    def put_keys_in_place(self) -> None:
        """The end of it: programs may start."""
        if not self.keys.is_done:
            self.keys.make()

    def take_keys_off(self) -> None:
        """The beginning: no program starts any more."""
        if not self.keys.is_done and self.keys.target.exists():
            self._take_off([self.keys.model_copy(update={"staged": None})])

    def give_keys_back(self) -> None:
        """After a restore that has changed nothing."""
        if self.keys.aside.exists() and not self.keys.target.exists():
            self.keys.aside.rename(self.keys.target)
            self.keys.aside.parent.rmdir()

    @staticmethod
    def _take_off(moves: Iterable[Move]) -> None:
        for move in moves:
            move.make()


def read_plan(folder: Path) -> Plan | None:
    """The plan of a restore that was interrupted."""
    path = folder / PLAN
    return Plan.model_validate_json(path.read_bytes()) if path.exists() else None


def write_plan(plan: Plan, folder: Path) -> None:
    """Write a plan, whole or not at all."""
    unfinished = folder / f"{PLAN}.unfinished"
    with unfinished.open("w") as file:
        file.write(plan.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / PLAN)
    sync(folder)


def _free(path: Path) -> Path:
    """The path, with a number behind it where something is there."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found
