"""What can go wrong, and where."""

from enum import StrEnum


class Operation(StrEnum):
    """The calls that can meet a fault."""

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
    "create_sandbox_report": Operation.CREATE_REPORT,
    "get_sandbox_report": Operation.GET_REPORT,
    "get_sandbox_document": Operation.DOCUMENT,
}
"""The operation of each endpoint of ours that Amazon has, too."""


class Kind(StrEnum):
    """What goes wrong; docs/sandbox.md describes each."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    SLOW = "slow"
    TRICKLE = "trickle"
    CUT = "cut"
    LINK_EXPIRED = "link_expired"
    TRUNCATED = "truncated"
    BOMB = "bomb"
    DUPLICATE_ROWS = "duplicate_rows"
    MISSING_DAY = "missing_day"
    MALFORMED_ROWS = "malformed_rows"
    NEVER_COMPLETED = "never_completed"
    FAILED = "failed"


ON_THE_WIRE = {Kind.SLOW, Kind.TRICKLE, Kind.CUT, Kind.TRUNCATED}
"""An answer is made as always, and spoiled on its way."""

_OF_DOCUMENTS = {Kind.LINK_EXPIRED, Kind.TRUNCATED, Kind.BOMB} | {
    Kind.DUPLICATE_ROWS,
    Kind.MISSING_DAY,
    Kind.MALFORMED_ROWS,
}
_OF_REPORTS = {Kind.NEVER_COMPLETED, Kind.FAILED}


def can_meet(operation: Operation, kind: Kind) -> bool:
    """Whether a call can go wrong in this way."""
    if kind in _OF_DOCUMENTS:
        return operation is Operation.DOCUMENT
    return kind not in _OF_REPORTS or operation is Operation.GET_REPORT
