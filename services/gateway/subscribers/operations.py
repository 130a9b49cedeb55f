"""What is done about subscribers: keep them as the settings name them, and tell what waits for them."""

from collections.abc import Sequence
from datetime import datetime

from services.gateway.models import WebhookEndpoint
from services.gateway.subscribers import rules
from services.gateway.subscribers.repository import SubscriberRepository
from services.gateway.webhook_deliveries.repository import queue
from services.gateway.webhook_deliveries.rules import INSTALLATION, secret_name
from shared.db import Session
from shared.jobs.backlog import Waiting
from shared.secrets import Sealer


def keep_tickets_subscribed(
    session: Session, url: str, secret: str, *, sealer: Sealer, now: datetime, moves: bool = True
) -> None:
    """The tickets service is told what becomes of findings, at this address and signed with this secret.

    Unless it `moves`, an address that is kept already stays. Without an address it is told nothing, and what waits
    goes on waiting until there is one again. Raises SecretError under another ring than the database's.
    """
    repository = SubscriberRepository(session, INSTALLATION)
    repository.add_installation(now=now)
    endpoint = repository.get(rules.TICKETS)
    if endpoint is None:
        moves = True
        endpoint = WebhookEndpoint(
            endpoint_id=rules.TICKETS,
            tenant_id=INSTALLATION,
            url=url,
            description="The worklist",
            event_types="",
            secret="",
            enabled=False,
            version=1,
            created_at=now,
            updated_at=now,
        )
    if not endpoint.secret or sealer.open(endpoint.secret, INSTALLATION, secret_name(rules.TICKETS)) != secret:
        endpoint.secret = sealer.seal(secret, INSTALLATION, secret_name(rules.TICKETS))
    if moves:
        endpoint.url, endpoint.enabled = url, bool(url)
    endpoint.event_types = rules.FINDING_EVENTS
    repository.save(endpoint)


def address_of_tickets(session: Session) -> str:
    """Where the tickets service is told, as it is kept; empty where it is told nothing."""
    endpoint = SubscriberRepository(session, INSTALLATION).get(rules.TICKETS)
    return endpoint.url if endpoint is not None and endpoint.enabled else ""


def measure_waiting(session: Session, *, now: datetime) -> Sequence[Waiting]:
    """Events that have not reached their subscriber yet."""
    count, oldest = queue.waiting(session, rules.TICKETS)
    seconds = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return [Waiting("gateway", rules.TICKETS, count, seconds)]
