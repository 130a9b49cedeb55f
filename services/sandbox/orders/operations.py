"""Searching and reading orders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.sandbox import page_tokens
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.orders.rules import current, searches, v0
from services.sandbox.orders.rules.searches import Search
from services.sandbox.orders.schemas import OrderQuery, OrderSearch, V0OrderSearch
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.sellers.operations import require_shelves
from services.sandbox.sellers.rules import orders
from services.sandbox.sellers.rules.orders import Order, Status
from services.sandbox.tokens.rules import Caller

_SETTLING = timedelta(minutes=2)
"""Orders are found only when they are older than this."""

_FIRST = [0, 0]


def search_orders(caller: Caller, query: OrderSearch) -> dict[str, Any]:
    """A page of orders, 2026-01-01. Raises SellingPartnerRefusal (400)."""
    every = [each.market.marketplace_id for each in caller.seller.shelves]
    shelves = require_shelves(caller.seller, query.marketplaceIds or every)
    asked = query.model_dump(exclude={"paginationToken", "includedData"})
    if query.paginationToken:
        *position, end = page_tokens.position_of(query.paginationToken, asked, length=3)
        now = datetime.fromtimestamp(end, tz=caller.moment.tzinfo)
    else:
        position, now = _FIRST, caller.moment
    search = _search_of(
        (query.createdAfter, query.createdBefore),
        (query.lastUpdatedAfter, query.lastUpdatedBefore),
        now,
        statuses=[Status(each) for each in query.fulfillmentStatuses if each in Status.__members__],
        channels=[channel for channel, name in current.FULFILLED_BY.items() if name in query.fulfilledBy],
    )
    if query.fulfillmentStatuses and not search.statuses:
        return {"orders": []}
    size = query.maxResultsPerPage
    found, following = searches.page_of(caller.seller, shelves, caller.moment, search, position, size)
    answer: dict[str, Any] = {"orders": [current.order_json(each, query.includedData) for each in found]}
    answer["lastUpdatedBefore" if search.by_change else "createdBefore"] = moment_text(search.before)
    if following:
        token = page_tokens.token_of([*following, int(now.timestamp())], asked)
        answer["pagination"] = {"nextToken": token}
    return answer


def get_order(caller: Caller, order_id: str, query: OrderQuery) -> dict[str, Any]:
    """One order, 2026-01-01. Raises SellingPartnerRefusal (404)."""
    return {"order": current.order_json(require_order(caller, order_id), query.includedData)}


def list_v0_orders(caller: Caller, query: V0OrderSearch) -> dict[str, Any]:
    """A page of orders, v0. Raises SellingPartnerRefusal (400)."""
    position, now = _FIRST, caller.moment
    if query.NextToken:
        text, (*position, end) = page_tokens.opened(query.NextToken, length=3)
        try:
            query = V0OrderSearch.model_validate_json(text)
        except ValueError as error:
            raise invalid_input("The page token is invalid.") from error
        now = datetime.fromtimestamp(end, tz=caller.moment.tzinfo)
    shelves = require_shelves(caller.seller, query.MarketplaceIds)
    if query.AmazonOrderIds:
        named = (orders.find_order(caller.seller, each, caller.moment) for each in query.AmazonOrderIds)
        return {"payload": {"Orders": [v0.order_json(each) for each in named if each and each.shelf in shelves]}}
    search = _search_of(
        (query.CreatedAfter, query.CreatedBefore),
        (query.LastUpdatedAfter, query.LastUpdatedBefore),
        now,
        statuses=[v0.STATUSES[each] for each in query.OrderStatuses if each in v0.STATUSES],
        channels=query.FulfillmentChannels,
    )
    if query.OrderStatuses and not search.statuses:
        return {"payload": {"Orders": []}}
    size = query.MaxResultsPerPage
    found, following = searches.page_of(caller.seller, shelves, caller.moment, search, position, size)
    payload: dict[str, Any] = {"Orders": [v0.order_json(each) for each in found]}
    payload["LastUpdatedBefore" if search.by_change else "CreatedBefore"] = moment_text(search.before)
    if following:
        text = query.model_dump_json(exclude={"NextToken"})
        payload["NextToken"] = page_tokens.sealed(text, [*following, int(now.timestamp())])
    return {"payload": payload}


def require_order(caller: Caller, order_id: str) -> Order:
    """The caller's order of an id. Raises SellingPartnerRefusal (404)."""
    order = orders.find_order(caller.seller, order_id, caller.moment)
    if order is None:
        raise not_found(f"Order {order_id[:40]} not found")
    return order


def _search_of(
    created: tuple[datetime | None, datetime | None],
    changed: tuple[datetime | None, datetime | None],
    now: datetime,
    *,
    statuses: Sequence[Status],
    channels: Sequence[str],
) -> Search:
    """What is asked for. Raises SellingPartnerRefusal (400) unless there is one start, and it is before the end."""
    latest = (now - _SETTLING).replace(microsecond=0)
    if (created[0] is None) == (changed[0] is None):
        raise invalid_input("Either a time of creation or of the last update is required, not both.")
    after, before = created if created[0] else changed
    if (created[1] and after is changed[0]) or (changed[1] and after is created[0]):
        raise invalid_input("Start and end must be of one kind.")
    if before and before > latest:
        raise invalid_input("The end must be at least two minutes before the request.")
    before = before or latest
    if after is None or after > before:
        raise invalid_input("The start must not be after the end.")
    return Search(after, before, changed[0] is not None, statuses, channels)
