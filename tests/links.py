"""The rows that a finding's links lead to, beside what its evidence says.

Each link has a reader by its name: of its rows it tells facts of the evidence, added up or as they stand there. What
no row tells (bounds, and what is reckoned from both) is not compared.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from services.ads import main as ads
from services.ads.settings import AdsSettings
from services.catalog import main as catalog
from services.catalog.settings import CatalogSettings
from services.inventory import main as inventory
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.settings import TicketsSettings
from shared.clock import utc_now
from shared.db import Database
from tests.serving import Apps, caller_of

Get = Callable[[str], dict[str, Any]]
Facts = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


SERVED: Mapping[str, tuple[Any, Any]] = {
    "ads": (ads.build, AdsSettings),
    "catalog": (catalog.build, CatalogSettings),
    "inventory": (inventory.build, InventorySettings),
    "tickets": (tickets.build, TicketsSettings),
}


@contextmanager
def asking(data: Path, apps: Apps) -> Iterator[Get]:
    """Ask the services of an installation's folder, in this process, for the tenant that has findings of stock."""
    with closing(sqlite3.connect(data / "inventory.sqlite3")) as connection:
        [(tenant,)] = connection.execute("SELECT DISTINCT tenant_id FROM finding").fetchall()
    caller = caller_of(data / "keys", tenant)
    unused: Any = None
    with ExitStack() as stack:
        clients = {}
        for name, (build, settings) in SERVED.items():
            database = Database(f"sqlite:///{data / name}.sqlite3", schema=name)
            served = apps.client(build, settings, database, data / "keys", accounts=unused, clock=utc_now)
            clients[name] = stack.enter_context(served)

        def get(href: str) -> dict[str, Any]:
            answer = clients[href.split("/")[2]].get(href, headers=caller())
            assert answer.status_code == 200, (href, answer.text)
            content: dict[str, Any] = answer.json()
            return content

        yield get


def rows_of(get: Get, href: str) -> Iterator[dict[str, Any]]:
    """All rows of a list, page by page; what is no list is one row."""
    page = get(href)
    if "items" not in page:
        yield page
        return
    yield from page["items"]
    while page["has_more"]:
        page = get(f"{href}&cursor={page['next_cursor']}")
        yield from page["items"]


def current(findings: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Without findings of stock that were last judged by an older reading: a doubted report leaves its own as they
    were, and their links lead to what is known now."""
    known = list(findings)
    newest: dict[Any, str] = {}
    for one in known:
        newest[_place(one)] = max(newest.get(_place(one), ""), one["evidence"]["to_on"])
    for one in known:
        if not one["code"].startswith("inventory.") or one["evidence"]["to_on"] == newest[_place(one)]:
            yield one


def _place(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return finding["seller_id"], finding["marketplace_id"]


def told_and_read(get: Get, finding: Mapping[str, Any]) -> Iterator[tuple[str, Facts, Facts]]:
    """Of each link its name, facts of the evidence, and the same as its rows tell them."""
    facts = {fact["name"]: _value(fact["value"]) for fact in finding["evidence"]["facts"]}
    for link in finding["evidence"]["links"]:
        read = {
            name: _value(value)
            for name, value in READERS[link["rel"]](list(rows_of(get, link["href"])), finding).items()
        }
        told = {name: facts[name] for name in read if name in facts}
        yield link["rel"], told, {name: read[name] for name in told}


def _sums(rows: Rows, **names: str) -> Facts:
    return {fact: sum((_number(row[name]) for row in rows), Decimal(0)) for fact, name in names.items()}


def _performance(rows: Rows, _finding: Any) -> Facts:
    return _sums(rows, **{name: name for name in ("impressions", "clicks", "orders", "cost", "sales")})


def _stock(rows: Rows, _finding: Any) -> Facts:
    """Units at Amazon, or the seller's own where Amazon has none; what nobody has told is none to count on."""
    own = [row for row in rows if row["channel"] == "MFN"]
    judged = [row for row in rows if row["channel"] == "AFN"] or own
    shipped, receiving, working = (f"inbound_{name}_quantity" for name in ("shipped", "receiving", "working"))
    arriving = sum(_sums(judged, shipped=shipped, receiving=receiving).values(), Decimal(0))
    return {
        **_sums(judged, fulfillable_units="fulfillable_quantity"),
        "own_units": _sums(own, units="fulfillable_quantity")["units"],
        "arriving_units": arriving,
        "inbound_units": arriving + _sums(judged, units=working)["units"],
    }


def _sales(rows: Rows, _finding: Any) -> Facts:
    return _sums(rows, units_sold="units", multi_channel_units="multi_channel_units")


def _health(rows: Rows, _finding: Any) -> Facts:
    [row] = rows
    same = ("in_stock_days", "out_days", "demand_confidence", "cover_days", "stock_out_on", "safety_units")
    names = (*same, "units_to_send", "sell_through", "units_sold", "multi_channel_units")
    return {name: row[name] for name in names} | {"units_a_day": Decimal(str(round(float(row["units_a_day"]), 2)))}


def _metrics(rows: Rows, finding: Any) -> Facts:
    [row] = (row for row in rows if row["metric"] == finding["subject"]["id"])
    return {name: row[name] for name in ("value", "target_value", "order_count")}


def _listing(rows: Rows, finding: Any) -> Facts:
    """Of an issue of Amazon's the one that is told; of a text how long it is."""
    [row] = rows
    code = finding["code"].removeprefix("catalog.")
    text = row[{"title_rule": "title", "highlight_rule": "item_highlight"}.get(code, "title")]
    facts = {"gtin": row["gtin"], "source": row["source"], "length": len(text or "")}
    told = {fact["name"]: fact["value"] for fact in finding["evidence"]["facts"]}
    for issue in row["issues"]:
        if (issue["code"], issue["message"]) == (told.get("issue_code"), told.get("message")):
            facts |= {"issue_code": issue["code"], "message": issue["message"], "issue_severity": issue["severity"]}
    return facts


READERS: Mapping[str, Callable[[Rows, Any], Facts]] = {
    "performance": _performance,
    "stock": _stock,
    "sales": _sales,
    "health": _health,
    "account_metrics": _metrics,
    "listing": _listing,
}
"""By the name of the link."""


def _number(value: Any) -> Decimal:
    return Decimal(value["amount"] if isinstance(value, dict) else value or 0)


def _value(told: Any) -> Any:
    """Numbers as numbers, whoever writes them how."""
    try:
        return Decimal(str(told))
    except InvalidOperation:
        return str(told)
