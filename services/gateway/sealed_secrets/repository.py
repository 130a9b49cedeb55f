"""The SQL of sealed secrets: every column that holds them, by the service whose it is, over all tenants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_, update

from services.gateway.consents.rules import secret_name as name_of_consent
from services.gateway.models import Consent, WebhookEndpoint
from services.gateway.webhook_deliveries.rules import secret_name as name_of_webhook
from services.inventory.erp_connections.rules import secret_name as name_of_erp
from services.inventory.models import ErpConnection
from shared.db import Session
from shared.db.columns import table_of
from shared.secrets import FORMAT

Place = tuple[str, ...]
"""The primary key of a row."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed texts, and what the secret of a row is sealed under."""

    model: type[Any]
    name: str
    secret_name: Callable[[Place], str]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed text."""

    place: Place
    tenant_id: str
    name: str
    text: str


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "gateway": (
        Column(Consent, "refresh_token", lambda place: name_of_consent(place[1], place[2])),
        Column(WebhookEndpoint, "secret", lambda place: name_of_webhook(place[0])),
        Column(WebhookEndpoint, "previous_secret", lambda place: name_of_webhook(place[0])),
    ),
    "inventory": (Column(ErpConnection, "secret", lambda place: name_of_erp(place[0])),),
}


def other_keys(session: Session, column: Column, primary: str, after: Place | None, limit: int) -> Sequence[Sealed]:
    """Secrets after a row that another key than `primary` has sealed, in the order of the primary key."""
    table = table_of(column.model)
    keys, text = list(table.primary_key.columns), table.c[column.name]
    query = select(table.c.tenant_id, text, *keys).where(text.is_not(None), text != "")
    query = query.where(text.not_like(f"{FORMAT}.{primary}.%")).order_by(*keys).limit(limit)
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    return [_sealed(column, *row) for row in session.execute(query)]


def replace(session: Session, column: Column, secret: Sealed, text: str) -> int:
    """Put another sealed text in place of one, unless that has changed; 1 when done, else 0.

    Nobody who follows endpoints is shown the row again: the secret is the same.
    """
    table = table_of(column.model)
    keys = list(table.primary_key.columns)
    query = update(table).where(tuple_(*keys) == secret.place, table.c[column.name] == secret.text)
    return int(session.execute(query.values({column.name: text})).rowcount)  # type: ignore[attr-defined]


def every(session: Session, column: Column) -> Iterator[Sealed]:
    """All secrets of a column."""
    table = table_of(column.model)
    text = table.c[column.name]
    query = select(table.c.tenant_id, text, *table.primary_key.columns).where(text.is_not(None), text != "")
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield _sealed(column, *row)


def _sealed(column: Column, tenant_id: str, text: str, *place: str) -> Sealed:
    return Sealed(place, tenant_id, column.secret_name(place), text)
