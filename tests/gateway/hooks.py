"""A gateway with webhook receivers it may reach, and a worker's loop whose clock the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from starlette.testclient import TestClient

from services.gateway import main
from services.gateway.models import WebhookDelivery, WebhookEndpoint
from services.gateway.settings import GatewaySettings
from services.gateway.webhook_deliveries.tasks import Deliverer
from shared import secrets
from shared.auth import keys
from shared.auth.principal import service_principal
from shared.auth.tokens import HEADER
from shared.clock import utc_now
from shared.db import Database
from shared.egress.client import Egress
from shared.ids import uuid7
from tests.receivers import Receiver, receiving

Headers = dict[str, str]


@dataclass
class Hooks:
    """The client of the API, two receivers, and the deliverer under a clock that is `shift` ahead."""

    settings: GatewaySettings
    database: Database
    client: TestClient
    receiver: Receiver
    other: Receiver
    shift: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.worker = self.deliverer()

    def now(self) -> datetime:
        return utc_now() + self.shift

    def deliverer(self) -> Deliverer:
        """Another worker on the same database."""
        sealer = secrets.sealer_of(self.settings.keys_dir)
        egress = Egress(self.settings.webhook_private_receivers)
        inside = Egress({self.receiver.place, self.other.place})
        return Deliverer(self.database, sealer, egress, subscribers=inside, clock=self.now)

    def register(self, headers: Headers, receiver: Receiver, **changes: Any) -> dict[str, Any]:
        """A new endpoint, with its secret."""
        answer = self.client.post("/v1/webhook-endpoints", headers=headers, json={"url": receiver.url} | changes)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def post(self, *events: dict[str, Any]) -> Any:
        """Hand events to the gateway as the relay of a service does."""
        signer = keys.signer_of(self.settings.keys_dir, "ads")
        token = signer.sign(service_principal("ads"), now=utc_now())
        return self.client.post("/internal/events", headers={HEADER: token}, json={"events": events})

    def tell(self, tenant_id: str, *subjects: str, **changes: Any) -> list[str]:
        """An event of each subject; their ids."""
        events = [event_of(tenant_id, subject, **changes) for subject in subjects]
        answer = self.post(*events)
        assert answer.json() == {"stored": len(events)}
        return [event["id"] for event in events]

    def drain(self, *, ahead: timedelta = timedelta()) -> None:
        """Move the clock, and let the worker work until nothing is due and no call under way."""
        self.shift += ahead
        while self.worker.run():
            pass

    def deliveries(self, headers: Headers, **query: str) -> list[dict[str, Any]]:
        """The items of the list in the order of their events' arrival."""
        answer = self.client.get("/v1/webhook-deliveries", headers=headers, params={"limit": "200"} | query)
        order = {row.delivery_id: row.event_sequence for row in self.rows()}
        return sorted(answer.json()["items"], key=lambda item: order[item["delivery_id"]])

    def detail(self, headers: Headers, delivery_id: str) -> dict[str, Any]:
        return self.client.get(f"/v1/webhook-deliveries/{delivery_id}", headers=headers).json()

    def endpoint(self, headers: Headers, endpoint_id: str) -> dict[str, Any]:
        return self.client.get(f"/v1/webhook-endpoints/{endpoint_id}", headers=headers).json()

    def rows(self) -> list[WebhookDelivery]:
        """All deliveries as they are stored, in the order of arrival."""
        query = select(WebhookDelivery).order_by(WebhookDelivery.event_sequence, WebhookDelivery.endpoint_id)
        with self.database.read() as session:
            return list(session.scalars(query))

    def stored(self) -> dict[str, dict[str, Any]]:
        """All endpoints as they are stored."""
        with self.database.read() as session:
            return {row.endpoint_id: row.model_dump() for row in session.scalars(select(WebhookEndpoint))}

    def change_url(self, endpoint_id: str, url: str) -> None:
        """What a name that resolves elsewhere today would come to: the address was fine when it was checked."""
        with self.database.write() as session:
            statement = update(WebhookEndpoint).where(WebhookEndpoint.endpoint_id == endpoint_id)
            session.execute(statement.values(url=url))


def event_of(tenant_id: str, subject: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "type": "campaign.flagged",
        "tenant_id": tenant_id,
        "subject": subject,
        "occurred_at": "2026-11-01T08:00:00.250000Z",
        "data": {"finding_id": "1", "name": "助理"},
    } | changes


@contextmanager
def hooked(settings: GatewaySettings, database: Database) -> Iterator[Hooks]:
    """Receivers, the API and a worker's loop over a migrated database."""
    with receiving() as receiver, receiving() as other:
        places = frozenset({receiver.place, other.place})
        settings = settings.model_copy(update={"webhook_private_receivers": places})
        with TestClient(main.assemble(settings, {}), raise_server_exceptions=False) as client:
            hooks = Hooks(settings, database, client, receiver, other)
            try:
                yield hooks
            finally:
                receiver.ending.set()
                other.ending.set()
                hooks.worker.stop()
