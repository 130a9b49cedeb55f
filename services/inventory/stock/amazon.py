"""Amazon's stock turned into rows: inventory summaries, and the ledger that tells it day by day."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from operator import add
from typing import Any

from services.inventory.marketplaces.rules import count_of, text_of
from services.inventory.stock.rules import AFN, Day
from services.inventory.warehouses.rules import AMAZON
from shared.amazon import cells, marketplaces
from shared.amazon.report_files import FlatFile, RowError
from shared.amazon.skus import SKU_LENGTH
from shared.amazon.sp_api.inventory import InventoryDetails, InventorySummary
from shared.db.columns import utc_text

LEDGER = "GET_LEDGER_SUMMARY_VIEW_DATA"
PLACE_LENGTH = 40
_STARTING, _ENDING = "Starting Warehouse Balance", "Ending Warehouse Balance"

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


def ledger_reader(
    keys: Mapping[str, int], file: FlatFile
) -> tuple[Callable[[Sequence[str]], Day | None], Callable[[Iterable[Day]], Iterator[Day]]]:
    """What makes days of rows, and what makes one of the days of a SKU that has several FNSKUs.

    A day of a shop of the account (`keys` by marketplace id) begins with its key, one of another place with its name;
    there is none of units that cannot be sold. The first raises RowError. Raises ColumnMissingError and
    ReportFileError.
    """
    header = file.header
    disposition, location, day = header.need("Disposition"), header.need("Location"), header.need("Date")
    sku, starting, ending = header.need("MSKU"), header.need(_STARTING), header.need(_ENDING)
    received, fn_sku = header.find("Receipts"), header.find("FNSKU")
    days, fn_skus = set[str](), dict[str, str]()
    split = set[str]()
    for row in file.rows():
        days.add(day.of(row))
        if fn_skus.setdefault(sku.of(row), fn_sku.of(row)) != fn_sku.of(row):
            split.add(sku.of(row))
    day_first = _day_first(days)

    def read(row: Sequence[str]) -> Day | None:
        if disposition.of(row).upper() != "SELLABLE":
            return None
        place = text_of(row, location, PLACE_LENGTH).upper()
        return (
            keys.get(_marketplace_of(place), place),
            text_of(row, sku, SKU_LENGTH),
            _day_of(day.of(row), day_first),
            *(count_of(row, column) for column in (starting, received, ending)),
        )

    def join(found: Iterable[Day]) -> Iterator[Day]:
        held: dict[tuple[Any, ...], Day] = {}
        for one in found:
            if one[1] not in split:
                yield one
                continue
            before = held.get(one[:3])
            held[one[:3]] = one if before is None else (*one[:3], *map(add, before[3:], one[3:]))
        yield from held.values()

    return read, join


def _marketplace_of(location: str) -> str:
    try:
        return marketplaces.of_country(location).marketplace_id
    except marketplaces.UnknownMarketplaceError:
        return ""


def _day_of(text: str, day_first: bool) -> str:
    try:
        day = cells.parse_date(text, day_first=day_first)
    except cells.CellError:
        raise RowError("Date is not a day") from None
    if day is None:
        raise RowError("Date is missing")
    return day.isoformat()


def _day_first(written: Set[str]) -> bool:
    """How the days of a whole column are to be read: "11/03/2026" alone could be of November or of March.

    A part over 12 settles it. Without one the days are those that lie closest together, as days of a ledger do; and
    where that is no help either they are American, as Amazon writes them without being asked.
    """
    settled = {order for text in written if (order := cells.day_first_of(text)) is not None}
    if len(settled) == 1:
        return settled.pop()
    return _spread(written, day_first=True) < _spread(written, day_first=False)


def _spread(texts: Iterable[str], *, day_first: bool) -> int:
    """Days between the first and the last of some."""
    days = []
    for text in texts:
        with suppress(cells.CellError):
            days.append(cells.parse_date(text, day_first=day_first))
    known = [day for day in days if day is not None]
    return (max(known) - min(known)).days if known else 0
