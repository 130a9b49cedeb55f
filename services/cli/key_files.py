"""The files of the keys folder: whether each is there and whole, and what its loss means.

They are made new only for a new gateway database: a new one in place of a lost one would open nothing that is there.
"""

from collections.abc import Sequence
from pathlib import Path

from services.cli.check_lines import Line, fail, ok
from shared import secrets
from shared.auth import keys
from shared.auth.keys import KeyFileError
from shared.db import Database
from shared.db.newest import is_empty

_MEANINGS = {
    secrets.RING_FILE: "without it no consent of a seller and no secret of a webhook opens",
    secrets.PEPPER_FILE: "without it no API key works, and the audit trail cannot be proved",
    secrets.METRICS_TOKEN_FILE: "without it nobody reads /metrics",
    secrets.TICKETS_EVENTS_FILE: "without it no finding reaches the worklist",
}


class LostKeysError(KeyFileError):
    """Files that go with an existing gateway database are missing, empty or half-written."""


def prepare(folder: Path, issuers: Sequence[str], gateway: Database) -> None:
    """Make the files for a new gateway database; those of an existing one have to be there. Raises LostKeysError."""
    if is_empty(gateway):
        keys.create_missing(folder, issuers)
        secrets.create_missing_ring(folder / secrets.RING_FILE)
        secrets.create_missing_pepper(folder / secrets.PEPPER_FILE)
        secrets.create_missing_metrics_token(folder / secrets.METRICS_TOKEN_FILE)
        secrets.create_missing_webhook_secret(folder / secrets.TICKETS_EVENTS_FILE)
    require(folder, issuers)


def require(folder: Path, issuers: Sequence[str]) -> None:
    """Raise LostKeysError, which says of each file what is wrong with it and what that means."""
    found = faults(folder, issuers)
    if found:
        told = "; ".join(f"{why} ({_meaning(name)})" for name, why in found)
        raise LostKeysError(
            f"Not started, the keys in {folder} are not those of the database: {told}. Put them back from the backup"
            " of the keys: new ones are made only for a new gateway database, since they would open nothing."
        )


def faults(folder: Path, issuers: Sequence[str]) -> list[tuple[str, str]]:
    """The files that are not as they must be: their names, and what is wrong with them."""
    found = [(name, _fault_of_pair(folder, name)) for name in issuers]
    readers = {
        secrets.RING_FILE: secrets.sealer_of,
        secrets.PEPPER_FILE: secrets.pepper_of,
        secrets.METRICS_TOKEN_FILE: secrets.metrics_token_of,
        secrets.TICKETS_EVENTS_FILE: secrets.tickets_events_secret_of,
    }
    for name, read in readers.items():
        try:
            read(folder)
        except KeyFileError as error:
            found.append((name, _without_advice(error)))
        except ValueError:
            found.append((name, f"{name} is not whole"))
    return [(name, why) for name, why in found if why]


def check(folder: Path, issuers: Sequence[str]) -> Line:
    """The line of `zhuli doctor`."""
    found = faults(folder, issuers)
    if found:
        return fail(
            "keys",
            "{what}; put lost files back from the backup of the keys, and set the mode of all but .pub to 600",
            "密钥文件异常：{what}；丢失的文件请从密钥备份恢复，除 .pub 外请设权限为 600",
            what="; ".join(why for _, why in found),
        )
    count = 2 * len(issuers) + len(_MEANINGS)
    return ok("keys", "{count} key files", "{count} 个密钥文件", count=count)


def _fault_of_pair(folder: Path, name: str) -> str:
    try:
        keys.require_pair(folder, name)
    except KeyFileError as error:
        return _without_advice(error)
    return ""


def _without_advice(error: KeyFileError) -> str:
    return str(error).partition("; run ")[0]


def _meaning(name: str) -> str:
    return _MEANINGS.get(name, f"without it nothing that {name} asks of the other services is answered")
