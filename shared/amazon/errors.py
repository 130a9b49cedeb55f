"""What can go wrong when talking to Amazon, whichever of its interfaces it is.

AmazonApiError        any refusal or unusable reply
  Unauthorized        401, 403: the token or the account is not ours (or no longer)
  NotFound            404: Amazon has no such thing, or not for this seller
  Throttled           429: too fast; `retry_after` says how long to wait, if Amazon said so
  Unavailable         5xx, an HTML page, a time-out, a broken connection: the same call may work later
  DocumentExpired     the link of a document is too old: ask for the document again to get a new one
"""

import re
from collections.abc import Mapping
from typing import ClassVar, TypeVar

import msgspec

from shared.amazon.shapes import decoder_of
from shared.log import redacted

_DETAIL_LENGTH = 300
_Reply = TypeVar("_Reply")

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for a body that is not the JSON it should be."""


class AmazonApiError(Exception):
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


class Unauthorized(AmazonApiError):
    """The credentials do not work; a person must look."""


class NotFound(AmazonApiError):
    """Amazon does not know it."""


class Throttled(AmazonApiError):
    """Too many requests."""

    retryable = True


class Unavailable(AmazonApiError):
    """Nothing usable came back."""

    retryable = True


class DocumentExpired(AmazonApiError):
    """The document host answered 403: links live for minutes or an hour."""


class _Refusal(msgspec.Struct):
    """The members under which Amazon's services say what is wrong; each uses other ones."""

    code: str | int | None = None
    error: str | None = None
    detail: str | None = None
    details: str | None = None
    message: str | None = None
    error_description: str | None = None


class _Refusals(msgspec.Struct):
    """How the Selling Partner API wraps them."""

    errors: list[_Refusal]


_BY_STATUS: dict[int, type[AmazonApiError]] = {401: Unauthorized, 403: Unauthorized, 404: NotFound, 429: Throttled}


def of_reply(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    special: Mapping[int, type[AmazonApiError]] | None = None,
) -> AmazonApiError:
    """The error for a reply that is not a success; `special` says what a status means for one call."""
    refusal = _refusal_of(body)
    code = str(refusal.code or refusal.error or status)[:100]
    detail = refusal.detail or refusal.details or refusal.message or refusal.error_description
    detail = detail or f"status {status} without a reason"
    kind = (_BY_STATUS | dict(special or {})).get(status, Unavailable if status >= 500 else AmazonApiError)
    return kind(status, redacted(code), redacted(detail)[:_DETAIL_LENGTH], _seconds(headers.get("retry-after")))


def malformed(detail: str) -> AmazonApiError:
    """A reply of status 200 that is not what the documentation promises."""
    return AmazonApiError(200, "malformed-reply", detail[:_DETAIL_LENGTH])


def _refusal_of(body: bytes) -> _Refusal:
    """The first of them; some replies are a bare list."""
    wrapped = _read(body, _Refusals)
    refusals = wrapped.errors if wrapped else _read(body, list[_Refusal])
    return refusals[0] if refusals else _read(body, _Refusal) or _Refusal()


def _read(body: bytes, shape: type[_Reply]) -> _Reply | None:
    try:
        return decoder_of(shape).decode(body)
    except UNREADABLE:
        return None


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; its other form, a date, is not used by Amazon and is ignored."""
    if retry_after is None or not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", retry_after):
        return None
    return float(retry_after)
