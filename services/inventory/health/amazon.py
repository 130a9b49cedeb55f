"""Amazon's planning and stranded reports turned into rows."""

from datetime import date, datetime
from typing import Any

from services.inventory.marketplaces.rules import SKU_LENGTH, count_of, micros_of, text_of

PLANNING, STRANDED = "GET_FBA_INVENTORY_PLANNING_DATA", "GET_STRANDED_INVENTORY_UI_DATA"

_OVER_180 = (
    ("inv-age-181-to-270-days", "inv-age-271-to-365-days", "inv-age-365-plus-days"),
    ("inv-age-181-to-330-days", "inv-age-331-to-365-days", "inv-age-365-plus-days"),
)
"""Reports have either division or both."""

_SURCHARGES = ("181-210", "211-240", "241-270", "271-300", "301-330", "331-365", "365-plus")


def age_row(marketplace_key: int, row: dict[str, str]) -> tuple[Any, ...]:
    """A row of `stock_age`. Raises RowError and ColumnMissingError."""
    ages = next((each for each in _OVER_180 if each[0] in row), _OVER_180[0])
    over_180 = sum(count_of(row, column) for column in ages)
    surcharges = [micros_of(row, f"estimated-ais-{days}-days") or 0 for days in _SURCHARGES]
    return (
        marketplace_key,
        text_of(row, "sku", SKU_LENGTH),
        row.get("asin", "")[:10],
        row.get("product-name", "")[:500],
        count_of(row, "available"),
        count_of(row, "inv-age-91-to-180-days") + over_180,
        over_180,
        micros_of(row, "your-price"),
        micros_of(row, "estimated-storage-cost-next-month"),
        sum(surcharges),
    )


def stranded_row(marketplace_key: int, row: dict[str, str]) -> tuple[Any, ...]:
    """A row of `stranded_stock`. Raises RowError and ColumnMissingError."""
    return (
        marketplace_key,
        text_of(row, "sku", SKU_LENGTH),
        count_of(row, "fulfillable-qty"),
        (row.get("stranded-reason") or row.get("status-secondary") or "")[:200],
        _day_of(row.get("date-stranded", "")),
    )


def _day_of(text: str) -> str | None:
    try:
        day: date = datetime.fromisoformat(text).date()
    except ValueError:
        return None
    return day.isoformat()
