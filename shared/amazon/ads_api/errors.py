"""What can go wrong when talking to Amazon Ads.

AdsApiError           any refusal or unusable reply
  Unauthorized        401, 403: the token or the profile is not ours (or no longer)
  InvalidReport       400: Amazon refuses the report as it is asked for
  DuplicateReport     425: the same report is already being made; `report_id` names it
  Throttled           429: too fast; `retry_after` says how long to wait, if Amazon said so
  Unavailable         5xx, an HTML page, a time-out, a broken connection: the same call may work later
  DocumentExpired     the link of a finished report is too old: ask for the report again to get a new one
"""

import re
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from shared.redaction import redacted

_DUPLICATE = re.compile(r"duplicate of\s*:?\s*([0-9A-Za-z][0-9A-Za-z-]{7,99})", re.IGNORECASE)
_DETAIL_LENGTH = 300

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for a body that is not the JSON it should be."""


class AdsApiError(Exception):
    """Base of this family. All of them survive pickling: a job's step stores its error.

    `status` is the HTTP status, None when no reply came; `code` is Amazon's own where it gave one, else a
    word of ours or the status; `detail` is Amazon's sentence, shortened, and never holds a token.
    """

    retryable: ClassVar[bool] = False

    def __init__(self, status: int | None, code: str, detail: str, retry_after: float | None = None) -> None:
        super().__init__(status, code, detail, retry_after)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.status or 'no reply'} {self.code}: {self.detail}"


class Unauthorized(AdsApiError):
    """The credentials do not work; a person must look."""


class InvalidReport(AdsApiError):
    """Wrong columns, dates or group-by: the same request will fail again."""


class DuplicateReport(AdsApiError):
    """An identical request is being worked on; its report can be used instead."""

    @property
    def report_id(self) -> str:
        """The report that Amazon is already making; its id stands only in the text."""
        found = _DUPLICATE.search(self.detail)
        return found[1] if found else ""


class Throttled(AdsApiError):
    """Too many requests."""

    retryable = True


class Unavailable(AdsApiError):
    """Nothing usable came back."""

    retryable = True


class DocumentExpired(AdsApiError):
    """The document host answered 403: links live for about an hour."""


class _Refusal(msgspec.Struct):
    """The members under which Amazon's services say what is wrong; each uses other ones."""

    code: str | int | None = None
    error: str | None = None
    detail: str | None = None
    details: str | None = None
    message: str | None = None
    error_description: str | None = None


_BY_STATUS: dict[int, type[AdsApiError]] = {
    401: Unauthorized,
    403: Unauthorized,
    425: DuplicateReport,
    429: Throttled,
}


def of_reply(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    special: Mapping[int, type[AdsApiError]] | None = None,
) -> AdsApiError:
    """The error for a reply that is not a success; `special` says what a status means for one call."""
    refusal = _refusal_of(body)
    code = str(refusal.code or refusal.error or status)[:100]
    detail = refusal.detail or refusal.details or refusal.message or refusal.error_description
    detail = detail or f"status {status} without a reason"
    kind = (_BY_STATUS | dict(special or {})).get(status, Unavailable if status >= 500 else AdsApiError)
    if kind is DuplicateReport and not _DUPLICATE.search(detail):
        kind = Unavailable  # without an id nothing can be reused: too early, ask again
    return kind(status, redacted(code), redacted(detail)[:_DETAIL_LENGTH], _seconds(headers.get("retry-after")))


def malformed(detail: str) -> AdsApiError:
    """A reply of status 200 that is not what the documentation promises."""
    return AdsApiError(200, "malformed-reply", detail[:_DETAIL_LENGTH])


def _refusal_of(body: bytes) -> _Refusal:
    try:
        return msgspec.json.decode(body, type=_Refusal)
    except UNREADABLE:
        return _Refusal()


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; its other form, a date, is not used by Amazon and is ignored."""
    if retry_after is None or not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", retry_after):
        return None
    return float(retry_after)
