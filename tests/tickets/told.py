"""Events about findings as the gateway brings them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import orjson

from shared import secrets, webhooks
from shared.ids import uuid7
from tests.tickets.facts import FIRST, NOW, SELLER, UK

PATH = "/internal/tickets/events"


def finding_of(finding_id: str, **changes: Any) -> dict[str, Any]:
    """A finding as an event tells it; texts are named after it."""
    return {
        "finding_id": finding_id,
        "seller_id": SELLER,
        "marketplace_id": UK,
        "code": "ads.acos_high",
        "severity": "HIGH",
        "status": "open",
        "subject": {"type": "campaign", "id": "12", "name": "Kettle"},
        "title": {"en": f"Title {finding_id}", "zh": f"标题 {finding_id}"},
        "reason": {"en": f"Reason {finding_id}", "zh": f"原因 {finding_id}"},
        "recommended_action": {"en": f"Action {finding_id}", "zh": f"建议 {finding_id}"},
        "evidence": {"from_on": "2026-11-01", "to_on": "2026-11-15", "formula": "f", "facts": [], "links": []},
        "money_at_stake": {"amount": "55.00", "currency": "GBP"},
        "first_seen_at": "2026-11-19T08:00:00Z",
        "updated_at": "2026-11-19T08:00:00Z",
        "version": 1,
    } | changes


def event_of(data: dict[str, Any], tenant: str = FIRST, **changes: Any) -> dict[str, Any]:
    return {
        "type": "campaign.flagged",
        "timestamp": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        "data": data,
        "event_id": uuid7(),
        "subject": "campaign:12",
        "tenant_id": tenant,
    } | changes


class Gateway:
    """Brings events as the gateway's worker does."""

    def __init__(self, client: httpx.Client, keys_dir: Path) -> None:
        self._client = client
        self.secret = secrets.tickets_events_secret_of(keys_dir)

    def bring(self, event: dict[str, Any], *, at: datetime = NOW, **headers: str) -> httpx.Response:
        """One event, signed at a moment; `headers` replace the signed ones."""
        body = orjson.dumps(event)
        signed = webhooks.signed_headers(event["event_id"], body, [self.secret], now=at)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(PATH, content=body, headers={"content-type": "application/json"} | signed | named)

    def tell(self, *findings: dict[str, Any], tenant: str = FIRST, at: datetime = NOW) -> None:
        """An event of each finding."""
        for finding in findings:
            answer = self.bring(event_of(finding, tenant), at=at)
            assert answer.json() == {"received": True}, answer.text
