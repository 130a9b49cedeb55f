"""Messaging API version 1: what a seller may write to the buyer of an order.

Usage plans: developer-docs.amazon.com/sp-api/docs/messaging-api-v1-reference.
"""

import msgspec
from sp_api.api import Messaging as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.throttle import Rate

_RATE = Rate(1.0, 5)
_ACTIONS = Operation("messaging.getMessagingActionsForOrder", _Library, "get_messaging_actions_for_order", _RATE)
_UNEXPECTED_PROBLEM = Operation("messaging.createUnexpectedProblem", _Library, "create_unexpected_problem", _RATE)
_CONFIRM_ORDER = Operation("messaging.createConfirmOrderDetails", _Library, "create_confirm_order_details", _RATE)


class _Action(msgspec.Struct):
    name: str


class _Links(msgspec.Struct):
    actions: tuple[_Action, ...]


class _Actions(msgspec.Struct):
    links: _Links = msgspec.field(name="_links")


class Messaging:
    """The Messaging API of one seller account. Methods raise what `Connection.call` does.

    Sending is not idempotent: a message whose reply was lost may have been sent.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_actions(self, amazon_order_id: str, marketplace_id: str) -> list[str]:
        """Which kinds of message the order allows now, such as `unexpectedProblem`."""
        found = self._connection.call(_ACTIONS, _Actions, amazon_order_id, marketplaceIds=marketplace_id)
        return [action.name for action in found.links.actions]

    def send_unexpected_problem(self, amazon_order_id: str, marketplace_id: str, text: str) -> None:
        """Tell the buyer of a problem with shipping the order; 2000 characters at most."""
        self._send(_UNEXPECTED_PROBLEM, amazon_order_id, marketplace_id, text)

    def send_confirm_order_details(self, amazon_order_id: str, marketplace_id: str, text: str) -> None:
        """Ask the buyer about the order before it is shipped; 2000 characters at most."""
        self._send(_CONFIRM_ORDER, amazon_order_id, marketplace_id, text)

    def _send(self, operation: Operation, amazon_order_id: str, marketplace_id: str, text: str) -> None:
        self._connection.send(operation, amazon_order_id, marketplace_id=marketplace_id, body={"text": text})
