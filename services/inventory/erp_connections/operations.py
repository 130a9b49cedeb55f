"""What one can do with the connections of ERPs. Addresses are checked at the edge, before a transaction begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from services.inventory import events
from services.inventory.erp_connections import rules
from services.inventory.erp_connections.repository import ErpConnectionRepository, Told
from services.inventory.erp_connections.schemas import (
    ErpConnectionCreate,
    ErpConnectionPage,
    ErpConnectionQuery,
    ErpConnectionRead,
    ErpConnectionState,
    ErpConnectionUpdate,
    ErpWarehouseLink,
)
from services.inventory.models import ErpConnection
from services.inventory.warehouses.operations import known_ids
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error
from shared.secrets import Sealer
from shared.texts import Text

_PLAIN = ("app_key", "base_url", "protocol_version", "currency", "enabled", "every_minutes")
_UNKNOWN = Text(
    en="No such warehouse; GET /v1/inventory/warehouses lists them, and the first push that names one makes it",
    zh="没有此仓库；GET /v1/inventory/warehouses 列出全部仓库，首次推送库存时按名称新建",
)
_TWICE = Text(en="This pair is named already", zh="该对应关系已列出")


class ErpConnectionExistsError(Problem):
    """The tenant has a connection of this account of the ERP already."""

    code, status = "erp-connection-exists", 409
    title = Text(en="There is a connection with this app key: change that", zh="已有使用该 app key 的连接：请修改它")


def create_erp_connection(
    session: Session, principal: Principal, data: ErpConnectionCreate, *, sealer: Sealer, now: datetime
) -> ErpConnectionRead:
    """A new connection, which is read at once. Raises InvalidRequestError and ErpConnectionExistsError."""
    _require_warehouses(session, principal, data.warehouses)
    connection_id = uuid7()
    connection = ErpConnection(
        connection_id=connection_id,
        tenant_id=principal.tenant_id,
        livemode=principal.livemode,
        erp=data.erp,
        secret=_sealed(principal.tenant_id, connection_id, data.secret.get_secret_value(), sealer),
        warehouses=_joined(data.warehouses),
        changed_by=principal.actor_id,
        created_at=now,
        updated_at=now,
        next_run_at=now,
        **{name: getattr(data, name) for name in _PLAIN},
    )
    repository = ErpConnectionRepository(session, principal.tenant_id)
    if not repository.add(connection):
        raise ErpConnectionExistsError
    _tell(session, principal, connection, "created", None, now=now)
    return _read(connection, repository.told(), now=now)


def list_erp_connections(
    session: Session, principal: Principal, query: ErpConnectionQuery, *, now: datetime
) -> ErpConnectionPage:
    """A page of the tenant's connections. Raises the errors of cursors."""
    repository = ErpConnectionRepository(session, principal.tenant_id)
    found, told = repository.poll(query), repository.told()
    return ErpConnectionPage(items=[_read(one, told, now=now) for one in found.rows], **found.envelope)


def get_erp_connection(
    session: Session, principal: Principal, connection_id: str, *, now: datetime
) -> ErpConnectionRead:
    """One connection. Raises NotFoundError."""
    repository = ErpConnectionRepository(session, principal.tenant_id)
    return _read(require_connection(session, principal.tenant_id, connection_id), repository.told(), now=now)


def require_connection(session: Session, tenant_id: str, connection_id: str, *, lock: bool = False) -> ErpConnection:
    """The connection as it is stored. Raises NotFoundError."""
    connection = ErpConnectionRepository(session, tenant_id).get(connection_id, lock=lock)
    if connection is None:
        raise NotFoundError
    return connection


def update_erp_connection(
    session: Session,
    principal: Principal,
    connection_id: str,
    data: ErpConnectionUpdate,
    *,
    if_match: str | None,
    sealer: Sealer,
    now: datetime,
) -> ErpConnectionRead:
    """Change a connection; one that is changed is tried at once, whatever has failed before.

    Raises NotFoundError, PreconditionFailedError, InvalidRequestError and ErpConnectionExistsError.
    """
    repository = ErpConnectionRepository(session, principal.tenant_id)
    connection = require_connection(session, principal.tenant_id, connection_id, lock=True)
    check_match(if_match, connection.version)
    before, given = _members(connection), data.model_fields_set
    if "app_key" in given and repository.has_other(connection, data.app_key):
        raise ErpConnectionExistsError
    for name in given & set(_PLAIN):
        setattr(connection, name, getattr(data, name))
    if "secret" in given:
        plain = data.secret.get_secret_value()
        connection.secret = _sealed(principal.tenant_id, connection_id, plain, sealer)
    if "warehouses" in given:
        _require_warehouses(session, principal, data.warehouses)
        connection.warehouses = _joined(data.warehouses)
    connection.version += 1
    connection.changed_by, connection.updated_at, connection.next_run_at = principal.actor_id, now, now
    repository.save(connection)
    _tell(session, principal, connection, "updated", before, now=now)
    return _read(connection, repository.told(), now=now)


