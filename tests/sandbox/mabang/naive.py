"""A client of Mabang as one writes it on the first day, from a single answer that looked right."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from httpx2 import Response

SKUS, STOCK, COMBOS = "stock-do-search-sku-list-new", "stock-get-stock-quantity", "stock-do-search-combo-sku"
PATIENCE_SECONDS = 10
_MOST_PAGES = 12


class Naive:
    """It believes what it is told. `waited` are the pauses of slow answers, which it does not sit out."""

    def __init__(self, post: Callable[..., Response], waited: list[float]) -> None:
        self._post = post
        self._waited = waited

    def skus(self) -> list[dict[str, Any]]:
        """Every good, page by page; it ends with what it has where a page brings nothing."""
        found: list[dict[str, Any]] = []
        cursor = "1"
        for _ in range(_MOST_PAGES):
            data = self._data(SKUS, cursor=cursor, maxRows=100)
            if not data:
                break
            found += data["data"]
            if not data["hasNext"]:
                break
            cursor = data["nextCursor"]
        return found

    def stock_since(self, last_sync: datetime) -> list[dict[str, Any]]:
        """What was changed since the last sync, by the moment of that."""
        return self._stock(f"{last_sync:%Y-%m-%d %H:%M:%S}")

    def stock_of(self, moment: datetime) -> list[dict[str, Any]]:
        """What was changed today, by our own calendar."""
        return self._stock(f"{moment:%Y-%m-%d}")

    def units(self, skus: str) -> dict[str, int]:
        """Units of some goods in all warehouses together."""
        rows = self._data(STOCK, stockSkus=skus)["data"]
        return {row["stockSku"]: sum(int(each["stockQuantity"]) for each in row["warehouse"]) for row in rows}

    def total_units(self, skus: str) -> int:
        """Units of some goods together; numbers in JSON are numbers."""
        return sum(row["stockQuantity"] for row in self._data(STOCK, stockSkus=skus)["data"])

    def with_battery(self) -> set[str]:
        """Goods that may not fly."""
        return {row["stockSku"] for row in self.skus() if row["hasBattery"]}

    def changed_at(self, row: dict[str, Any]) -> datetime:
        """When a good was changed; servers tell UTC."""
        return datetime.fromisoformat(row["updateTime"]).replace(tzinfo=UTC)

    def _stock(self, update_time: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page, pages = 1, 1
        while page <= pages:
            data = self._data(STOCK, updateTime=update_time, page=page)
            if not data:
                break
            found, pages, page = found + data["data"], data["page"], page + 1
        return found

    def _data(self, api: str, **asked: Any) -> dict[str, Any] | None:
        answer = self._post(api, **asked)
        if self._waited and self._waited.pop() > PATIENCE_SECONDS:
            return None
        answer.raise_for_status()
        content = answer.json()
        return content["data"] if content["code"] in ("200", "0") else None
