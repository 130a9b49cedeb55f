"""What can go wrong when talking to Mabang.

MabangError           an answer that cannot be used, or an address that may not be reached
  MabangAway          no answer, an HTML page, HTTP 429 or 5xx: the same call may work later
  MabangRefused       an answer that says no. It is tried again, too: a gateway that has failed says the same
"""

from typing import ClassVar

from shared.log import redacted

_DETAIL_LENGTH = 300


class MabangError(Exception):
    """Base of this family; all of them survive pickling. `code` is ours, `detail` never holds a secret."""

    retryable: ClassVar[bool] = False

    def __init__(self, code: str, detail: str, retry_after: float | None = None) -> None:
        super().__init__(code, detail, retry_after)
        self.code, self.retry_after = code, retry_after
        self.detail = redacted(detail)[:_DETAIL_LENGTH]

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class MabangAway(MabangError):
    """No answer of the gateway's."""

    retryable = True


class MabangRefused(MabangError):
    """The gateway answered, and its code is not that of success."""

    retryable = True
