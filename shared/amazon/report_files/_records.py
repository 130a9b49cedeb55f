"""A JSON array of a million records, decoded as it arrives in little memory.

The text is cut where one record ends and the next begins, and each cut-off part is decoded in one go: about
as fast as decoding the whole. The cut is found by its look (`},{`), which a text inside a record may share; a
cut at such a place leaves an unfinished record, so the decoder says "truncated" and an earlier place is
tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

import msgspec

from shared.amazon.report_files import _gunzip, _texts
from shared.amazon.report_files._errors import ReportFileError
from shared.amazon.shapes import decoder_of
from shared.texts import Text

T = TypeVar("T")
OnError = Callable[[int, Text], None]

MAX_BYTES = 2 * 1024**3
BATCH_BYTES = 256 * 1024
"""Small enough to stay in the cache of a processor: a megabyte at a time took a fifth longer (measured)."""
_RECORD_BYTES = 32 * 1024 * 1024
_CUT = re.compile(rb"\}\s*,\s*(?=\{)")
_CUTS_TRIED = 32
_BRACES_LOOKED_AT = 10_000
_UTF8_BOM = b"\xef\xbb\xbf"
_TRUNCATED = "Input data was truncated"
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def iter_json_records(
    chunks: Iterable[bytes],
    struct_type: type[T],
    *,
    gzipped: bool,
    max_bytes: int = MAX_BYTES,
    max_rows: int | None = None,
    batch_bytes: int = BATCH_BYTES,
    on_error: OnError | None = None,
) -> Iterator[list[T]]:
    """Batches of records as `struct_type`, about `batch_bytes` of text each, in the order of the file.

    `max_bytes` bounds the unpacked text, `max_rows` the records. A record of the wrong shape is left out and
    told to `on_error` with its index (from 0) and the reason; without `on_error` it ends the reading, as
    everything else does that raises ReportFileError: file-empty, file-truncated, file-rejected (limits, damaged
    data), json-invalid. What was yielded before is then to be thrown away.
    """
    source = (_gunzip.unpacked if gzipped else _gunzip.capped)(chunks, max_bytes=max_bytes)
    decoder = _BatchDecoder(struct_type, on_error)
    for part in _parts(source, decoder.try_decode, batch_bytes):
        if max_rows is not None and decoder.seen > max_rows:
            raise ReportFileError("file-rejected", _texts.MANY_RECORDS.filled(records=max_rows))
        if part:
            yield part


class _BatchDecoder(Generic[T]):
    """Decodes arrays of records; counts those seen, good and bad."""

    def __init__(self, struct_type: type[T], on_error: OnError | None) -> None:
        self._whole = decoder_of(list[struct_type])  # type: ignore[valid-type]
        self._single = decoder_of(struct_type)
        self._split = decoder_of(list[msgspec.Raw])
        self._on_error = on_error
        self.seen = 0

    def try_decode(self, text: memoryview) -> list[T] | None:
        """The records of an array, or None when it ends too early. Raises ReportFileError."""
        try:
            records: list[T] = self._whole.decode(text)
        except _UNREADABLE:
            return self._one_by_one(bytes(text))
        self.seen += len(records)
        return records

    def _one_by_one(self, text: bytes) -> list[T] | None:
        """The records that can be had of an array in which something is wrong."""
        try:
            raws = self._split.decode(text)
        except _UNREADABLE as error:
            if str(error) == _TRUNCATED:
                return None
            reason = _texts.joined(_texts.AFTER_RECORDS, _texts.of_shape(str(error)), records=self.seen)
            raise ReportFileError("json-invalid", reason) from None
        good = []
        for raw in raws:
            try:
                good.append(self._single.decode(raw))
            except _UNREADABLE as error:
                self._refuse(_texts.of_shape(str(error)))
            self.seen += 1
        return good

    def _refuse(self, reason: Text) -> None:
        if self._on_error is None:
            raise ReportFileError("json-invalid", _texts.joined(_texts.OF_RECORD, reason, record=self.seen))
        self._on_error(self.seen, reason)


def _parts(
    source: Iterable[bytes], try_decode: Callable[[memoryview], list[T] | None], batch_bytes: int
) -> Iterator[list[T]]:
    """Decoded parts of the array. The buffer always begins with the bracket of what is still to come."""
    buffer = bytearray()
    wanted = batch_bytes
    started = False
    for chunk in source:
        buffer += chunk
        started = started or _start(buffer)
        while started and len(buffer) >= wanted:
            part = _cut_off(buffer, try_decode)
            if part is None:
                wanted = _more(len(buffer))
            else:
                wanted = batch_bytes
                yield part
    yield _last(buffer, started, try_decode)


def _start(buffer: bytearray) -> bool:
    """Drop what may stand before the array; False while there is nothing else yet."""
    text = buffer.removeprefix(_UTF8_BOM).lstrip()
    if not text:
        buffer.clear()
        return False
    if text[:1] != b"[" and not _UTF8_BOM.startswith(text):
        raise ReportFileError("json-invalid", _texts.NO_ARRAY)
    buffer[:] = text
    return text[:1] == b"["


def _cut_off(buffer: bytearray, try_decode: Callable[[memoryview], list[T] | None]) -> list[T] | None:
    """Decode the buffer up to its last cut that works and drop that much; None when none does."""
    for comma in _cuts(buffer):
        buffer[comma] = ord("]")
        with memoryview(buffer) as whole, whole[: comma + 1] as text:
            part = try_decode(text)
        if part is not None:
            buffer[comma] = ord("[")
            del buffer[:comma]
            return part
        buffer[comma] = ord(",")
    return None


def _cuts(buffer: bytearray) -> Iterator[int]:
    """Where commas stand that look as if they divide records, from the last one back."""
    tries = _CUTS_TRIED
    brace = len(buffer)
    for _ in range(_BRACES_LOOKED_AT):
        brace = buffer.rfind(b"}", 1, brace)
        if brace < 0 or not tries:
            return
        if _CUT.match(buffer, brace):
            tries -= 1
            yield buffer.index(b",", brace)


def _more(length: int) -> int:
    """How much to gather before trying again: twice as much, up to a limit for one record."""
    if length > _RECORD_BYTES:
        raise ReportFileError("json-invalid", _texts.ENDLESS_RECORD.filled(size=_RECORD_BYTES))
    return 2 * length


def _last(buffer: bytearray, started: bool, try_decode: Callable[[memoryview], list[T] | None]) -> list[T]:
    if not started:
        empty = not buffer.strip()
        raise ReportFileError("file-empty" if empty else "json-invalid", _texts.NO_RECORDS)
    with memoryview(buffer) as text:
        part = try_decode(text)
    if part is None:
        raise ReportFileError("file-truncated", _texts.ARRAY_CUT_OFF)
    return part
