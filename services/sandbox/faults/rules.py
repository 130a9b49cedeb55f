"""What can go wrong, and where."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from services.sandbox.rates import RATES


class Operation(StrEnum):
    """The calls of the Ads API that can meet a fault."""

    TOKEN = "token"  # noqa: S105 - the name of a call
    PROFILES = "profiles"
    CAMPAIGNS = "campaigns"
    CREATE_REPORT = "reports.create"
    GET_REPORT = "reports.get"
    DOCUMENT = "document"


OPERATIONS = {
    "create_sandbox_access_token": Operation.TOKEN,
    "list_sandbox_profiles": Operation.PROFILES,
    "list_sandbox_campaigns": Operation.CAMPAIGNS,
    "list_sandbox_brands_campaigns": Operation.CAMPAIGNS,
    "list_sandbox_display_campaigns": Operation.CAMPAIGNS,
    "create_sandbox_report": Operation.CREATE_REPORT,
    "get_sandbox_report": Operation.GET_REPORT,
    "get_sandbox_document": Operation.DOCUMENT,
}
"""The operation of each endpoint of ours that the Ads API has, too."""

SELLING_PARTNER = "sp-api"
"""Any operation of the Selling Partner API; each can also be named as in RATES."""

CONSENT = "consent"
"""Everything that is done under a seller's consent, signing in included."""

GET_SELLER_REPORT = "reports_2021-06-30.getReport"
NAMES = frozenset({*Operation, SELLING_PARTNER, CONSENT, *RATES})


class Kind(StrEnum):
    """What goes wrong; docs/sandbox.md describes each."""

    THROTTLED = "throttled"
    THROTTLED_SILENTLY = "throttled_silently"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    REVOKED = "revoked"
    NO_PROFILES = "no_profiles"
    OTHER_PROFILES = "other_profiles"
    SLOW = "slow"
    TRICKLE = "trickle"
    CUT = "cut"
    SAME_TOKEN = "same_token"  # noqa: S105 - it leads to a page
    LINK_EXPIRED = "link_expired"
    TRUNCATED = "truncated"
    BOMB = "bomb"
    DUPLICATE_ROWS = "duplicate_rows"
    MISSING_DAY = "missing_day"
    MALFORMED_ROWS = "malformed_rows"
    NEVER_COMPLETED = "never_completed"
    FAILED = "failed"


ON_THE_WIRE = {Kind.SLOW, Kind.TRICKLE, Kind.CUT, Kind.TRUNCATED, Kind.SAME_TOKEN}
"""An answer is made as always, and spoiled on its way."""

_OF_DOCUMENTS = {Kind.LINK_EXPIRED, Kind.TRUNCATED, Kind.BOMB} | {
    Kind.DUPLICATE_ROWS,
    Kind.MISSING_DAY,
    Kind.MALFORMED_ROWS,
}
_OF_PROFILES = {Kind.NO_PROFILES, Kind.OTHER_PROFILES}
_OF_REPORTS = {Kind.NEVER_COMPLETED, Kind.FAILED}
_OF_SELLING_PARTNER = {Kind.SAME_TOKEN, Kind.THROTTLED_SILENTLY}


class Simulated(Protocol):
    """Whose calls they are: an advertiser or a seller."""

    @property
    def seed(self) -> int:
        """By which it is simulated."""

    @property
    def size(self) -> int:
        """How large it is simulated."""


def can_meet(operation: str, kind: Kind) -> bool:
    """Whether a call can go wrong in this way."""
    if kind in _OF_DOCUMENTS:
        return operation == Operation.DOCUMENT
    if kind in _OF_REPORTS:
        return operation in (Operation.GET_REPORT, GET_SELLER_REPORT)
    if kind in _OF_PROFILES:
        return operation == Operation.PROFILES
    if operation == CONSENT or kind == Kind.REVOKED:
        return (operation, kind) == (CONSENT, Kind.REVOKED)
    return kind not in _OF_SELLING_PARTNER or operation not in set(Operation)


def names_of(operation: str) -> tuple[str, ...]:
    """Under which names a fault is met by a call: its own, and those that mean more than one operation."""
    if operation == Operation.DOCUMENT:  # a link carries its own signature
        return (operation,)
    return (operation, CONSENT, SELLING_PARTNER) if operation in RATES else (operation, CONSENT)


def with_the_token_asked_for(answer: Any, query: Mapping[str, str]) -> Any:
    """The same answer with the token of the next page set to that of this one, whatever the API calls both."""
    asked = next((value for name, value in query.items() if name.lower().endswith("token")), None)
    return answer if asked is None else _replaced(answer, asked)


def _replaced(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return {
            name: token if name.lower() == "nexttoken" else _replaced(each, token) for name, each in value.items()
        }
    if isinstance(value, list):
        return [_replaced(each, token) for each in value]
    return value
