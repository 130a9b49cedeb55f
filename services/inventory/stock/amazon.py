"""Amazon's stock turned into rows: inventory summaries, and the ledger that tells it day by day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.inventory.marketplaces.rules import SKU_LENGTH, RowError, count_of, text_of
from services.inventory.stock.rules import AFN, AMAZON
from shared.amazon import cells, marketplaces
from shared.amazon.sp_api.inventory import InventoryDetails, InventorySummary
from shared.db.columns import utc_text

LEDGER = "GET_LEDGER_SUMMARY_VIEW_DATA"
_LEDGER_COUNTS = ("Starting Warehouse Balance", "Receipts", "Ending Warehouse Balance")
"""Some reports write them without spaces."""

LEDGER_OPTIONS = {"aggregatedByTimePeriod": "DAILY", "aggregateByLocation": "COUNTRY"}


def stock_row(
    marketplace_key: int, summary: InventorySummary, *, read_at: datetime, now: datetime
) -> tuple[Any, ...]:
    """A row of `stock`; the units are as of `read_at`, when Amazon answered. Raises RowError."""
    sku, details = summary.seller_sku, summary.inventory_details or InventoryDetails()
    if not sku or len(sku) > SKU_LENGTH:
        raise RowError("sellerSku is missing or too long")
    quantities = (
        details.fulfillable_quantity,
        details.inbound_working_quantity,
        details.inbound_shipped_quantity,
        details.inbound_receiving_quantity,
        details.reserved_quantity.total_reserved_quantity,
        details.unfulfillable_quantity.total_unfulfillable_quantity,
    )
    return (marketplace_key, sku, AFN, AMAZON, *quantities, utc_text(read_at), utc_text(now))


def stock_rows(
    marketplace_key: int, summaries: Iterable[InventorySummary], *, read_at: datetime, now: datetime
) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """The rows of a page, and how many summaries cannot be, by reason."""
    rows, rejections = [], Counter[str]()
    for summary in summaries:
        try:
            rows.append(stock_row(marketplace_key, summary, read_at=read_at, now=now))
        except RowError as error:
            rejections[str(error)] += 1
    return rows, dict(rejections)


def ledger_row(keys: Mapping[str, int], row: dict[str, str]) -> tuple[Any, ...] | None:
    """A row of `stock_day`, or None for units that cannot be sold; `keys` by marketplace id.

    Raises RowError and ColumnMissingError.
    """
    if row.get("Disposition") != "SELLABLE":
        return None
    try:
        marketplace_id = marketplaces.of_country(row.get("Location", "")).marketplace_id
        day = cells.parse_date(row.get("Date"), day_first=False)
    except marketplaces.UnknownMarketplaceError:
        raise RowError("Location is no country with a marketplace") from None
    except cells.CellError:
        raise RowError("Date is not a day") from None
    if day is None or marketplace_id not in keys:
        raise RowError("Date is missing, or Location is no marketplace of the account")
    quantities = [count_of(row, name, name.replace(" ", "")) for name in _LEDGER_COUNTS]
    return (keys[marketplace_id], text_of(row, "MSKU", SKU_LENGTH), day.isoformat(), *quantities)
