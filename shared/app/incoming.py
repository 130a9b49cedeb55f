"""The body of one request on its way in: what can be said before it is read, its bytes counted, its time bounded."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress

from starlette.types import Message, Receive

from shared.problems import (
    BodyTooLargeError,
    Problem,
    RequestTimeoutError,
    StorageFullError,
    UnsupportedMediaTypeError,
)
from shared.texts import Text

JSON_LIMIT = 8 * 1024 * 1024
UPLOAD_LIMIT = 500 * 1024 * 1024
"""Bytes of a JSON body and of a multipart body. 500 rows of a bulk request take about 0.5 MB; an advertising report
of 250 MB is real. A multipart body lies on the disk while it comes, never in memory."""

RESERVE_BYTES = 32 * 1024 * 1024
"""What an upload leaves free on the disk that it is kept on while it comes."""

INCOMING_KEY = "zhuli.incoming"
"""Where the scope of a request that has a body keeps it, for who may say more of it before it is read."""

SILENCE_SECONDS = 30.0
LEAST_RATE = 4096
"""Bytes a second that a body comes with on average after SILENCE_SECONDS: a slow line, and no trickle."""

LINGER_SECONDS = 2.0
"""How long what comes of a body that nobody wants is taken and dropped: a connection that is closed at once is reset,
and the caller may never see the answer (RFC 9112, section 9.6)."""

_LONGEST_LENGTH = 18
"""Digits of a Content-Length that is worth reading as a number."""

_FORM = b"multipart/form-data"
_READABLE = (b"application/json", _FORM)
_TOO_LARGE = Text(en="The limit is {limit} bytes.", zh="上限为 {limit} 字节。")
_TOO_SLOW = Text(
    en="The body came too slowly: at least {rate} bytes a second, and no pause of {seconds} seconds.",
    zh="请求体传输过慢：至少每秒 {rate} 字节，且停顿不得超过 {seconds} 秒。",
)
_MEDIA_TYPES = Text(
    en="Send JSON with the header `Content-Type: application/json`, or a file as multipart/form-data.",
    zh="请以请求头 `Content-Type: application/json` 发送 JSON，或以 multipart/form-data 发送文件。",
)


def spare_disk() -> int:
    """Bytes of an upload that there is room for while it comes."""
    return max(0, shutil.disk_usage(tempfile.gettempdir()).free - RESERVE_BYTES)


class BrokenBodyError(Exception):
    """Raised out of `receive`; `Incoming.problem` says what is answered."""


class Incoming:
    """The state of one request's body."""

    __slots__ = (
        *("has_body", "is_form", "is_gone", "problem", "_is_whole", "_receive"),
        *("_content_type", "_length", "_limit", "_room", "_seen", "_waits", "_ends"),
    )

    def __init__(self, receive: Receive, headers: Mapping[bytes, bytes]) -> None:
        self._receive = receive
        self._content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        length = headers.get(b"content-length", b"0")
        self._length = int(length) if length.isdigit() and len(length) <= _LONGEST_LENGTH else None
        self.has_body = self._length != 0 or b"transfer-encoding" in headers
        self.is_form = self._content_type == _FORM
        self._limit = UPLOAD_LIMIT if self.is_form else JSON_LIMIT
        self._room = spare_disk() if self.is_form else self._limit
        self._waits = b"expect" in headers
        self._is_whole = not self.has_body
        self._seen = 0
        self._ends = 0.0
        self.is_gone = False
        self.problem: Problem | None = None

    def refusal(self, *, takes_forms: bool = True) -> Problem | None:
        """What is wrong with the body by its headers alone."""
        if self._length is None or self._length > self._limit:
            return BodyTooLargeError(_TOO_LARGE.filled(limit=self._limit))
        if self.has_body and (self._content_type not in _READABLE or (self.is_form and not takes_forms)):
            return UnsupportedMediaTypeError(_MEDIA_TYPES)
        return StorageFullError() if self._length > self._room else None

    async def receive(self) -> Message:
        """The next piece. Raises BrokenBodyError when it is too much or too late."""
        if self._is_whole:
            return await self._receive()
        loop = asyncio.get_running_loop()
        self._ends = self._ends or loop.time() + SILENCE_SECONDS
        try:
            async with asyncio.timeout_at(min(loop.time() + SILENCE_SECONDS, self._ends + self._seen / LEAST_RATE)):
                message = await self._receive()
        except TimeoutError as error:
            told = _TOO_SLOW.filled(rate=LEAST_RATE, seconds=round(SILENCE_SECONDS))
            self.problem = RequestTimeoutError(told)
            raise BrokenBodyError from error
        self._note(message)
        if self._seen > self._limit:
            self.problem = BodyTooLargeError(_TOO_LARGE.filled(limit=self._limit))
            raise BrokenBodyError
        if self._seen > self._room:  # one that comes without its length
            self.problem = StorageFullError()
            raise BrokenBodyError
        return message

    async def is_over(self) -> bool:
        """Whether no more of it will come, as far as is known without waiting."""
        if not self._is_whole and not self.is_gone and not self._waits:
            with suppress(TimeoutError):
                async with asyncio.timeout(0):
                    self._note(await self._receive())
        return self._is_whole or self.is_gone

    async def discard(self) -> None:
        """Take what still comes, for a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while not self._is_whole and not self.is_gone:
                    self._note(await self._receive())

    def _note(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            self.is_gone = True
            return
        self._seen += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
