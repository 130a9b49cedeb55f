"""The tables of the gateway, in a registry of their own."""

from services.gateway.models.api_keys import ApiKey
from services.gateway.models.audit import AuditEntry
from services.gateway.models.authorizations import Authorization
from services.gateway.models.base import GatewayModel
from services.gateway.models.consents import Consent
from services.gateway.models.events import Event
from services.gateway.models.seller_accounts import Departure, SellerAccount
from services.gateway.models.shell import IdempotentRequest, Outbox, PositionRemoved, PositionState
from services.gateway.models.stops import Stop
from services.gateway.models.tenants import Actor, Tenant
from services.gateway.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Actor",
    "ApiKey",
    "AuditEntry",
    "Authorization",
    "Consent",
    "Departure",
    "Event",
    "GatewayModel",
    "IdempotentRequest",
    "Outbox",
    "PositionRemoved",
    "PositionState",
    "SellerAccount",
    "Stop",
    "Tenant",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
