"""Somebody who works on cases through the API, while time goes on."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
from sqlalchemy import select

from services.tickets.models import Outbox
from services.tickets.sla.operations import scan_clocks
from shared.db import Database
from tests.tickets.facts import NOW, SELLER, UK

CASES = "/v1/tickets/cases"
NEW = {"seller_id": SELLER, "marketplace_id": UK, "category": "buyer_message", "subject": "Where is it?"}


def texts_of(by_language: dict[str, str]) -> list[dict[str, str]]:
    """The texts of a macro on the wire."""
    return [{"language": language, "text": text} for language, text in by_language.items()]


@dataclass
class Watch:
    """The time as the service sees it."""

    now: datetime = NOW

    def go_on(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass(frozen=True)
class Desk:
    """Calls under one key; every call but `send` has to succeed."""

    client: httpx.Client
    headers: dict[str, str]
    database: Database
    watch: Watch

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, json=body, headers=self.headers | named)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(method, path, body)
        assert answer.is_success, answer.text
        return answer.json()

    def open(self, **changes: Any) -> dict[str, Any]:
        return self.ask("POST", CASES, NEW | changes)

    def see(self, case: dict[str, Any]) -> dict[str, Any]:
        return self.ask("GET", f"{CASES}/{case['case_id']}")

    def change(self, case: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return self.ask("PATCH", f"{CASES}/{case['case_id']}", changes)

    def reply(self, case: dict[str, Any], **reply: Any) -> dict[str, Any]:
        return self.ask("POST", f"{CASES}/{case['case_id']}/replies", {"text": "On its way."} | reply)

    def receive(self, case: dict[str, Any], **message: Any) -> dict[str, Any]:
        return self.ask("POST", f"{CASES}/{case['case_id']}/messages", {"text": "And now?"} | message)

    def scan(self) -> int:
        """The scan of the clocks, as its task runs it."""
        with self.database.write() as session:
            return scan_clocks(session, now=self.watch.now)

    def listed(self) -> list[dict[str, Any]]:
        return self.ask("GET", "/v1/tickets/worklist")["items"]

    def found(self, **query: str) -> list[tuple[str, str, str]]:
        """Code, type of subject and status of the findings."""
        path = str(httpx.URL("/v1/tickets/findings", params=query))
        items = self.ask("GET", path)["items"]
        return sorted((item["code"], item["subject"]["type"], item["status"]) for item in items)

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Name and data of every event and job, in their order."""
        with self.database.read() as session:
            told = select(Outbox.name, Outbox.content).where(Outbox.kind != "audit").order_by(Outbox.sequence)
            rows = session.execute(told).all()
        return [(name, orjson.loads(payload)) for name, payload in rows]

    def counts(self) -> dict[str, int]:
        """How often which event about cases was told, with its clock."""
        named = [" ".join(filter(None, (name, data.get("clock")))) for name, data in self.told()]
        return dict(Counter(name for name in named if name.startswith("case.")))
