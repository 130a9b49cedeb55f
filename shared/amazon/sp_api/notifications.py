"""Notifications API version 1: which events Amazon sends, and where to.

Destinations belong to our application and need an access token without a seller (scope
`sellingpartnerapi::notifications`), so they are managed over a connection of its own; subscriptions are the
seller's. Usage plans: developer-docs.amazon.com/sp-api/docs/notifications-api-v1-reference.
"""

from sp_api.api import Notifications as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Payload
from shared.throttle import Rate

_RATE = Rate(1.0, 5)
_SUBSCRIBE = Operation("notifications.createSubscription", _Library, "create_subscription", _RATE)
_GET_SUBSCRIPTION = Operation("notifications.getSubscription", _Library, "get_subscription", _RATE)
_UNSUBSCRIBE = Operation("notifications.deleteSubscriptionById", _Library, "delete_notification_subscription", _RATE)
_CREATE_DESTINATION = Operation("notifications.createDestination", _Library, "create_destination", _RATE)
_GET_DESTINATION = Operation("notifications.getDestination", _Library, "get_destination", _RATE)
_LIST_DESTINATIONS = Operation("notifications.getDestinations", _Library, "get_destinations", _RATE)
_DELETE_DESTINATION = Operation("notifications.deleteDestination", _Library, "delete_destination", _RATE)


class Subscription(CamelStruct, frozen=True):
    """That events of a type are sent to a destination."""

    subscription_id: str
    payload_version: str
    destination_id: str


class SqsResource(CamelStruct, frozen=True):
    """A queue of Amazon SQS."""

    arn: str


class EventBridgeResource(CamelStruct, frozen=True):
    """An event source of Amazon EventBridge."""

    name: str
    region: str
    account_id: str


class DestinationResource(CamelStruct, frozen=True):
    """One of the two."""

    sqs: SqsResource | None = None
    event_bridge: EventBridgeResource | None = None


class Destination(CamelStruct, frozen=True):
    """Where events are sent."""

    destination_id: str
    name: str
    resource: DestinationResource


class Subscriptions:
    """The subscriptions of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_subscription(
        self, notification_type: str, destination_id: str, *, payload_version: str = "1.0"
    ) -> Subscription:
        """Have events of a type, such as LISTINGS_ITEM_ISSUES_CHANGE, sent to a destination."""
        return self._connection.call(
            _SUBSCRIBE,
            Payload[Subscription],
            notification_type,
            destinationId=destination_id,
            payload_version=payload_version,
        ).payload

    def get_subscription(self, notification_type: str) -> Subscription:
        """The subscription to events of a type. Raises NotFound."""
        return self._connection.call(_GET_SUBSCRIPTION, Payload[Subscription], notification_type).payload

    def delete_subscription(self, notification_type: str, subscription_id: str) -> None:
        """Have no more events of a type sent."""
        self._connection.send(_UNSUBSCRIBE, notification_type, subscription_id)


class Destinations:
    """The destinations of our application. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_sqs(self, name: str, arn: str) -> Destination:
        """A queue that Amazon may send to."""
        return self._connection.call(_CREATE_DESTINATION, Payload[Destination], name, arn=arn).payload

    def create_event_bridge(self, name: str, account_id: str, region: str) -> Destination:
        """An event source in an AWS account; some types, such as LISTINGS_ITEM_ISSUES_CHANGE, go nowhere else."""
        return self._connection.call(
            _CREATE_DESTINATION, Payload[Destination], name, account_id=account_id, region=region
        ).payload

    def get_destination(self, destination_id: str) -> Destination:
        """One destination. Raises NotFound."""
        return self._connection.call(_GET_DESTINATION, Payload[Destination], destination_id).payload

    def list_destinations(self) -> tuple[Destination, ...]:
        """All of them."""
        return self._connection.call(_LIST_DESTINATIONS, Payload[tuple[Destination, ...]]).payload

    def delete_destination(self, destination_id: str) -> None:
        """Send nothing there any more."""
        self._connection.send(_DELETE_DESTINATION, destination_id)
