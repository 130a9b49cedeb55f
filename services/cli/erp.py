"""The demonstration in the part of an ERP: it tells what the seller's own warehouse holds, as an integrator would."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.cli.demo import Client, DemoError, content_of, told_by_sandbox
from services.cli.installation import Installation
from services.cli.simulated import Simulated
from services.cli.verdicts import Key
from shared.ids import uuid7

_COUNTED_BEFORE = timedelta(days=95)
"""When the count before the newest one was made: demand is reckoned from the days since then."""

_STOCKOUT_RISK = "inventory.stockout_risk"


def tell_counts(
    installation: Installation, client: Client, account: Simulated, seller_id: str, *, now: datetime
) -> None:
    """Push what the warehouse of an account holds, now and at the count before. Raises DemoError."""
    warehouse = told_by_sandbox(installation, "warehouse", account.seed, account.size)
    for counted_at in (now - _COUNTED_BEFORE, now) if warehouse["counts"] else ():
        items = [
            {
                "sku": count["sku"],
                "warehouse": warehouse["warehouse"],
                "fulfillable_quantity": count["fulfillable_quantity"],
                "observed_at": counted_at.isoformat(),
            }
            for count in warehouse["counts"]
        ]
        _push(client, {"seller_id": seller_id, "items": items})


def with_own_stock(installation: Installation, account: Simulated, key: Key) -> Key:
    """The answer key with what should be found of the counts told. Raises DemoError."""
    counts = told_by_sandbox(installation, "warehouse", account.seed, account.size)["counts"]
    planted = {(_STOCKOUT_RISK, shop, count["sku"]) for count in counts for shop in count["stockout_risk_in"]}
    return replace(key, planted=key.planted | planted)


def _push(client: Client, body: dict[str, Any]) -> None:
    answer = client.http.post("/v1/inventory/stock/bulk", json=body, headers={"Idempotency-Key": uuid7()})
    rejected = [each for each in content_of(answer)["results"] if each["errors"]]
    if rejected:
        raise DemoError(f"POST /v1/inventory/stock/bulk: {rejected[:3]}")
