"""What a probe of a consent means, from values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Api = Literal["ads", "spapi"]
APIS: tuple[Api, ...] = ("ads", "spapi")
"""Amazon's interfaces; the consent for each is a refresh token of its own."""

Status = Literal["not_connected", "checking", "connected", "unproven", "foreign", "lost"]
Proof = Literal["fees", "listings", "profiles", "admin"]

_BY_URGENCY: tuple[str, ...] = ("lost", "foreign", "unproven", "checking", "connected", "not_connected")
_CHECK_AFTER: dict[Status, timedelta] = {
    "checking": timedelta(minutes=1),
    "connected": timedelta(hours=6),
    "unproven": timedelta(hours=1),
    "lost": timedelta(hours=1),
}
_AWAY = timedelta(minutes=5)
_LIFE, _SOON = timedelta(days=365), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a probe has found.

    proven: the token is this seller's, by `proof`; reached: the token works, and names nobody (Ads without
    profiles); unproven: it works, and nothing says whose it is; foreign: it is another seller's; refused: it
    works nowhere; away: Amazon could not be asked. `reason` is a code.
    """

    kind: Literal["proven", "reached", "unproven", "foreign", "refused", "away"]
    proof: Proof | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a consent stands, what has proved it, and whether it ends soon."""

    status: Status
    proof: Proof | None
    reason: str | None
    is_ending: bool = False


def api_of(text: str) -> Api:
    """The interface of this name."""
    return next(api for api in APIS if api == text)


def secret_name(seller_id: str, api: str) -> str:
    """What the refresh token of a consent is sealed under."""
    return f"seller_account/{seller_id}/{api}_refresh_token"


def of_named_seller(named: str, seller_id: str) -> Verdict:
    """What it means that Amazon names this seller as the token's."""
    return Verdict("proven", "fees") if named == seller_id else Verdict("foreign", reason="another-seller")


def of_profiles(owners: Iterable[str], seller_id: str) -> Verdict:
    """What the owners of all advertising profiles mean that a consent reaches."""
    known = set(owners)
    if seller_id in known:
        return Verdict("proven", "profiles")
    return Verdict("foreign", reason="another-seller") if known else Verdict("reached", reason="no-profiles")


def after(before: Standing, verdict: Verdict) -> Standing:
    """How a consent stands after a probe. A token never changes its seller: what was proved once stays proved."""
    if verdict.kind == "proven":
        return Standing("connected", before.proof if before.proof == "admin" else verdict.proof, None)
    if verdict.kind == "reached":
        return Standing("connected", before.proof, verdict.reason)
    if verdict.kind == "foreign":
        return Standing("foreign", None, verdict.reason)
    if verdict.kind == "refused":
        return Standing("lost", before.proof, verdict.reason)
    if verdict.kind == "unproven":
        return Standing("unproven" if before.proof is None else "connected", before.proof, verdict.reason)
    return Standing(before.status, before.proof, verdict.reason)


def check_after(standing: Standing, verdict: Verdict | None) -> timedelta | None:
    """How long until the next probe; None for no more, since nothing is left to ask with."""
    pause = _CHECK_AFTER.get(standing.status)
    return min(pause, _AWAY) if pause is not None and verdict is not None and verdict.kind == "away" else pause


def most_urgent(statuses: Iterable[str]) -> str:
    """Of several the one that needs somebody most."""
    return min(statuses, key=_BY_URGENCY.index, default="not_connected")


def ends_on(api: Api, authorized_on: date | None) -> date | None:
    """When a consent ends at the latest, None if unknown: those for the Selling Partner API are renewed every year.

    developer-docs.amazon.com/sp-api, "Renew authorization". A refresh token of the Ads API has no such end.
    """
    return None if api == "ads" or authorized_on is None else authorized_on + _LIFE


def ends_soon(ends: date | None, today: date) -> bool | None:
    """Whether that is within 30 days; None if unknown."""
    return None if ends is None else ends - today <= _SOON
