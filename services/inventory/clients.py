"""What the inventory service asks others: the gateway for seller accounts and tokens, Amazon for the rest."""

import time
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import Depends, Request

from shared.amazon.sp_api import Connection, Limits
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.throttle import Buckets

CALLS_AT_ONCE = 8
"""Requests of one route that may ask the gateway at a time: in one process it needs threads to answer, too."""


class AccountUnknownError(LookupError):
    """The tenant has no such seller account."""


class AccessTokenError(RuntimeError):
    """The gateway gives no access token: for now, or until a person has done something."""

    def __init__(self, code: str, detail: str, retryable: bool) -> None:
        super().__init__(code, detail, retryable)
        self.code, self.detail, self.retryable = code, detail, retryable


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Bounds of the calls to Amazon in seconds; see `InventorySettings`."""

    timeout: float
    deadline: float
    document_deadline: float


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """A seller account as the gateway knows it."""

    tenant_id: str
    seller_id: str
    marketplace_ids: tuple[str, ...]
    has_spapi_connection: bool


class SellerAccounts:
    """Asks the gateway. Every method raises httpx.HTTPError when it cannot answer."""

    def __init__(self, internal: InternalClient) -> None:
        self._internal = internal

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        """One seller account. Raises AccountUnknownError."""
        found = self._internal.get("/internal/seller-accounts", tenant_id=tenant_id, seller_id=seller_id)
        if not found["items"]:
            raise AccountUnknownError(seller_id)
        return _account(found["items"][0])

    def all(self) -> list[SellerAccount]:
        """All seller accounts of all tenants."""
        return [_account(item) for item in self._internal.get("/internal/seller-accounts")["items"]]

    def sp_connection(self, tenant_id: str, seller_id: str, buckets: Buckets, times: CallTimes) -> Connection:
        """A line to the Selling Partner API under the account's consent. Raises AccessTokenError."""
        request = {"tenant_id": tenant_id, "seller_id": seller_id, "purpose": "spapi"}
        try:
            grant = self._internal.post("/internal/access-tokens", request)
        except httpx.HTTPStatusError as error:
            problem = error.response.json()
            raise AccessTokenError(problem["code"], problem["title"], error.response.status_code >= 500) from error
        return Connection(
            grant["api_base_url"],
            lambda: str(grant["access_token"]),
            Limits(buckets, f"sp:{tenant_id}:{seller_id}", clock=utc_now, sleep=time.sleep),
            clock=utc_now,
            timeout=times.timeout,
            deadline=times.deadline,
            document_deadline=times.document_deadline,
        )


def _account(item: dict[str, Any]) -> SellerAccount:
    return SellerAccount(
        tenant_id=item["tenant_id"],
        seller_id=item["seller_id"],
        marketplace_ids=tuple(item["marketplace_ids"]),
        has_spapi_connection=item["has_spapi_connection"],
    )


def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    return accounts


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's view of the seller accounts."""
