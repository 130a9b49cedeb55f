"""Consents that do not hold, in the demonstration: of another seller, without a role, ending soon, taken back.

They are tried on a second simulated account, which is small, and once: afterwards its consent is lost.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.cli.demo import ANSWER_SECONDS, Advertiser, Client, DemoError, content_of, find_advertiser
from services.cli.installation import Installation
from services.cli.verdicts import Problem, Verdict

CONSENTS = "consents"
"""The verdict on them, beside those on findings."""

_SIDE_SIZES = (2, 3)
_PROOFS = ("productFees.getMyFeesEstimateForSKU", "listingsItems_2021-08-01.searchListingsItems")
"""What a consent is proved by; without the roles for both it says nothing about whose it is."""

_LOST, _ENDING = "tickets.connection_lost", "tickets.connection_ending"
_TOLD_SECONDS = 120.0
_MOST_OF_A_YEAR = timedelta(days=340)
"""So long ago a consent was given that ends within 30 days: Amazon has it renewed every year."""


def try_consents(
    installation: Installation, client: Client, mine: Advertiser, seed: int, size: int
) -> Verdict | None:
    """Whether each is refused or noticed; None where it has been tried before. Raises DemoError."""
    side = next(each for each in _SIDE_SIZES if each != size)
    other = find_advertiser(installation, seed, side)
    if client.http.get(f"/v1/seller-accounts/{other.seller_id}").status_code == 200:
        return None
    faults = _Faults(installation, seed, side)
    tried = {
        "consent-foreign": (_connect(client, other, mine.refresh_token), "consent-of-another-seller"),
        "consent-role-missing": (_with_roles_missing(client, other, faults), "unproven"),
        "consent-ending": (_ending(client, other), "ending"),
        "consent-taken-back": (_taken_back(client, other, faults), "lost"),
    }
    missed: list[Problem] = [(name, other.seller_id, seen) for name, (seen, due) in tried.items() if seen != due]
    return Verdict(len(tried), missed, [])


class _Faults:
    """What goes wrong at the sandbox for one seller."""

    def __init__(self, installation: Installation, seed: int, size: int) -> None:
        self._url = f"{installation.sandbox_url}/sandbox/faults"
        self._who = {"seed": seed, "size": size}

    def switch_on(self, operation: str, kind: str) -> None:
        """Let an operation go wrong from now on."""
        body = self._who | {"operation": operation, "kind": kind}
        content_of(httpx.post(self._url, json=body, timeout=ANSWER_SECONDS, trust_env=False))

    def switch_off(self) -> None:
        """Let everything go right again."""
        answer = httpx.delete(self._url, params=self._who, timeout=ANSWER_SECONDS, trust_env=False)
        if answer.is_error:
            raise DemoError(f"DELETE /sandbox/faults: {answer.status_code}")


def _connect(client: Client, account: Advertiser, refresh_token: str) -> str:
    """How the account stands, or the code of the refusal."""
    body = {
        "seller_id": account.seller_id,
        "name": "Simulated seller, small",
        "region": account.region,
        "marketplace_ids": account.marketplace_ids,
        "spapi_refresh_token": refresh_token,
    }
    return _standing_in(client.http.post("/v1/seller-accounts", json=body))


def _with_roles_missing(client: Client, account: Advertiser, faults: _Faults) -> str:
    """How the account stands, once that is in the worklist."""
    for operation in _PROOFS:
        faults.switch_on(operation, "forbidden")
    standing = _connect(client, account, account.refresh_token)
    faults.switch_off()
    return standing if _is_told(client, account, _LOST) else "untold"


def _ending(client: Client, account: Advertiser) -> str:
    """Whether the worklist says that a consent ends which holds, and was given most of a year ago."""
    given_on = datetime.now(UTC).date() - _MOST_OF_A_YEAR
    body = {"spapi_refresh_token": account.refresh_token, "spapi_authorized_on": given_on.isoformat()}
    content_of(client.http.patch(f"/v1/seller-accounts/{account.seller_id}", json=body))
    if not _is_told(client, account, _LOST, absent=True):
        return "untold"
    return "ending" if _is_told(client, account, _ENDING) else "untold"


def _taken_back(client: Client, account: Advertiser, faults: _Faults) -> str:
    """How the account stands after the first sync, once that is in the worklist."""
    path = f"/v1/seller-accounts/{account.seller_id}"
    faults.switch_on("consent", "revoked")
    client.start_sync(account.seller_id, "inventory")
    return _standing_in(client.http.get(path)) if _is_told(client, account, _LOST) else "untold"


def _is_told(client: Client, account: Advertiser, code: str, *, absent: bool = False) -> bool:
    """Whether the worklist comes to say, or not to say any more, that of the account's connection."""
    ends = time.monotonic() + _TOLD_SECONDS
    while any(item["code"] == code for item in client.worklist(account.seller_id)) == absent:
        if time.monotonic() > ends:
            return False
        time.sleep(0.2)
    return True


def _standing_in(answer: httpx.Response) -> str:
    body: dict[str, Any] = answer.json()
    return str(body.get("connection_status") or body.get("code"))
