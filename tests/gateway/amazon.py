"""Amazon as the gateway meets it: the sandbox as a process, with sellers of one's own."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

SIZE = 4
_seeds = count(5000)


@dataclass(frozen=True)
class Seller:
    """A simulated seller that no other test knows, and what it may do to our calls."""

    url: str
    seed: int
    seller_id: str
    marketplace_ids: list[str]
    token: str

    def account(self, **changes: Any) -> dict[str, Any]:
        """The body that connects it, without a consent."""
        body = {"seller_id": self.seller_id, "name": "N", "region": "EU", "marketplace_ids": self.marketplace_ids}
        return body | changes

    def switch(self, operation: str, kind: str, **options: Any) -> None:
        """Let calls under its consent go wrong."""
        self._ask("POST", "faults", json=self._named | {"operation": operation, "kind": kind} | options)

    def clear(self) -> None:
        """Let all of them go right again."""
        self._ask("DELETE", "faults", params=self._named)

    def calls(self) -> list[str]:
        """The operations that were called under its consent."""
        return [each["operation"] for each in self._ask("GET", "calls", params=self._named).json()["items"]]

    def _ask(self, method: str, name: str, **content: Any) -> httpx.Response:
        answer = httpx.request(method, f"{self.url}/sandbox/{name}", trust_env=False, timeout=30, **content)
        return answer.raise_for_status()

    @property
    def _named(self) -> dict[str, int]:
        return {"seed": self.seed, "size": SIZE}


def new_seller(url: str) -> Seller:
    """A seller whom nobody has asked about yet."""
    named = {"seed": next(_seeds), "size": SIZE}
    told = httpx.get(f"{url}/sandbox/advertiser", params=named, trust_env=False, timeout=30).json()
    return Seller(url, named["seed"], told["seller_id"], told["marketplace_ids"], told["refresh_token"])
