"""How long the rows of each table stay."""

from services.gateway.models.events import Event
from services.gateway.models.webhooks import WebhookAttempt, WebhookDelivery
from shared.db.columns import table_of
from shared.retention import Kept

_delivery = table_of(WebhookDelivery)
KEPT = (
    Kept(
        WebhookDelivery,
        "deliveries",
        "updated_at",
        _delivery.c.status != "pending",
        (table_of(WebhookAttempt).c.delivery_id,),
    ),
    Kept(Event, "events", "received_at", position="sequence"),
)
LASTING = {
    "tenant": "one of each customer",
    "actor": "people and systems of a tenant",
    "seller_account": "those of a tenant; deleted ones go after 400 days",
    "departure": "one of each deleted account",
    "consent": "one of each account and API",
    "authorization": "gone a day after they expire",
    "api_key": "those of a tenant: who held one is part of the audit trail",
    "stop": "those that stand",
    "webhook_endpoint": "those of a tenant; deleted ones go after 400 days",
    "audit_entry": "never: the chain would break",
}
"""Tables that do not grow with time, and why."""
