"""Managing destinations and subscriptions. Nothing is sent: the sandbox has no queues to send to."""

import json
from datetime import datetime
from typing import Any

from services.sandbox.models import Destination, Subscription
from services.sandbox.refusals import SellingPartnerRefusal, invalid_input, not_found
from services.sandbox.subscriptions.repository import DestinationRepository, SubscriptionRepository
from services.sandbox.subscriptions.schemas import (
    DestinationCreate,
    SubscriptionCreate,
    SubscriptionSearch,
    TestNotificationCreate,
)
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7

Answer = dict[str, Any]


def create_destination(session: Session, data: DestinationCreate, *, now: datetime) -> Answer:
    """Take up a destination. Raises SellingPartnerRefusal: 400, 409 for a name that is taken."""
    given = data.resourceSpecification
    if (given.sqs is None) == (given.eventBridge is None):
        raise invalid_input("Exactly one of sqs and eventBridge is required.", "resourceSpecification")
    destinations = DestinationRepository(session)
    if destinations.find_named(data.name):
        raise _conflict(f"A destination named {data.name[:60]} exists")
    resource = given.model_dump(exclude_none=True)
    if given.eventBridge:
        resource["eventBridge"]["name"] = data.name
    destination = Destination(destination_id=uuid7(), name=data.name, resource=json.dumps(resource), created_at=now)
    destinations.add(destination)
    return {"payload": _destination(destination)}


def list_destinations(session: Session) -> Answer:
    """Every destination of the application."""
    return {"payload": [_destination(each) for each in DestinationRepository(session).list_all()]}


def get_destination(session: Session, destination_id: str) -> Answer:
    """One destination. Raises SellingPartnerRefusal (404)."""
    return {"payload": _destination(_require_destination(session, destination_id))}


def delete_destination(session: Session, destination_id: str) -> Answer:
    """Forget a destination. Raises SellingPartnerRefusal: 404, 409 while a subscription goes there."""
    destination = _require_destination(session, destination_id)
    if SubscriptionRepository(session).find_to(destination_id):
        raise _conflict("A subscription goes to this destination")
    DestinationRepository(session).delete(destination)
    return {}


def create_subscription(session: Session, caller: Caller, kind: str, data: SubscriptionCreate) -> Answer:
    """Wish for notifications of a type. Raises SellingPartnerRefusal: 404 without the destination, 409."""
    _require_destination(session, data.destinationId)
    seller_id = caller.seller.seller_id
    subscriptions = SubscriptionRepository(session)
    if _of_version(subscriptions.list_of(seller_id, kind), data.payloadVersion):
        raise _conflict(f"A subscription to {kind} exists")
    subscription = Subscription(
        subscription_id=uuid7(),
        seller_id=seller_id,
        notification_type=kind,
        payload_version=data.payloadVersion,
        destination_id=data.destinationId,
        directive=json.dumps(data.processingDirective) if data.processingDirective else "",
    )
    subscriptions.add(subscription)
    return {"payload": _subscription(subscription)}


def list_subscriptions(session: Session, caller: Caller, query: SubscriptionSearch) -> Answer:
    """The caller's subscriptions to a type; they always fit on one page."""
    found = SubscriptionRepository(session).list_of(caller.seller.seller_id, query.notificationTypes[0])
    return {"payload": {"subscriptions": [_subscription(each) for each in _of_version(found, query.payloadVersion)]}}


def get_subscription(session: Session, caller: Caller, kind: str, version: str | None) -> Answer:
    """The caller's subscription to a type, of the newest version. Raises SellingPartnerRefusal (404)."""
    found = _of_version(SubscriptionRepository(session).list_of(caller.seller.seller_id, kind), version)
    if not found:
        raise not_found(f"No subscription to {kind}")
    return {"payload": _subscription(max(found, key=lambda each: each.payload_version))}


def get_subscription_by_id(session: Session, kind: str, subscription_id: str) -> Answer:
    """One subscription of any seller. Raises SellingPartnerRefusal (404)."""
    return {"payload": _subscription(_require_subscription(session, kind, subscription_id))}


def delete_subscription(session: Session, kind: str, subscription_id: str) -> Answer:
    """End a subscription. Raises SellingPartnerRefusal (404)."""
    SubscriptionRepository(session).delete(_require_subscription(session, kind, subscription_id))
    return {}


def send_test_notification(session: Session, data: TestNotificationCreate) -> Answer:
    """Answer as if a notification had been sent. Raises SellingPartnerRefusal: 400, 404."""
    if "payloadVersion" not in data.testNotification:
        raise invalid_input("payloadVersion is required.", "testNotification")
    if data.destinationId:
        _require_destination(session, data.destinationId)
    return {"payload": {}}


def _conflict(details: str) -> SellingPartnerRefusal:
    return SellingPartnerRefusal(409, "Conflict", "The resource conflicts with one that exists.", details)


def _require_destination(session: Session, destination_id: str) -> Destination:
    destination = DestinationRepository(session).find(destination_id)
    if destination is None:
        raise not_found(f"Destination {destination_id[:60]} not found")
    return destination


def _require_subscription(session: Session, kind: str, subscription_id: str) -> Subscription:
    subscription = SubscriptionRepository(session).find(subscription_id)
    if subscription is None or subscription.notification_type != kind:
        raise not_found(f"Subscription {subscription_id[:60]} not found")
    return subscription


def _of_version(found: list[Subscription], version: str | None) -> list[Subscription]:
    return [each for each in found if version in (None, each.payload_version)]


def _destination(destination: Destination) -> Answer:
    resource = json.loads(destination.resource)
    return {"name": destination.name, "destinationId": destination.destination_id, "resource": resource}


def _subscription(subscription: Subscription) -> Answer:
    answer = {
        "subscriptionId": subscription.subscription_id,
        "payloadVersion": subscription.payload_version,
        "destinationId": subscription.destination_id,
    }
    directive = {"processingDirective": json.loads(subscription.directive)} if subscription.directive else {}
    return answer | directive
