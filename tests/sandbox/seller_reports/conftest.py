"""Asking for seller reports."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@dataclass
class ReportDesk:
    """Where one seller asks for reports; they are IN_QUEUE for 10 s, then IN_PROGRESS for 20 s."""

    seller: Any
    advance: Callable[[float], None]
    now: Callable[[], datetime]

    def ask(self, report_type: str, marketplaces: tuple[str, ...] = (UK,), **more: Any) -> Response:
        body = {"reportType": report_type, "marketplaceIds": list(marketplaces)} | more
        return self.seller.request("POST", "/reports/2021-06-30/reports", json=body)

    def look(self, report_id: str) -> Response:
        return self.seller.get(f"/reports/2021-06-30/reports/{report_id}")

    def document(self, report_id: str) -> Response:
        read = self.look(report_id).json()
        return self.seller.get(f"/reports/2021-06-30/documents/{read['reportDocumentId']}")

    def file(self, report_type: str, *given: Any, **more: Any) -> tuple[bytes, str]:
        """All of it, and what it is: ask, wait, look, download, unpack. `days` are those of the range until now."""
        if days := more.pop("days", None):
            end = self.moment()
            more |= {"dataStartTime": (end - timedelta(days=days)).isoformat(), "dataEndTime": end.isoformat()}
        asked = self.ask(report_type, *given, **more)
        assert asked.status_code == 202, asked.text
        self.advance(30)
        url = self.document(asked.json()["reportId"]).json()["url"]
        answer = self.seller.client.get(url)
        return gzip.decompress(answer.content), answer.headers["content-type"]

    def text(self, *given: Any, **more: Any) -> str:
        """All of it in the encoding that it is declared to have."""
        content, media_type = self.file(*given, **more)
        return content.decode(media_type.partition("charset=")[2])

    def rows(self, *given: Any, **more: Any) -> list[dict[str, str]]:
        """A flat file's lines by their header; each has all columns, and its cells in quotes or none of them."""
        lines = [line.split("\t") for line in self.text(*given, **more).removesuffix("\r\n").split("\r\n")]
        assert {len(line) for line in lines} == {len(lines[0])}
        if lines[0][0].startswith('"'):
            assert all(cell[0] == cell[-1] == '"' for line in lines for cell in line)
            lines = [[cell[1:-1] for cell in line] for line in lines]
        return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]

    def json(self, *given: Any, **more: Any) -> Any:
        return json.loads(self.text(*given, **more))

    def moment(self) -> datetime:
        clock = self.seller.client.get("/sandbox/clock", params={"seed": 4, "size": 80}).json()
        return datetime.fromisoformat(clock["moment"])


@pytest.fixture
def reports(seller, clock) -> ReportDesk:
    return ReportDesk(seller, clock.advance, lambda: clock.now)
