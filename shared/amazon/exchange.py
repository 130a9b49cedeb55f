"""One HTTP exchange with Amazon under a deadline for all of it.

A connection lives for one exchange: minutes pass between calls, and a kept one would be stale by then.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from shared.amazon import errors
from shared.amazon.errors import AmazonApiError, Unavailable
from shared.egress.deadlines import Deadline, DeadlineTransport

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""No reply of the API proper comes near; report documents have a limit of their own."""

MAX_DOCUMENT_BYTES = 4 * 1024**3
"""Packed; a million search-term rows take 71 MB."""


def address(url: str) -> httpx.URL:
    """The address, parsed. Raises AmazonApiError, which quotes none of it: a document's link is a secret."""
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        raise AmazonApiError(None, "invalid-url", "not an address that can be opened") from None


@contextmanager
def exchange(
    request: httpx.Request, *, timeout: float, deadline: Deadline, transport: httpx.BaseTransport | None
) -> Iterator[httpx.Response]:
    """Send a request and give its response, the body unread. Raises Unavailable."""
    client = httpx.Client(
        transport=transport or DeadlineTransport(deadline),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )
    with client:
        with _as_unavailable():
            response = client.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()


def chunks(response: httpx.Response, deadline: Deadline, *, max_bytes: int) -> Iterator[bytes]:
    """The body as it arrives, not decoded. Raises Unavailable, or AmazonApiError over `max_bytes`."""
    received = 0
    stream = response.iter_raw()
    while True:
        with _as_unavailable():
            deadline.left()
            chunk = next(stream, None)
        if chunk is None:
            return
        received += len(chunk)
        if received > max_bytes:
            raise AmazonApiError(response.status_code, "reply-too-large", f"the body is over {max_bytes} bytes")
        deadline.pause()
        yield chunk
        deadline.resume()


def read(response: httpx.Response, deadline: Deadline) -> bytes:
    """The whole body. Raises Unavailable, or AmazonApiError when it is over MAX_REPLY_BYTES."""
    return b"".join(chunks(response, deadline, max_bytes=MAX_REPLY_BYTES))


def dated(response: httpx.Response) -> datetime | None:
    """What the clock of who answered said (RFC 9110, 6.6.1), in UTC; None where it is not told as it should be."""
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


@contextmanager
def open_document(
    url: str, *, timeout: float, deadline: Deadline, max_bytes: int, transport: httpx.BaseTransport | None = None
) -> Iterator[tuple[httpx.Headers, Iterator[bytes]]]:
    """A document's headers and its bytes as they arrive, not unpacked.

    The host is a file store, not the API: it gets no token. Raises DocumentExpired when a new link is needed.
    """
    request = httpx.Request("GET", address(url), headers={"Accept-Encoding": "identity"})
    with exchange(request, timeout=timeout, deadline=deadline, transport=transport) as response:
        check_document(response, deadline)
        yield response.headers, chunks(response, deadline, max_bytes=max_bytes)


def check_document(response: httpx.Response, deadline: Deadline) -> None:
    """Raise AmazonApiError, DocumentExpired for 403, when a file store does not answer with 200."""
    if response.status_code != 200:
        body = read(response, deadline)
        special = {403: errors.DocumentExpired}
        raise errors.of_reply(response.status_code, response.headers, body, special=special)


def read_success(
    response: httpx.Response, deadline: Deadline, *, special: Mapping[int, type[AmazonApiError]] | None = None
) -> bytes:
    """The body of a success. Raises AmazonApiError for anything else; `special` is for `errors.of_reply`.

    A web page is what a proxy or a host in trouble sends, with any status: Unavailable.
    """
    body = read(response, deadline)
    if body.lstrip()[:1] == b"<" and response.status_code != 429:
        raise Unavailable(response.status_code, "html-reply", "Amazon answered with a web page")
    if not response.is_success:
        raise errors.of_reply(response.status_code, response.headers, body, special=special)
    return body


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Network failures as Unavailable, told by their kind only: the message of one may quote a header."""
    failure: AmazonApiError
    try:
        yield
    except httpx.TimeoutException as error:
        failure = Unavailable(None, "timeout", type(error).__name__)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        failure = AmazonApiError(None, "invalid-url", type(error).__name__)
    except httpx.HTTPError as error:
        failure = Unavailable(None, "connection", type(error).__name__)
    else:
        return
    raise failure
