"""A client of gwapi v2 that does as it is told, and the switches of its traps."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from services.sandbox.faults import endpoints as wire

MINE = {"seed": 4, "size": 80}


@dataclass
class Erp:
    """Calls of the account of seller 4 with 80 products, by a key of so many goods."""

    client: TestClient
    clock: Any
    app_key: str
    secret: str
    path: str
    key: dict[str, Any]

    def post(self, api: str, *, upper: bool = False, **data: Any) -> Response:
        envelope = {"api": api, "appkey": self.app_key, "data": data, "timestamp": int(self.clock.now.timestamp())}
        body = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Authorization": signature.upper() if upper else signature}
        return self.client.post(self.path, content=body, headers=headers)

    def data(self, api: str, **data: Any) -> dict[str, Any]:
        answer = self.post(api, **data).json()
        assert str(answer["code"]) == "200", answer
        return answer["data"]

    def switch(self, *traps: str, is_on: bool = True, **more: Any) -> None:
        named = {"traps": list(traps)} if traps else {}
        answer = self.client.post("/sandbox/mabang/traps", json=MINE | named | {"is_on": is_on} | more)
        assert answer.status_code == 200, answer.text

    def calls(self) -> list[dict[str, Any]]:
        return self.client.get("/sandbox/mabang/calls", params=MINE).json()["items"]


def connect(client, clock, goods: int) -> Erp:
    key = client.get("/sandbox/mabang", params=MINE | {"goods": goods}).json()
    return Erp(client, clock, key["app_key"], key["secret"], key["path"], key)


@pytest.fixture
def erp(client, clock) -> Erp:
    """An account of 450 goods that is as Mabang usually is."""
    return connect(client, clock, 450)


@pytest.fixture
def plain(erp) -> Erp:
    """The same without any trap."""
    erp.switch(is_on=False)
    return erp


@pytest.fixture
def waited(monkeypatch):
    """Pauses of slow answers in seconds, none of which are waited for."""
    pauses = []

    async def note(_receive, seconds):
        pauses.append(seconds)
        return False

    monkeypatch.setattr(wire, "_has_left", note)
    return pauses
