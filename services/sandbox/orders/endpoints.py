"""/orders/2026-01-01/orders and /orders/v0/orders."""

from typing import Annotated, Any

from fastapi import Query

from services.sandbox.orders import operations
from services.sandbox.orders.rules import v0
from services.sandbox.orders.schemas import OrderQuery, OrderSearch, V0OrderSearch
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router

router = selling_partner_router()

_CURRENT, _V0 = "/orders/2026-01-01/orders", "/orders/v0/orders"
_ONE = _V0 + "/{order_id}"
_V0_API = "ordersV0."


@router.get(_CURRENT, operation_id="orders_2026-01-01.searchOrders")
def search_sandbox_orders(caller: CallingSeller, query: Annotated[OrderSearch, Query()]) -> dict[str, Any]:
    """Orders by when they were placed or changed."""
    return operations.search_orders(caller, query)


@router.get(_CURRENT + "/{order_id}", operation_id="orders_2026-01-01.getOrder")
def get_sandbox_order(caller: CallingSeller, order_id: str, query: Annotated[OrderQuery, Query()]) -> dict[str, Any]:
    """One order."""
    return operations.get_order(caller, order_id, query)


@router.get(_V0, operation_id=_V0_API + "getOrders")
def list_sandbox_v0_orders(caller: CallingSeller, query: Annotated[V0OrderSearch, Query()]) -> dict[str, Any]:
    """Orders by when they were placed or changed, or by their ids."""
    return operations.list_v0_orders(caller, query)


@router.get(_ONE, operation_id=_V0_API + "getOrder")
def get_sandbox_v0_order(caller: CallingSeller, order_id: str) -> dict[str, Any]:
    """One order."""
    return {"payload": v0.order_json(operations.require_order(caller, order_id))}


@router.get(_ONE + "/buyerInfo", operation_id=_V0_API + "getOrderBuyerInfo")
def get_sandbox_v0_buyer(caller: CallingSeller, order_id: str) -> dict[str, Any]:
    """Who bought."""
    return {"payload": v0.buyer_json(operations.require_order(caller, order_id))}


@router.get(_ONE + "/address", operation_id=_V0_API + "getOrderAddress")
def get_sandbox_v0_address(caller: CallingSeller, order_id: str) -> dict[str, Any]:
    """Where it goes."""
    return {"payload": v0.address_json(operations.require_order(caller, order_id))}


@router.get(_ONE + "/orderItems", operation_id=_V0_API + "getOrderItems")
def list_sandbox_v0_items(caller: CallingSeller, order_id: str) -> dict[str, Any]:
    """What was bought."""
    return {"payload": v0.items_json(operations.require_order(caller, order_id))}


@router.get(_ONE + "/orderItems/buyerInfo", operation_id=_V0_API + "getOrderItemsBuyerInfo")
def list_sandbox_v0_item_buyers(caller: CallingSeller, order_id: str) -> dict[str, Any]:
    """What the buyer wished for each item."""
    return {"payload": v0.items_buyer_json(operations.require_order(caller, order_id))}
