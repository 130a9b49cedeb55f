"""One seller account's line to the Selling Partner API: everything that goes over the network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import httpx

from shared.amazon import errors, exchange
from shared.amazon.errors import AmazonApiError, Throttled
from shared.amazon.report_files import as_utf8, capped, unpacked
from shared.amazon.shapes import decoder_of
from shared.amazon.sp_api.limits import Limits
from shared.amazon.sp_api.operations import Operation, Request
from shared.amazon.sp_api.payloads import Page
from shared.egress.deadlines import Deadline
from shared.throttle import Rate

_Reply = TypeVar("_Reply")
_Page = TypeVar("_Page", bound=Page)
_USER_AGENT = "Zhuli/0.1 (Language=Python)"
"""Name, version and language: developer-docs.amazon.com/sp-api, "Include a User-Agent header"."""

MAX_UNPACKED_BYTES = 2 * 1024**3


class Connection:
    """The API at `base_url` on behalf of one consent. Safe to share between threads.

    `access_token` is asked before each call, so that it can renew the token; `clock` gives UTC. `timeout`
    bounds a single wait, `deadline` a whole call, `document_deadline` the waiting for a whole document, all
    in seconds. Nothing is tried twice: the steps of a job do that, guided by `retryable`. Every method raises
    AmazonApiError; calls also raise ThrottledError when their turn does not come in time.
    """

    def __init__(
        self,
        base_url: str,
        access_token: Callable[[], str],
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        timeout: float = 10.0,
        deadline: float = 60.0,
        document_deadline: float = 900.0,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._access_token = access_token
        self._limits = limits
        self._clock = clock
        self._timeout = timeout
        self._deadline = deadline
        self._document_deadline = document_deadline

    def call(
        self, operation: Operation, shape: type[_Reply], *arguments: Any, marketplace_id: str = "", **members: Any
    ) -> _Reply:
        """The reply as `shape`; the arguments are those of `Operation.request`."""
        body = self.send(operation, *arguments, marketplace_id=marketplace_id, **members)
        try:
            return decoder_of(shape).decode(body)
        except errors.UNREADABLE as error:
            raise errors.malformed(str(error)) from None

    def send(self, operation: Operation, *arguments: Any, marketplace_id: str = "", **members: Any) -> bytes:
        """The same for replies that say nothing but success."""
        request = operation.request(*arguments, marketplace_id=marketplace_id, **members)
        rate = self._limits.wait(operation)
        deadline = Deadline(self._deadline)
        try:
            with self._exchange(self._http(request), deadline) as response:
                self._limits.learn(operation, rate, response.headers.get("x-amzn-ratelimit-limit"))
                return exchange.read_success(response, deadline)
        except Throttled as refusal:
            self._limits.close(operation, rate, refusal.retry_after)
            raise

    def wait_for_quota(self, name: str, rate: Rate) -> None:
        """Wait for a turn that Amazon counts beside the operations. Raises ThrottledError."""
        self._limits.wait_for_quota(name, rate)

    def pages(
        self,
        operation: Operation,
        shape: type[_Page],
        *arguments: Any,
        cursor: str,
        cursor_alone: bool = False,
        **members: Any,
    ) -> Iterator[_Page]:
        """All slices of a list, as they are asked for.

        A slice's token goes into the member `cursor` of the next request, beside the others or, with
        `cursor_alone`, instead of them.
        """
        tokens: set[str] = set()
        asked = members
        while True:
            page = self.call(operation, shape, *arguments, **asked)
            yield page
            token = page.next_token
            if not token:
                return
            if token in tokens:
                raise AmazonApiError(200, "page-loop", "Amazon gave the same page token twice")
            tokens.add(token)
            asked = ({} if cursor_alone else members) | {cursor: token}

    @contextmanager
    def open_document(
        self,
        url: str,
        *,
        gzipped: bool,
        max_bytes: int = exchange.MAX_DOCUMENT_BYTES,
        max_unpacked_bytes: int = MAX_UNPACKED_BYTES,
    ) -> Iterator[Iterator[bytes]]:
        """A document's text as it arrives: unpacked, and in UTF-8 whatever it is written in.

        Only waiting for the host counts against the deadline, not what is done with a chunk. Raises
        DocumentExpired when a new link is needed, and ReportFileError on the way.
        """
        deadline = Deadline(self._document_deadline)
        with exchange.open_document(url, timeout=self._timeout, deadline=deadline, max_bytes=max_bytes) as (
            head,
            chunks,
        ):
            text = (unpacked if gzipped else capped)(chunks, max_bytes=max_unpacked_bytes)
            yield as_utf8(text, _charset_of(head))

    def upload(self, url: str, content: bytes, *, content_type: str) -> None:
        """Put a document where Amazon asked for it. Raises DocumentExpired when a new place is needed."""
        deadline = Deadline(self._document_deadline)
        headers = {"Content-Type": content_type, "Accept-Encoding": "identity"}
        request = httpx.Request("PUT", exchange.address(url), headers=headers, content=content)
        with self._exchange(request, deadline) as response:
            exchange.check_document(response, deadline)

    @contextmanager
    def _exchange(self, request: httpx.Request, deadline: Deadline) -> Iterator[httpx.Response]:
        with exchange.exchange(request, timeout=self._timeout, deadline=deadline, transport=None) as response:
            yield response

    def _http(self, request: Request) -> httpx.Request:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": _USER_AGENT,
            "x-amz-access-token": self._access_token(),
            "x-amz-date": f"{self._clock():%Y%m%dT%H%M%SZ}",
        }
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        url = exchange.address(self._base_url + request.path)
        return httpx.Request(request.method, url, params=request.query, headers=headers, content=request.body)


def _charset_of(headers: httpx.Headers) -> str | None:
    """The character set that a Content-Type names."""
    return httpx.Response(200, headers=headers).charset_encoding
