"""What is done with sealed secrets of all tenants: sealed anew under the ring's first key, and counted by key."""

from collections import Counter
from dataclasses import dataclass

from services.gateway.sealed_secrets import repository
from services.gateway.sealed_secrets.repository import Column, Place
from shared.db import Session
from shared.secrets import Sealer, SecretError, key_of

COLUMNS = repository.COLUMNS


@dataclass(frozen=True, slots=True)
class Batch:
    """Part of a column: how many were sealed anew, which do not open, and after which row the next part begins."""

    sealed: int
    broken: list[str]
    last: Place | None


def seal_anew(session: Session, column: Column, after: Place | None, limit: int, *, sealer: Sealer) -> Batch:
    """Seal the next `limit` secrets of a column under the ring's first key, where another one sealed them.

    One that somebody else has changed meanwhile is left to the next round; `last` is None at the end.
    """
    found = repository.other_keys(session, column, sealer.primary, after, limit)
    sealed, broken = 0, []
    for secret in found:
        try:
            plain = sealer.open(secret.text, secret.tenant_id, secret.name)
        except SecretError:
            broken.append(secret.name)
            continue
        fresh = sealer.seal(plain, secret.tenant_id, secret.name)
        sealed += repository.replace(session, column, secret, fresh)
    return Batch(sealed, broken, found[-1].place if len(found) == limit else None)


def open_all(session: Session, service: str, *, sealer: Sealer) -> tuple[int, list[str]]:
    """How many secrets of all tenants that a service keeps open, and what those that do not are sealed under."""
    whole, broken = 0, []
    for column in COLUMNS[service]:
        for secret in repository.every(session, column):
            try:
                sealer.open(secret.text, secret.tenant_id, secret.name)
                whole += 1
            except SecretError:
                broken.append(secret.name)
    return whole, broken


def count_by_key(session: Session, service: str) -> Counter[str]:
    """How many secrets a service keeps by the id of the master key that sealed them; `?`: what is no sealed text."""
    counts = Counter[str]()
    for column in COLUMNS[service]:
        for secret in repository.every(session, column):
            key_id = key_of(secret.text) or "?"
            counts[key_id] += 1
    return counts
