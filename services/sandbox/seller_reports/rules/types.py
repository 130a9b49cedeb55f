"""The reports on offer: their columns, who makes their rows, and how far they may reach."""

from collections.abc import Callable
from dataclasses import dataclass

from services.sandbox.seller_reports.rules import columns, ledger, listings, orders, stock
from services.sandbox.seller_reports.rules.asked import Asked, Rows

PERFORMANCE = "GET_V2_SELLER_PERFORMANCE_REPORT"


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A report of lines with tabs. Over more than `most_days` it ends as FATAL; 0: it has no dates."""

    columns: tuple[str, ...]
    rows: Callable[[Asked], Rows]
    most_days: int = 0
    german_columns: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()


FLAT_FILES = {
    "GET_MERCHANT_LISTINGS_ALL_DATA": FlatFile(
        columns.LISTINGS, listings.listing_rows, options=frozenset({"preferredReportDocumentLocale"})
    ),
    "GET_MERCHANTS_LISTINGS_FYP_REPORT": FlatFile(columns.SUPPRESSED, listings.suppressed_rows),
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": FlatFile(columns.INVENTORY, stock.inventory_rows),
    "GET_FBA_INVENTORY_PLANNING_DATA": FlatFile(columns.PLANNING, stock.planning_rows),
    "GET_STRANDED_INVENTORY_UI_DATA": FlatFile(columns.STRANDED, stock.stranded_rows),
    "GET_LEDGER_SUMMARY_VIEW_DATA": FlatFile(
        columns.LEDGER,
        ledger.ledger_rows,
        most_days=550,
        options=frozenset({"aggregateByLocation", "aggregatedByTimePeriod"}),
    ),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": FlatFile(columns.ORDERS, orders.order_rows, most_days=31),
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": FlatFile(columns.FBA_RETURNS, orders.fba_return_rows, most_days=60),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": FlatFile(
        columns.SELLER_RETURNS, orders.seller_return_rows, most_days=60
    ),
    "GET_SELLER_FEEDBACK_DATA": FlatFile(
        columns.FEEDBACK, orders.feedback_rows, most_days=365, german_columns=columns.FEEDBACK_DE
    ),
}
NAMES = (*FLAT_FILES, PERFORMANCE)
