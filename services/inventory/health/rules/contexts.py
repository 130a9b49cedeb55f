"""What judgements are made under: bounds, days, and whose stock it is."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np

from services.inventory.health.rules.policy import USUAL, Spread, risk_of, spread_of
from services.inventory.health.rules.positions import Position
from services.inventory.health.rules.series import Series
from services.inventory.marketplaces.rules import Window
from services.inventory.pools.rules import shares_of
from services.inventory.thresholds.rules import InventoryThresholds
from shared.findings.rules import Key

SUBJECT = "sku"
NO_POOL: Mapping[str, str | None] = {"pool_id": None, "shares": None}


def stocking(positions: Iterable[Position], series: Series, thresholds: InventoryThresholds) -> dict[str, Any]:
    """What the safety stock of a marketplace is reckoned with: the spread of its own errors, and a risk."""
    terms = {"lead_days": thresholds.lead_time_days, "review_days": thresholds.review_days}
    demand = np.array([position.demand for position in positions if position.is_demand_sure])
    spread = spread_of(series.units, series.days, sum(terms.values()))
    return {"spread": spread, "risk": risk_of(float(thresholds.fill_rate_target), demand, USUAL, **terms)}


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """Everything a judgement is made under; `standing` are the keys of findings that are unresolved now.

    `marketplace_ids` sell the stock, the home first; several are the pool `pool_id`.
    `spread` and `risk` are those of `policy`: what the safety stock is reckoned with.
    """

    thresholds: InventoryThresholds
    window: Window
    currency: str
    seller_id: str
    marketplace_ids: tuple[str, ...]
    pool_id: str | None
    standing: Set[Key]
    spread: Spread
    risk: float

    def stands(self, code: str, position: Position) -> bool:
        """Whether the finding is unresolved now."""
        return Key(code, SUBJECT, position.sku) in self.standing

    @property
    def needed_days(self) -> int:
        """Days that stock must last for: until a delivery that is ordered at the next look has come."""
        return self.thresholds.lead_time_days + self.thresholds.review_days

    def pool_of(self, position: Position) -> Mapping[str, str | None]:
        """The pool of the stock, and what each of its shops has sold of the SKU, as JSON."""
        if self.pool_id is None:
            return NO_POOL
        units = position.sold_by or (0,) * len(self.marketplace_ids)
        shares = [
            {"marketplace_id": each, "units_sold": sold, "share": share}
            for each, sold, share in zip(self.marketplace_ids, units, shares_of(units), strict=True)
        ]
        return {"pool_id": self.pool_id, "shares": json.dumps(shares)}

    def links_of(self, position: Position) -> dict[str, str]:
        """To the stock as that shop was told it which counts, to the sales of all shops, and to its health."""
        account, sku = f"seller_id={self.seller_id}", f"sku={quote(position.sku, safe='')}"
        sold = f"marketplace_id={self.marketplace_ids[0]}" if self.pool_id is None else f"pool_id={self.pool_id}"
        window = f"from_on={self.window.from_on}&to_on={self.window.to_on}"
        return {
            "stock": f"/v1/inventory/stock?{account}&marketplace_id={position.told_in}&{sku}",
            "sales": f"/v1/inventory/sales?{account}&{sold}&{window}&{sku}",
            "health": f"/v1/inventory/stock-health?{account}&marketplace_id={self.marketplace_ids[0]}&{sku}",
        }
