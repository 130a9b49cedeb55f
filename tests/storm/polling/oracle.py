"""What must hold of a poller after a storm: what was acknowledged is stored, and what is stored was seen as it is.

"Stored" is judged twice: by the API's lists from their beginning, and by counting the rows of the tables.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.journeys.installed import Customer, database_of
from tests.sql import text
from tests.storm.polling.pollers import Row, Seen, lists
from tests.storm.polling.writers import CASES, EVENTS, LISTINGS, STOCK, VERSION, Acknowledged

_MARKET = "marketplace_key IN (SELECT marketplace_key FROM seller_marketplace WHERE tenant_id = :tenant_id)"
_OWN = "warehouse IN (SELECT warehouse_id FROM warehouse WHERE tenant_id = :tenant_id)"
_TENANT = "tenant_id = :tenant_id"
TABLES = {
    LISTINGS: ("catalog", "listing", _TENANT),
    STOCK: ("inventory", "stock", f"({_MARKET} OR {_OWN})"),
    "/v1/inventory/order-lines": ("inventory", "order_line", _MARKET),
    CASES: ("tickets", "ticket_case", _TENANT),
    "/v1/catalog/findings": ("catalog", "finding", _TENANT),
    "/v1/inventory/findings": ("inventory", "finding", _TENANT),
    EVENTS: ("gateway", "event", _TENANT),
}
"""Of each list: the service, its table and whose rows they are."""

LOOKS = ("observed_at", "last_seen_at")
"""Members that say when somebody last looked: they move without the row's being told as changed."""

_OPENED = "case.opened"
_SHOWN = 5
Rows = Mapping[tuple[Any, ...], Row]


def stored(customer: Customer) -> dict[str, dict[tuple[Any, ...], Row]]:
    """All rows of each list that pollers follow, as the API tells them to somebody who begins now."""
    return {
        path: {tuple(row[name] for name in names): row for row in customer.items(path)}
        for path, names in lists().items()
    }


def counted(tenant_id: str) -> dict[str, int]:
    """How many rows the tables have of each list."""
    found = {}
    for path, (service, table, whose) in TABLES.items():
        with database_of(service) as database, database.read() as session:
            query = text(f"SELECT count(*) FROM {table} WHERE {whose}")  # noqa: S608 - our own names
            found[path] = int(session.execute(query, {"tenant_id": tenant_id}).scalar_one())
    return found


def differences(told: Rows, meant: Rows) -> Iterator[str]:
    """Rows never seen, rows seen that are no more, and rows of which the last state was not seen."""
    unequal = [key for key in told.keys() & meant.keys() if _lasting(told[key]) != _lasting(meant[key])]
    for number, what in (
        (meant.keys() - told.keys(), "never seen"),
        (told.keys() - meant.keys(), "kept, and there are none such"),
        (unequal, "seen in an older state"),
    ):
        if number:
            yield f"{len(number)} of {len(meant)} rows {what}, such as {sorted(map(str, number))[:_SHOWN]}"


def missed(seen: Seen, meant: Mapping[str, Rows]) -> list[str]:
    """What a poller has not come to know: complaints by list. Of a log a restore takes nothing back."""
    told = seen.rows | {EVENTS: {key: row for key, row in seen.rows[EVENTS].items() if key in meant[EVENTS]}}
    return [f"{path}: {one}" for path, rows in meant.items() for one in differences(told[path], rows)]


def begun_anew(seen: Seen, times: int) -> list[str]:
    """Lists of which a poller was told otherwise than so many times that they were restored; of events never."""
    return [
        f"{path}: told {number} times of {times} restores"
        for path, number in seen.restored.items()
        if number != (0 if path == EVENTS else times)
    ]


def lost(meant: Mapping[str, Rows], acknowledged: Acknowledged) -> list[str]:
    """What was acknowledged and is not stored as it was acknowledged: complaints by list."""
    complaints = []
    for path, rows in acknowledged.items():
        known = _by_own_key(path, meant[path])
        wrong = [key for key, members in rows.items() if not _shows(known.get(key), members)]
        if wrong:
            complaints.append(f"{path}: {len(wrong)} of {len(rows)} acknowledged rows lost, such as {wrong[:_SHOWN]}")
    told = {row["data"].get("case_id") for row in meant[EVENTS].values() if row["type"] == _OPENED}
    if untold := {key for (key,) in acknowledged.get(CASES, {})} - told:
        complaints.append(f"{EVENTS}: {len(untold)} acknowledged cases without their event")
    return complaints


def miscounted(meant: Mapping[str, Rows], tenant_id: str) -> list[str]:
    """Lists that do not tell as many rows as their table has."""
    return [
        f"{path}: the list tells {len(meant[path])} rows, the table has {number}"
        for path, number in counted(tenant_id).items()
        if len(meant[path]) != number
    ]


def _lasting(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in LOOKS}


def _by_own_key(path: str, rows: Rows) -> Rows:
    """Rows by what the writers call them."""
    if path == LISTINGS:
        return {(row["sku"],): row for row in rows.values() if row["source"] == "erp"}
    if path == STOCK:
        return {(row["sku"],): row for row in rows.values() if row["channel"] == "MFN"}
    return rows


def _shows(row: Row | None, members: Row) -> bool:
    if row is None or row.get(VERSION, 0) < members.get(VERSION, 0):
        return False
    return all(row[name] == value for name, value in members.items() if name != VERSION)
