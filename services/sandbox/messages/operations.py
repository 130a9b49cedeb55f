"""Writing to buyers."""

from typing import Any

from pydantic import BaseModel

from services.sandbox.messages import rules
from services.sandbox.messages.repository import MessageRepository
from services.sandbox.messages.schemas import OrderQuery
from services.sandbox.models import SellerMessage
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.sellers.operations import require_shelf
from services.sandbox.sellers.rules import orders
from services.sandbox.sellers.rules.account import LANGUAGES
from services.sandbox.sellers.rules.orders import Order
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7


def list_actions(session: Session, caller: Caller, order_id: str, query: OrderQuery) -> dict[str, Any]:
    """What the caller may write about an order. Raises SellingPartnerRefusal: 400, 404."""
    order = _require_order(caller, order_id, query)
    return rules.actions_json(order, _actions(session, caller, order), query.marketplaceIds[0])


def get_attributes(caller: Caller, order_id: str, query: OrderQuery) -> dict[str, Any]:
    """The language to write in. Raises SellingPartnerRefusal: 400, 404."""
    order = _require_order(caller, order_id, query)
    return {"buyer": {"locale": LANGUAGES[order.shelf.market.country].replace("_", "-")}}


def send_message(
    session: Session, caller: Caller, order_id: str, query: OrderQuery, action: str, data: BaseModel
) -> dict[str, Any]:
    """Write to the buyer. Raises SellingPartnerRefusal: 400 when that may not be written (again), 404."""
    order = _require_order(caller, order_id, query)
    if action not in _actions(session, caller, order):
        raise invalid_input("The message type is not available for this order.", action)
    MessageRepository(session, caller.seller.seller_id).add(
        SellerMessage(
            message_id=uuid7(),
            seller_id=caller.seller.seller_id,
            order_id=order_id,
            action=action,
            body=data.model_dump_json(exclude_none=True),
            sent_at=caller.moment,
        )
    )
    return {}


def _actions(session: Session, caller: Caller, order: Order) -> list[str]:
    written = MessageRepository(session, caller.seller.seller_id).list_about(order.order_id)
    return rules.actions_of(order, {each.action for each in written}, caller.moment)


def _require_order(caller: Caller, order_id: str, query: OrderQuery) -> Order:
    shelf = require_shelf(caller.seller, query.marketplaceIds)
    order = orders.find_order(caller.seller, order_id, caller.moment)
    if order is None or order.shelf is not shelf:
        raise not_found(f"Order {order_id[:40]} not found")
    return order
