"""Mabang's gateway: one call at a time to an address that a tenant has chosen, and the lists that are read of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx

from shared.egress.client import Egress
from shared.egress.rules import EgressRefusedError
from shared.mabang import envelopes, values
from shared.mabang.envelopes import Credentials
from shared.mabang.errors import MabangAway, MabangError
from shared.mabang.values import UnreadableError

SECONDS = 15.0
"""All of one call, as other clients have it."""

MOST_STOCK_SKUS = 100
"""What one call for stock may name (a comment of a public client)."""

FIRST_PAGE = "1"
_EVERY_KIND = "9"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Of what was changed between two moments, both included."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, where the next page is (None after the last), and how many rows the list has, if that is told.

    What is no object among the rows is a row of nothing.
    """

    rows: Sequence[Row]
    following: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Mabang:
    """The gateway at `url` under some credentials.

    Every method raises MabangError: MabangAway and MabangRefused where the same call may work later.
    """

    egress: Egress
    url: str
    credentials: Credentials
    livemode: bool
    clock: Callable[[], datetime]
    seconds: float = SECONDS

    def list_shops(self) -> Page:
        """The shops, on one page."""
        return Page(_rows(self._call("sys-get-shop-list", {})))

    def list_warehouses(self) -> Page:
        """The warehouses of every kind, on one page."""
        return Page(_rows(self._call("sys-get-warehouse-list", {"type": _EVERY_KIND})))

    def list_skus(self, cursor: str, rows: int, window: Window | None) -> Page:
        """A page of SKUs by cursor, which begins with FIRST_PAGE; of all, or of those that changed in a window."""
        asked: dict[str, Any] = {"cursor": cursor, "maxRows": rows}
        if window is not None:
            asked["updateTimeStart"] = values.time_text(window.since)
            asked["updateTimeEnd"] = values.time_text(window.until)
        data = self._call("stock-do-search-sku-list-new", asked)
        following = str(data.get("nextCursor") or "")
        is_last = not following or not values.is_yes(data.get("hasNext")) or following == cursor
        return Page(_rows(data), None if is_last else following, _count(data, "total"))

    def list_bundles(self, page: str) -> Page:
        """A page of bundles by number, which begins with FIRST_PAGE."""
        return self._numbered("stock-do-search-combo-sku", {}, page)

    def list_stock(self, day: date, page: str) -> Page:
        """A page of the stock that changed on a day of Beijing's."""
        return self._numbered("stock-get-stock-quantity", {"updateTime": day.isoformat()}, page)

    def stock_of(self, stock_skus: Sequence[str]) -> Page:
        """The stock of up to MOST_STOCK_SKUS; of what has none nothing is told."""
        return Page(_rows(self._call("stock-get-stock-quantity", {"stockSkus": ",".join(stock_skus)})))

    def _numbered(self, api: str, asked: Mapping[str, Any], page: str) -> Page:
        """A page of a list of which the number of its pages is told."""
        data = self._call(api, {**asked, "page": int(page)})
        pages = _count(data, "page") or 0
        return Page(_rows(data), str(int(page) + 1) if int(page) < pages else None, _count(data, "total"))

    def _call(self, api: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        body = envelopes.body_of(self.credentials, api, data, now=self.clock())
        headers = {
            "Content-Type": "application/json",
            "Authorization": envelopes.signature_of(self.credentials.secret, body),
        }
        try:
            answer = self.egress.ask(
                self.url, headers=headers, content=body, seconds=self.seconds, livemode=self.livemode
            )
        except EgressRefusedError as error:
            raise MabangError("erp-address-refused", error.reason) from None
        except httpx.HTTPError as error:
            raise MabangAway("erp-away", f"{api}: {type(error).__name__}") from error
        return envelopes.read_answer(answer.status, answer.body, _seconds_in(answer.retry_after))


def _rows(data: Mapping[str, Any]) -> list[Row]:
    try:
        return [row if isinstance(row, dict) else {} for row in values.list_of(data, "data")]
    except UnreadableError as error:
        raise MabangAway("erp-answer-unreadable", error.detail) from None


def _count(data: Mapping[str, Any], name: str) -> int | None:
    try:
        return values.whole_of(data, name)
    except UnreadableError:
        return None


def _seconds_in(header: str | None) -> float | None:
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
