"""The reports on offer: how they are written, who makes their rows, and how far they may reach."""

from collections.abc import Callable
from dataclasses import dataclass

from services.sandbox.seller_reports.rules import forms, ledger, listings, orders, planning, stock
from services.sandbox.seller_reports.rules.asked import Asked, Rows
from services.sandbox.seller_reports.rules.forms import Form

PERFORMANCE, PLANNING = "GET_V2_SELLER_PERFORMANCE_REPORT", "GET_FBA_INVENTORY_PLANNING_DATA"


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A report of lines with tabs. Over more than `most_days` it ends as FATAL; 0: it has no dates."""

    form: Callable[[Asked], Form]
    rows: Callable[[Asked], Rows]
    most_days: int = 0
    options: frozenset[str] = frozenset()


FLAT_FILES = {
    "GET_MERCHANT_LISTINGS_ALL_DATA": FlatFile(
        forms.listings_form, listings.listing_rows, options=frozenset({forms.LOCALE})
    ),
    "GET_MERCHANTS_LISTINGS_FYP_REPORT": FlatFile(forms.always("suppressed_listings.tsv"), listings.suppressed_rows),
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": FlatFile(forms.always("inventory.tsv"), stock.inventory_rows),
    PLANNING: FlatFile(forms.planning_form, planning.planning_rows),
    "GET_STRANDED_INVENTORY_UI_DATA": FlatFile(forms.always("stranded.tsv"), stock.stranded_rows),
    "GET_LEDGER_SUMMARY_VIEW_DATA": FlatFile(
        forms.ledger_form,
        ledger.ledger_rows,
        most_days=550,
        options=frozenset({"aggregateByLocation", "aggregatedByTimePeriod"}),
    ),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": FlatFile(
        forms.always("orders.tsv"), orders.order_rows, most_days=31
    ),
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": FlatFile(
        forms.always("fba_returns.tsv"), orders.fba_return_rows, most_days=60
    ),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": FlatFile(
        forms.always("seller_returns.tsv"), orders.seller_return_rows, most_days=60
    ),
    "GET_SELLER_FEEDBACK_DATA": FlatFile(forms.feedback_form, orders.feedback_rows, most_days=365),
}
NAMES = (*FLAT_FILES, PERFORMANCE)
