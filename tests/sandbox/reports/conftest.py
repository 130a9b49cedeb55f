"""Asking for reports."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

CAMPAIGN_COLUMNS = ["date", "campaignId", "impressions", "clicks", "cost", "purchases7d", "sales7d"]
MEDIA_TYPE = "application/vnd.createasyncreportrequest.v3+json"


@dataclass
class Desk:
    """Where one client asks for reports; the sandbox's today is 2026-11-02."""

    client: TestClient
    headers: dict[str, str]
    advance: Callable[[float], None]

    def ask(self, start: str = "2026-10-01", end: str = "2026-10-14", **changes: Any) -> Response:
        """POST /reporting/reports; `changes` are members of the configuration."""
        configuration = {
            "adProduct": "SPONSORED_PRODUCTS",
            "groupBy": ["campaign"],
            "columns": CAMPAIGN_COLUMNS,
            "reportTypeId": "spCampaigns",
            "timeUnit": "DAILY",
            "format": "GZIP_JSON",
        }
        body = {"name": "a report", "startDate": start, "endDate": end}
        return self.send(body | {"configuration": configuration | changes})

    def send(self, body: Any, **headers: str) -> Response:
        """The same with any body at all."""
        headers = self.headers | {"Content-Type": MEDIA_TYPE} | headers
        return self.client.post("/reporting/reports", headers=headers, json=body)

    def look(self, report_id: str) -> Response:
        """GET /reporting/reports/{id}."""
        return self.client.get(f"/reporting/reports/{report_id}", headers=self.headers)

    def rows(self, *dates: str, **changes: Any) -> list[dict[str, Any]]:
        """All of it: ask, wait, look, download, unpack."""
        asked = self.ask(*dates, **changes)
        assert asked.status_code == 200, asked.text
        self.advance(30)
        document = self.client.get(self.look(asked.json()["reportId"]).json()["url"])
        return json.loads(gzip.decompress(document.content))


@pytest.fixture
def desk(client: TestClient, us: dict[str, str], clock) -> Desk:
    return Desk(client, us, clock.advance)
