"""Asking Amazon whose a consent is: within seconds, and before anything of the seller's is read or stored."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from services.gateway.consents import rules
from services.gateway.consents.amazon.origins import SandboxMissingError
from services.gateway.consents.amazon.tokens import AmazonClientRefusedError, AmazonUnavailableError, sign_in
from services.gateway.consents.rules import Verdict
from services.gateway.consents.schemas import AccessTokenRead, Consent
from services.gateway.settings import GatewaySettings
from shared.amazon import marketplaces
from shared.amazon.ads_api import AdsApi
from shared.amazon.errors import AmazonApiError, Unauthorized
from shared.amazon.sp_api import Connection, Limits
from shared.amazon.sp_api.fees import Fees
from shared.amazon.sp_api.listings import Listings
from shared.amazon.sp_api.sellers import Sellers
from shared.app.connections import ConsentRefusedError
from shared.egress.deadlines import Deadline
from shared.throttle import Buckets, ThrottledError

PROBE_SECONDS = 10.0
"""For all that is asked about the consents of one account."""

_SKU, _AMOUNT = "ZHULI-CONNECTION-CHECK", 10.0
"""No seller has it: the estimate fails, and its answer names the seller nevertheless."""

_MARKETPLACES = 3
"""Where an account does not sell (any more) Amazon refuses the question; so many are tried."""


_FORBIDDEN = Verdict("refused", reason="forbidden")
_UNPROVEN = Verdict("unproven", reason="other-seller-or-missing-role")


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks Amazon. Nothing is tried twice: who gets `away` for an answer asks again later."""

    settings: GatewaySettings
    buckets: Buckets
    clock: Callable[[], datetime]

    def prove(self, consents: Sequence[Consent]) -> dict[rules.Api, Verdict]:
        """Whose these consents of one account are; the first that is another seller's ends the questions."""
        deadline = Deadline(PROBE_SECONDS)
        found: dict[rules.Api, Verdict] = {}
        for consent in consents:
            found[consent.purpose] = self._prove(consent, deadline)
            if found[consent.purpose].kind == "foreign":
                break
        return found

    def _prove(self, consent: Consent, deadline: Deadline) -> Verdict:
        try:
            access = sign_in(self.settings, consent, clock=self.clock, seconds=deadline.left())
            ask = _of_ads if consent.purpose == "ads" else self._of_selling_partner
            return ask(consent, access, deadline)
        except ConsentRefusedError as refusal:
            return Verdict("refused", reason=refusal.code)
        except (AmazonClientRefusedError, AmazonUnavailableError, SandboxMissingError) as away:
            return Verdict("away", reason=away.code)
        except (AmazonApiError, ThrottledError, httpx.TimeoutException):
            return Verdict("away", reason=AmazonUnavailableError.code)

    def _of_selling_partner(self, consent: Consent, access: AccessTokenRead, deadline: Deadline) -> Verdict:
        """Raises AmazonApiError, ThrottledError and httpx.ReadTimeout when Amazon does not answer now."""

        def connection() -> Connection:
            left = deadline.left()
            account = f"spapi:{consent.tenant_id}:{consent.seller_id}"
            limits = Limits(self.buckets, account, clock=self.clock, sleep=time.sleep, patience=left)
            return Connection(
                access.api_base_url, lambda: access.access_token, limits, clock=self.clock, deadline=left
            )

        named = next(filter(None, _named_sellers(consent, connection)), None)
        if named is not None:
            return rules.of_named_seller(named, consent.seller_id)
        if any(_lists(consent, connection)):
            return Verdict("proven", "listings")
        if consent.is_known and not _takes_part(connection):
            return _FORBIDDEN
        return _UNPROVEN


def _named_sellers(consent: Consent, connection: Callable[[], Connection]) -> Iterator[str | None]:
    """Whom estimates of fees name; None where Amazon refuses to make one."""
    for marketplace_id in consent.marketplace_ids[:_MARKETPLACES]:
        currency = marketplaces.of_id(marketplace_id).currency
        try:
            estimate = Fees(connection()).estimate_for_sku(_SKU, marketplace_id, _AMOUNT, currency)
        except Unauthorized:
            return
        except AmazonApiError as error:
            if error.retryable:
                raise
            yield None
        else:
            yield estimate.fees_estimate_identifier.seller_id or None


def _lists(consent: Consent, connection: Callable[[], Connection]) -> Iterator[bool]:
    """Whether Amazon shows this token the listings of the seller, which it shows to nobody else."""
    for marketplace_id in consent.marketplace_ids[:_MARKETPLACES]:
        try:
            next(Listings(connection(), consent.seller_id).search_items(marketplace_id))
        except Unauthorized:
            return
        except AmazonApiError as error:
            if error.retryable:
                raise
            yield False
        else:
            yield True


def _takes_part(connection: Callable[[], Connection]) -> bool:
    """Whether the token works at all: this needs the least of all roles."""
    try:
        Sellers(connection()).get_marketplace_participations()
    except Unauthorized:
        return False
    return True


def _of_ads(consent: Consent, access: AccessTokenRead, deadline: Deadline) -> Verdict:
    """Raises AmazonApiError when Amazon does not answer now."""
    api = AdsApi(access.api_base_url, access.client_id, lambda: access.access_token, deadline=deadline.left())
    try:
        profiles = api.list_profiles()
    except Unauthorized:
        return _FORBIDDEN if consent.is_known else _UNPROVEN
    return rules.of_profiles((profile.seller_id for profile in profiles), consent.seller_id)
