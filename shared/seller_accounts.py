"""Seller accounts as the gateway knows them, and access to Amazon on their behalf."""

import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Literal, Self

import httpx

from shared.amazon.sp_api import Connection, Limits
from shared.internal import InternalClient
from shared.throttle import Buckets

Purpose = Literal["ads", "spapi"]
_SPARE = timedelta(minutes=1)
"""A token is renewed this long before it ends, so that it does not end under way."""

_ASKED_EVERY = timedelta(seconds=15)
"""So long a token that is in use works on after calls were stopped."""

CHECKING = "consent-checking"
"""The gateway does not know yet whose the consent is: jobs wait, as for what is away."""

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
    """Bounds of the calls to Amazon in seconds: a single wait, a whole call, a whole document."""

    timeout: float
    deadline: float
    document_deadline: float


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """A seller account as the gateway knows it; the statuses say why Amazon cannot be asked where it cannot."""

    tenant_id: str
    seller_id: str
    marketplace_ids: tuple[str, ...]
    ads_profile_ids: tuple[str, ...]
    has_ads_connection: bool
    has_spapi_connection: bool
    ads_status: str = "not_connected"
    spapi_status: str = "not_connected"

    def __str__(self) -> str:
        return f"{self.tenant_id}/{self.seller_id}"

    def is_connected(self, purpose: Purpose) -> bool:
        """Whether an interface can be asked for the account."""
        return self.has_ads_connection if purpose == "ads" else self.has_spapi_connection

    def status_of(self, purpose: Purpose) -> str:
        """How the account's connection to an interface stands."""
        return self.ads_status if purpose == "ads" else self.spapi_status


@dataclass(frozen=True, slots=True)
class Access:
    """Where to call Amazon, as which client, and with which token."""

    api_base_url: str
    client_id: str
    access_token: str
    expires_at: datetime


class SellerAccounts:
    """Asks the gateway. Every method raises httpx.HTTPError when it cannot answer."""

    _seller_ids: frozenset[str] | None = None

    def __init__(self, internal: InternalClient, *, clock: Callable[[], datetime]) -> None:
        self._internal = internal
        self._clock = clock

    def within(self, seller_ids: frozenset[str] | None) -> Self:
        """The same, for a caller who may know of these seller accounts only; None is all."""
        limited = copy(self)
        limited._seller_ids = seller_ids
        return limited

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        """One seller account. Raises AccountUnknownError."""
        if self._seller_ids is not None and seller_id not in self._seller_ids:
            raise AccountUnknownError(seller_id)
        found = self._internal.get("/internal/seller-accounts", tenant_id=tenant_id, seller_id=seller_id)
        if not found["items"]:
            raise AccountUnknownError(seller_id)
        return _account(found["items"][0])

    def all(self) -> list[SellerAccount]:
        """All seller accounts of all tenants."""
        return [_account(item) for item in self._internal.get("/internal/seller-accounts")["items"]]

    def access(self, tenant_id: str, seller_id: str, purpose: Purpose) -> Access:
        """A short-lived token under the account's consent. Raises AccessTokenError."""
        request = {"tenant_id": tenant_id, "seller_id": seller_id, "purpose": purpose}
        try:
            grant = self._internal.post("/internal/access-tokens", request)
        except httpx.HTTPStatusError as error:
            problem = error.response.json()
            passing = error.response.status_code >= 500 or problem["code"] == CHECKING
            raise AccessTokenError(problem["code"], problem["title"], passing) from error
        expires_at = datetime.fromisoformat(grant["expires_at"])
        return Access(grant["api_base_url"], grant["client_id"], grant["access_token"], expires_at)

    def sp_connection(self, tenant_id: str, seller_id: str, buckets: Buckets, times: CallTimes) -> Connection:
        """The Selling Partner API under the account's consent and limits. Raises AccessTokenError."""
        renewing = Renewing(lambda: self.access(tenant_id, seller_id, "spapi"), self._clock)
        return Connection(
            renewing.first.api_base_url,
            renewing.token,
            Limits(buckets, f"spapi:{tenant_id}:{seller_id}", clock=self._clock, sleep=time.sleep),
            clock=self._clock,
            timeout=times.timeout,
            deadline=times.deadline,
            document_deadline=times.document_deadline,
        )


class Renewing:
    """A token that is asked for anew shortly before it ends, and every few seconds, by one thread at a time.

    The gateway gives the same one while it lasts, and none once calls are stopped.
    """

    def __init__(self, ask: Callable[[], Access], clock: Callable[[], datetime]) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = Lock()
        self._asked_at = clock()
        self.first = self._present = ask()

    def token(self) -> str:
        """The present token. Raises AccessTokenError."""
        with self._lock:
            now = self._clock()
            ends = now > self._present.expires_at - _SPARE
            if ends or not self._asked_at <= now < self._asked_at + _ASKED_EVERY:
                self._renew(ends)
                self._asked_at = now
            return self._present.access_token

    def _renew(self, ends: bool) -> None:
        try:
            self._present = self._ask()
        except httpx.HTTPError:
            if ends:
                raise


def _account(item: dict[str, Any]) -> SellerAccount:
    return SellerAccount(
        tenant_id=item["tenant_id"],
        seller_id=item["seller_id"],
        marketplace_ids=tuple(item["marketplace_ids"]),
        ads_profile_ids=tuple(item["ads_profile_ids"] or ()),
        has_ads_connection=item["has_ads_connection"],
        has_spapi_connection=item["has_spapi_connection"],
        ads_status=item["ads_status"],
        spapi_status=item["spapi_status"],
    )