def delete_erp_connection(
    session: Session, principal: Principal, connection_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Read the ERP no more, and forget the secret; what it has told stays.

    Raises NotFoundError and PreconditionFailedError.
    """
    connection = require_connection(session, principal.tenant_id, connection_id, lock=True)
    check_match(if_match, connection.version)
    before = _members(connection)
    connection.secret, connection.enabled = "", False
    connection.deleted_at, connection.updated_at, connection.changed_by = now, now, principal.actor_id
    connection.version += 1
    ErpConnectionRepository(session, principal.tenant_id).save(connection)
    _tell(session, principal, connection, "deleted", before, now=now)


def note_test(session: Session, principal: Principal, connection_id: str, code: str | None, *, now: datetime) -> None:
    """Have it kept that a connection was tried, and what came of it."""
    tested = Change("erp_connection", "tested", connection_id, after={"failure_code": code})
    audit.note(session, principal, principal.tenant_id, tested, now=now)


def note_success(session: Session, connection: ErpConnection, *, now: datetime) -> None:
    """That a connection which is locked was read; if it failed before, that is told to be over."""
    was_failing = connection.failures > 0
    connection.failures, connection.failing_since = 0, None
    connection.failure_code = connection.failure_detail = None
    connection.last_success_at = now
    _note_end(session, connection, now=now)
    if was_failing:
        events.tell_erp_connection(session, "recovered", connection, now=now)


def note_failure(session: Session, connection: ErpConnection, code: str, detail: str, *, now: datetime) -> None:
    """That reading a connection which is locked failed; the first time, and when it opens the circuit, it is told."""
    connection.failures += 1
    connection.failing_since = connection.failing_since or now
    connection.failure_code, connection.failure_detail = code[:100], detail[:500]
    _note_end(session, connection, now=now)
    if connection.failures in (1, rules.OPENS_AFTER):
        events.tell_erp_connection(session, "failed", connection, now=now)


def _note_end(session: Session, connection: ErpConnection, *, now: datetime) -> None:
    every = timedelta(minutes=connection.every_minutes)
    connection.next_run_at = now + rules.pause_of(connection.failures, every)
    connection.updated_at = now
    ErpConnectionRepository(session, connection.tenant_id).save(connection)


def _require_warehouses(session: Session, principal: Principal, links: Sequence[ErpWarehouseLink]) -> None:
    known = known_ids(session, principal.tenant_id, {each.warehouse_id for each in links})
    errors, seen = [], set[tuple[str, str]]()
    for number, each in enumerate(links):
        pair = (each.erp_warehouse_id, each.warehouse_id)
        if each.warehouse_id not in known:
            errors.append(field_error(f"/warehouses/{number}/warehouse_id", "warehouse-unknown", _UNKNOWN))
        elif pair in seen:
            errors.append(field_error(f"/warehouses/{number}", "named-twice", _TWICE))
        seen.add(pair)
    if errors:
        raise InvalidRequestError(errors=errors)


def _sealed(tenant_id: str, connection_id: str, secret: str, sealer: Sealer) -> str:
    return sealer.seal(secret, tenant_id, rules.secret_name(connection_id))


def _joined(links: Sequence[ErpWarehouseLink]) -> str:
    return orjson.dumps([each.model_dump() for each in links]).decode()


def _members(connection: ErpConnection) -> dict[str, Any]:
    """What of a connection is kept for good: of its address, which may hold a secret, the origin only."""
    address = urlsplit(connection.base_url)
    return {
        "origin": f"{address.scheme}://{address.netloc.rpartition('@')[2]}",
        "warehouses": len(orjson.loads(connection.warehouses)),
        **{name: getattr(connection, name) for name in ("erp", "enabled", "every_minutes", "currency", "version")},
    }


def _tell(
    session: Session,
    principal: Principal,
    connection: ErpConnection,
    done: events.ErpConnectionWord,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    after = None if connection.deleted_at else _members(connection)
    change = Change("erp_connection", done, connection.connection_id, before=before, after=after)
    audit.note(session, principal, principal.tenant_id, change, now=now)
    events.tell_erp_connection(session, done, connection, now=now)


def _read(connection: ErpConnection, told: Mapping[str, Told], *, now: datetime) -> ErpConnectionRead:
    circuit = rules.circuit_of(connection.failures, connection.next_run_at, now=now)
    shown = connection.model_dump(exclude={"secret"}) | {"warehouses": orjson.loads(connection.warehouses)}
    state = shown | told.get(connection.connection_id, Told())._asdict() | {"circuit": circuit}
    if not connection.enabled:
        state["next_run_at"] = None
    names = ErpConnectionState.model_fields
    return ErpConnectionRead.model_validate(shown | {"state": {name: state[name] for name in names}})
