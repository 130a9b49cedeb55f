"""What one can do with stops: set and end them, for an account or for all, and ask what is stopped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from services.gateway.models import Stop
from services.gateway.stops import rules
from services.gateway.stops.repository import EVERY_SELLER, StopRepository, all_of, tenant_ids
from services.gateway.stops.rules import Intent, Level
from services.gateway.stops.schemas import StopRead, StopSet
from services.gateway.webhook_deliveries.rules import INSTALLATION
from shared import audit
from shared.app.connections import CallsStoppedError, WritesStoppedError
from shared.audit import Change, Who
from shared.auth import Principal
from shared.db import Session
from shared.outbox import Event, add_events
from shared.problems import NotFoundError


def stop_seller_account(
    session: Session, principal: Principal, seller_id: str, data: StopSet, *, now: datetime
) -> StopRead:
    """Stop an account, or stop it otherwise. Raises NotFoundError."""
    repository = StopRepository(session, principal.tenant_id)
    if not repository.has_account(seller_id):
        raise NotFoundError
    before = _members(repository.get(seller_id))
    stop = _set(repository, principal.tenant_id, seller_id, data, principal.actor_id, now=now)
    _tell(session, "seller_account.stopped", [principal.tenant_id], stop, now=now)
    change = Change("seller_account", "stopped", seller_id, seller_id, before=before, after=_members(stop))
    audit.note(session, principal, principal.tenant_id, change, now=now)
    return _read(stop)


def start_seller_account(session: Session, principal: Principal, seller_id: str, *, now: datetime) -> None:
    """End the stop of an account; one that is not stopped stays so. Raises NotFoundError."""
    repository = StopRepository(session, principal.tenant_id)
    if not repository.has_account(seller_id):
        raise NotFoundError
    stop = repository.get(seller_id)
    if stop is not None:
        repository.delete(stop)
        stop.actor_id = principal.actor_id
        _tell(session, "seller_account.started", [principal.tenant_id], stop, now=now)
        change = Change("seller_account", "started", seller_id, seller_id, before=_members(stop))
        audit.note(session, principal, principal.tenant_id, change, now=now)


def stop_installation(session: Session, data: StopSet, actor_id: str, *, now: datetime) -> None:
    """Stop all accounts of all tenants; each tenant is told."""
    repository = StopRepository(session, INSTALLATION)
    before = _members(repository.get(EVERY_SELLER))
    stop = _set(repository, INSTALLATION, EVERY_SELLER, data, actor_id, now=now)
    _tell(session, "installation.stopped", tenant_ids(session), stop, now=now)
    change = Change("installation", "stopped", INSTALLATION, before=before, after=_members(stop))
    _note_everywhere(session, actor_id, change, now=now)


def start_installation(session: Session, actor_id: str, *, now: datetime) -> bool:
    """End the stop of the installation; whether there was one. Stops of accounts remain."""
    repository = StopRepository(session, INSTALLATION)
    stop = repository.get(EVERY_SELLER)
    if stop is None:
        return False
    repository.delete(stop)
    stop.actor_id = actor_id
    _tell(session, "installation.started", tenant_ids(session), stop, now=now)
    change = Change("installation", "started", INSTALLATION, before=_members(stop))
    _note_everywhere(session, actor_id, change, now=now)
    return True


def note_restored(session: Session, actor_id: str, taken_at: str, *, now: datetime) -> None:
    """Have every tenant's chain say that the installation was led back to a moment (ISO 8601)."""
    change = Change("installation", "restored", INSTALLATION, after={"taken_at": taken_at})
    _note_everywhere(session, actor_id, change, now=now)


def note_moved(session: Session, actor_id: str, *, now: datetime) -> None:
    """Have every tenant's chain say that the installation was moved from SQLite to PostgreSQL."""
    change = Change("installation", "moved", INSTALLATION, before={"kind": "sqlite"}, after={"kind": "postgresql"})
    _note_everywhere(session, actor_id, change, now=now)


