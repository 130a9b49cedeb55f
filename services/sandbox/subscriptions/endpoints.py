"""/notifications/v1: destinations belong to the application (grantless), subscriptions to sellers."""

from typing import Annotated, Any

from fastapi import Path, Query

from services.sandbox.subscriptions import operations
from services.sandbox.subscriptions.schemas import (
    DestinationCreate,
    NotificationType,
    SubscriptionCreate,
    SubscriptionSearch,
    TestNotificationCreate,
)
from services.sandbox.tokens.endpoints import CallingSeller, Grantless
from services.sandbox.usage_plans import selling_partner_router
from shared.clock import Now
from shared.db import ReadSession, WriteSession

router = selling_partner_router()

_DESTINATIONS, _SUBSCRIPTIONS = "/notifications/v1/destinations", "/notifications/v1/subscriptions"
_OF_TYPE = _SUBSCRIPTIONS + "/{kind}"
_API = "notifications."
_Id = Annotated[str, Path(max_length=60, pattern=r"^[^\x00]*$")]


@router.post(_DESTINATIONS, operation_id=_API + "createDestination", dependencies=[Grantless])
def create_sandbox_destination(session: WriteSession, data: DestinationCreate, now: Now) -> dict[str, Any]:
    """Take up a destination."""
    return operations.create_destination(session, data, now=now)


@router.get(_DESTINATIONS, operation_id=_API + "getDestinations", dependencies=[Grantless])
def list_sandbox_destinations(session: ReadSession) -> dict[str, Any]:
    """Every destination."""
    return operations.list_destinations(session)


@router.get(_DESTINATIONS + "/{destination_id}", operation_id=_API + "getDestination", dependencies=[Grantless])
def get_sandbox_destination(session: ReadSession, destination_id: _Id) -> dict[str, Any]:
    """One destination."""
    return operations.get_destination(session, destination_id)


@router.delete(_DESTINATIONS + "/{destination_id}", operation_id=_API + "deleteDestination", dependencies=[Grantless])
def delete_sandbox_destination(session: WriteSession, destination_id: _Id) -> dict[str, Any]:
    """Forget a destination."""
    return operations.delete_destination(session, destination_id)


@router.get(_SUBSCRIPTIONS, operation_id=_API + "getSubscriptions")
def list_sandbox_subscriptions(
    session: ReadSession, caller: CallingSeller, query: Annotated[SubscriptionSearch, Query()]
) -> dict[str, Any]:
    """The caller's subscriptions to a type."""
    return operations.list_subscriptions(session, caller, query)


@router.get(_OF_TYPE, operation_id=_API + "getSubscription")
def get_sandbox_subscription(
    session: ReadSession,
    caller: CallingSeller,
    kind: NotificationType,
    payload_version: Annotated[str | None, Query(alias="payloadVersion")] = None,
) -> dict[str, Any]:
    """The caller's subscription to a type."""
    return operations.get_subscription(session, caller, kind, payload_version)


@router.post(_OF_TYPE, operation_id=_API + "createSubscription")
def create_sandbox_subscription(
    session: WriteSession, caller: CallingSeller, kind: NotificationType, data: SubscriptionCreate
) -> dict[str, Any]:
    """Wish for notifications of a type."""
    return operations.create_subscription(session, caller, kind, data)


@router.get(_OF_TYPE + "/{subscription_id}", operation_id=_API + "getSubscriptionById", dependencies=[Grantless])
def get_sandbox_subscription_by_id(
    session: ReadSession, kind: NotificationType, subscription_id: _Id
) -> dict[str, Any]:
    """One subscription."""
    return operations.get_subscription_by_id(session, kind, subscription_id)


@router.delete(
    _OF_TYPE + "/{subscription_id}", operation_id=_API + "deleteSubscriptionById", dependencies=[Grantless]
)
def delete_sandbox_subscription(
    session: WriteSession, kind: NotificationType, subscription_id: _Id
) -> dict[str, Any]:
    """End a subscription."""
    return operations.delete_subscription(session, kind, subscription_id)


@router.post(_OF_TYPE + "/testNotification", operation_id=_API + "sendTestNotification")
def send_sandbox_test_notification(
    session: ReadSession, caller: CallingSeller, kind: NotificationType, data: TestNotificationCreate
) -> dict[str, Any]:
    """Try a destination."""
    return operations.send_test_notification(session, data)
