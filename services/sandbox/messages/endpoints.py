"""/messaging/v1/orders/{order}: what may be written to a buyer, and writing it."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse

from services.sandbox.messages import operations
from services.sandbox.messages.schemas import Attachments, OrderQuery, Text, TextWithAttachments, Warranty
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import ReadSession, WriteSession

router = selling_partner_router()

_ORDER = "/messaging/v1/orders/{order_id}"
_MESSAGES = _ORDER + "/messages"
_API = "messaging."
_Query = Annotated[OrderQuery, Query()]


class _HalResponse(JSONResponse):
    media_type = "application/hal+json"


_SENT: dict[str, Any] = {"status_code": 201, "response_class": _HalResponse}


@router.get(_ORDER, operation_id=_API + "getMessagingActionsForOrder", response_class=_HalResponse)
def list_sandbox_messaging_actions(
    session: ReadSession, caller: CallingSeller, order_id: str, query: _Query
) -> dict[str, Any]:
    """What the caller may write about an order."""
    return operations.list_actions(session, caller, order_id, query)


@router.get(_ORDER + "/attributes", operation_id=_API + "GetAttributes", response_class=_HalResponse)
def get_sandbox_messaging_attributes(caller: CallingSeller, order_id: str, query: _Query) -> dict[str, Any]:
    """The language to write in."""
    return operations.get_attributes(caller, order_id, query)


@router.post(
    _MESSAGES + "/confirmCustomizationDetails",
    operation_id=_API + "confirmCustomizationDetails",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_customization(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: TextWithAttachments
) -> dict[str, Any]:
    """Ask the buyer to confirm a customization."""
    return operations.send_message(session, caller, order_id, query, "confirmCustomizationDetails", data)


@router.post(
    _MESSAGES + "/confirmDeliveryDetails",
    operation_id=_API + "createConfirmDeliveryDetails",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_delivery_details(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Text
) -> dict[str, Any]:
    """Arrange a delivery."""
    return operations.send_message(session, caller, order_id, query, "confirmDeliveryDetails", data)


@router.post(
    _MESSAGES + "/legalDisclosure",
    operation_id=_API + "createLegalDisclosure",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_legal_disclosure(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Attachments
) -> dict[str, Any]:
    """Send a legal disclosure."""
    return operations.send_message(session, caller, order_id, query, "legalDisclosure", data)


@router.post(
    _MESSAGES + "/confirmOrderDetails",
    operation_id=_API + "createConfirmOrderDetails",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_order_details(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Text
) -> dict[str, Any]:
    """Ask a question about the order."""
    return operations.send_message(session, caller, order_id, query, "confirmOrderDetails", data)


@router.post(
    _MESSAGES + "/confirmServiceDetails",
    operation_id=_API + "createConfirmServiceDetails",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_service_details(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Text
) -> dict[str, Any]:
    """Arrange a home service."""
    return operations.send_message(session, caller, order_id, query, "confirmServiceDetails", data)


@router.post(_MESSAGES + "/warranty", operation_id=_API + "CreateWarranty", **_SENT)
def send_sandbox_warranty(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Warranty
) -> dict[str, Any]:
    """Send a warranty."""
    return operations.send_message(session, caller, order_id, query, "warranty", data)


@router.post(
    _MESSAGES + "/digitalAccessKey",
    operation_id=_API + "createDigitalAccessKey",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_access_key(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: TextWithAttachments
) -> dict[str, Any]:
    """Send a digital access key."""
    return operations.send_message(session, caller, order_id, query, "digitalAccessKey", data)


@router.post(
    _MESSAGES + "/unexpectedProblem",
    operation_id=_API + "createUnexpectedProblem",
    status_code=201,
    response_class=_HalResponse,
)
def send_sandbox_problem(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Text
) -> dict[str, Any]:
    """Tell of a problem."""
    return operations.send_message(session, caller, order_id, query, "unexpectedProblem", data)


@router.post(_MESSAGES + "/invoice", operation_id=_API + "sendInvoice", **_SENT)
def send_sandbox_invoice(
    session: WriteSession, caller: CallingSeller, order_id: str, query: _Query, data: Attachments
) -> dict[str, Any]:
    """Send an invoice."""
    return operations.send_message(session, caller, order_id, query, "invoice", data)
