"""The chain: what an entry's MAC is over, and where a chain breaks.

Each tenant has a key of its own, made of the installation's pepper: who has the database and not the keys folder can
make no MAC. An entry's is over all of it and over the MAC of the one before; a tail that was cut off is found by
heads that were written down elsewhere.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

DONE: Mapping[str, Sequence[str]] = {
    "finding": ("acknowledged", "snoozed", "dismissed", "reopened", "assigned"),
    "case": ("opened", "updated", "assigned"),
    "message": ("received", "replied", "noted"),
    "thresholds": ("updated",),
    "macro": ("created", "updated", "deleted"),
    "report_import": ("created",),
    "sync": ("started",),
    "listing": ("created", "updated", "deleted"),
    "listings": ("pushed",),
    "costs": ("pushed",),
    "cost": ("deleted",),
    "stock": ("pushed", "deleted"),
    "sku_mappings": ("pushed",),
    "sku_mapping": ("deleted",),
    "sku_suggestions": ("refused",),
    "warehouse": ("created", "updated", "deleted"),
    "erp_connection": ("created", "updated", "deleted", "tested"),
    "erp_sync": ("started",),
    "erp_dead_letter": ("dismissed",),
    "ipi_scores": ("recorded",),
    "pool_settings": ("updated",),
    "actor": ("created", "updated", "deactivated", "reactivated"),
    "api_key": ("created", "rotated", "revoked"),
    "seller_account": ("connected", "updated", "deleted", "stopped", "started"),
    "authorization": ("created",),
    "connection": ("given", "dated", "taken_away", "confirmed", "changed"),
    "installation": ("stopped", "started", "restored", "moved", "key_rotated", "key_dropped"),
    "webhook_endpoint": ("created", "updated", "deleted", "secret_rotated", "tested", "disabled", "replayed"),
    "webhook_delivery": ("replayed",),
    "tenant": ("created",),
}
"""What is told, by the kind of its subject; those in the plural, and `stock`, are told a batch at a time."""

ACTIONS = tuple(f"{kind}.{done}" for kind, each in DONE.items() for done in each)
SUBJECT_KINDS = tuple(DONE)

_FORMAT = "za1"
_COVERED = (
    *("tenant_id", "seq", "entry_id", "actor_id", "actor_kind", "way", "key_id", "action", "subject_kind"),
    *("subject_id", "seller_id", "marketplace_id", "before", "after", "request_id", "occurred_at", "recorded_at"),
)

_SEALED = ("kind", "at", "tenant_id", "seq", "mac")

Kind = Literal["head", "restored"]
"""Of an anchored line: the head of a chain, or the one that a restore has led back to, by which later ones fall."""

Reason = Literal["missing", "changed", "not-anchored", "cut"]
"""An entry is not there, not as it was written, not the one of an anchored head, or cut off with all after it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain at some moment."""

    tenant_id: str
    seq: int
    mac: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a tenant's chain: how many entries it has, and the first that is not as it was written."""

    tenant_id: str
    entries: int
    broken_seq: int | None = None
    reason: Reason | None = None


def chain_key(pepper: bytes, tenant_id: str) -> bytes:
    """The key of a tenant's chain."""
    return hmac.digest(pepper, f"{_FORMAT} chain {tenant_id}".encode(), "sha256")


def heads_key(pepper: bytes) -> bytes:
    """The key of the anchored heads."""
    return hmac.digest(pepper, f"{_FORMAT} heads".encode(), "sha256")


def mac_of(key: bytes, row: Mapping[str, Any]) -> str:
    """The MAC of an entry, by its columns (moments as aware datetimes in UTC)."""
    content = [_FORMAT, row["previous_mac"], *(row[name] for name in _COVERED)]
    return hmac.digest(key, orjson.dumps(content, option=orjson.OPT_UTC_Z), "sha256").hex()


def check(tenant_id: str, key: bytes, rows: Iterable[Mapping[str, Any]], heads: Sequence[Head]) -> Verdict:
    """Walk a tenant's chain in its order, and compare it with the heads that were anchored of it."""
    anchored = {head.seq: head.mac for head in heads}
    seq, mac = 0, ""
    for row in rows:
        if row["seq"] != seq + 1:
            return Verdict(tenant_id, seq, seq + 1, "missing")
        if row["previous_mac"] != mac or row["mac"] != mac_of(key, row):
            return Verdict(tenant_id, seq, seq + 1, "changed")
        seq, mac = row["seq"], row["mac"]
        if anchored.get(seq, mac) != mac:
            return Verdict(tenant_id, seq - 1, seq, "not-anchored")
    if anchored and max(anchored) > seq:
        return Verdict(tenant_id, seq, seq + 1, "cut")
    return Verdict(tenant_id, seq)


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that has led a tenant's chain back: when, to which entry, and the last one known of before."""

    tenant_id: str
    at: str
    seq: int
    before: int


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file of heads says: those that count, the first line that is not as it was written, and restores
    that have made heads of before fall."""

    heads: Sequence[Head]
    broken_line: int | None = None
    restored: Sequence[Restored] = ()


def line_of(key: bytes, before: str, kind: Kind, head: Head, *, at: datetime) -> str:
    """A line of the file of heads, under its own MAC, which is over the line before, too."""
    content = [kind, at.isoformat(), head.tenant_id, head.seq, head.mac]
    record = dict(zip(_SEALED, content, strict=True)) | {"seal": _seal(key, before, content)}
    return orjson.dumps(record).decode()


def read_lines(key: bytes, lines: Iterable[str]) -> Anchors:
    """The heads that the file's lines hold; a broken line is left out, and the first of them told."""
    found: dict[str, list[Head]] = {}
    before, broken, restored = "", None, list[Restored]()
    for number, line in enumerate(lines, 1):
        record = _record_of(key, before, line)
        before = line
        if record is None:
            broken = broken or number
            continue
        head = Head(record["tenant_id"], record["seq"], record["mac"])
        kept = found.get(head.tenant_id, [])
        if record["kind"] == "restored":
            last = max((each.seq for each in kept), default=0)
            if last > head.seq:
                restored.append(Restored(head.tenant_id, record["at"], head.seq, last))
            kept = [each for each in kept if each.seq < head.seq]
        found[head.tenant_id] = [*kept, head]
    return Anchors([head for heads in found.values() for head in heads], broken, restored)


def _record_of(key: bytes, before: str, line: str) -> Mapping[str, Any] | None:
    """A line's record, None where it is not as it was written."""
    try:
        record: dict[str, Any] = orjson.loads(line)
        content = [record[name] for name in _SEALED]
        return record if hmac.compare_digest(record["seal"], _seal(key, before, content)) else None
    except (ValueError, KeyError, TypeError):
        return None


def _seal(key: bytes, before: str, content: Sequence[Any]) -> str:
    return hmac.digest(key, orjson.dumps([_FORMAT, before, *content]), "sha256").hex()