def note_key_changed(
    session: Session, actor_id: str, done: Literal["key_rotated", "key_dropped"], key_id: str, *, now: datetime
) -> None:
    """Have every tenant's chain say that this master key seals from now on, or is the only one left."""
    _note_everywhere(session, actor_id, Change("installation", done, INSTALLATION, after={"key_id": key_id}), now=now)


def require_running(session: Session, tenant_id: str, seller_id: str, intent: Intent) -> None:
    """Raises CallsStoppedError or WritesStoppedError when an account, or everything, is stopped."""
    level = rules.strongest(stop.level for stop in StopRepository(session, tenant_id).of([seller_id]))
    if rules.forbids(level, intent):
        raise CallsStoppedError if level == "everything" else WritesStoppedError


def is_stopped(session: Session, tenant_id: str, seller_id: str) -> bool:
    """Whether no call may leave for an account."""
    level = rules.strongest(stop.level for stop in StopRepository(session, tenant_id).of([seller_id]))
    return rules.forbids(level, "read")


def stops_of(session: Session, tenant_id: str, seller_ids: Sequence[str]) -> dict[str, StopRead]:
    """The stop of each of a tenant's accounts that leaves least, where there is one."""
    found = StopRepository(session, tenant_id).of(seller_ids)
    return {
        seller_id: _read(_strongest(mine))
        for seller_id in seller_ids
        if (mine := [stop for stop in found if stop.seller_id in (seller_id, EVERY_SELLER)])
    }


def levels_by_account(session: Session) -> dict[tuple[str, str], Level | None]:
    """What is stopped, by tenant and seller id, and for every other account under `("", "")`."""
    stops = all_of(session)
    for_all = [stop.level for stop in stops if stop.tenant_id == INSTALLATION]
    own = {(stop.tenant_id, stop.seller_id): rules.strongest([stop.level, *for_all]) for stop in stops}
    return own | {("", ""): rules.strongest(for_all)}


def list_stops(session: Session) -> list[tuple[str, StopRead]]:
    """Every stop with its seller id, that of the installation under none."""
    return [(stop.seller_id, _read(stop)) for stop in all_of(session)]


def _set(
    repository: StopRepository, tenant_id: str, seller_id: str, data: StopSet, actor_id: str, *, now: datetime
) -> Stop:
    values = data.model_dump() | {"actor_id": actor_id, "stopped_at": now}
    stop = repository.get(seller_id) or Stop(tenant_id=tenant_id, seller_id=seller_id, **values)
    for name, value in values.items():
        setattr(stop, name, value)
    repository.save(stop)
    return stop


def _members(stop: Stop | None) -> dict[str, str] | None:
    return None if stop is None else {"level": stop.level, "reason": stop.reason}


def _note_everywhere(session: Session, actor_id: str, change: Change, *, now: datetime) -> None:
    """An operator's change, in the chain of every tenant."""
    for tenant_id in tenant_ids(session):
        audit.note(session, Who(actor_id, "operator", "command"), tenant_id, change, now=now)


def _strongest(stops: Sequence[Stop]) -> Stop:
    level = rules.strongest(stop.level for stop in stops)
    return next(stop for stop in stops if stop.level == level)


def _read(stop: Stop) -> StopRead:
    scope = "installation" if stop.tenant_id == INSTALLATION else "account"
    return StopRead(
        level=stop.level, scope=scope, reason=stop.reason, actor_id=stop.actor_id, stopped_at=stop.stopped_at
    )


def _tell(session: Session, name: str, tenants: Sequence[str], stop: Stop, *, now: datetime) -> None:
    data = {
        "seller_id": stop.seller_id or None,
        "level": stop.level,
        "reason": stop.reason,
        "actor_id": stop.actor_id,
    }
    subject = f"seller_account:{stop.seller_id}" if stop.seller_id else INSTALLATION
    add_events(session, [Event(name, tenant_id, subject, data) for tenant_id in tenants], now=now)
