"""What a seller may write about an order, in the shape of the Messaging API v1."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.orders import Order, Status

_PATH = "/messaging/v1/orders"
_BY_AMAZON = ("legalDisclosure", "warranty", "invoice", "unexpectedProblem")
_BY_SELLER = (
    *("confirmCustomizationDetails", "confirmDeliveryDetails", "confirmOrderDetails", "confirmServiceDetails"),
    *("digitalAccessKey", *_BY_AMAZON),
)
_WRITABLE = timedelta(days=30)


def actions_of(order: Order, sent: Collection[str], moment: datetime) -> list[str]:
    """What may be written now: each once, within 30 days of the order, and not before it is paid."""
    is_paid = order.status in (Status.UNSHIPPED, Status.SHIPPED)
    if not is_paid or moment > order.placed_at + _WRITABLE:
        return []
    return [each for each in (_BY_AMAZON if order.listing.channel == AFN else _BY_SELLER) if each not in sent]


def actions_json(order: Order, actions: Collection[str], marketplace_id: str) -> dict[str, Any]:
    """Links to what may be written, and what each takes."""
    own = f"{_PATH}/{order.order_id}"
    query = f"?marketplaceIds={marketplace_id}"
    links = [{"href": f"{own}/messages/{name}{query}", "name": name} for name in actions]
    return {
        "_links": {"self": {"href": own + query}, "actions": links},
        "_embedded": {
            "actions": [
                {
                    "_links": {
                        "self": link,
                        "schema": {"href": f"{own}/messages/{link['name']}/schema", "name": link["name"]},
                    },
                    "payload": {"name": link["name"]},
                }
                for link in links
            ]
        },
    }
