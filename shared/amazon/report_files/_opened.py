"""A report file that lies on the disk, opened whatever it is packed in; its text is never in memory as a whole."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Literal

from shared.amazon.report_files import _texts
from shared.amazon.report_files._errors import ReportFileError
from shared.amazon.report_files._gunzip import ALWAYS_BYTES, MAX_RATIO, capped, unpacked
from shared.amazon.report_files._sniff import HEAD_BYTES, sniff

_PIECE_BYTES = 256 * 1024
_WORKBOOK = "xl/workbook.xml"
_ENCRYPTED = 0x1
_HIDDEN = ("__MACOSX/", ".")
"""What the packer of a Mac adds to a zip file."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What a file is, inside of its packing. `chunks` reads it from its beginning, each time it is called."""

    kind: Literal["xlsx", "csv", "json"]
    chunks: Callable[[], Iterator[bytes]]


def open_report(file: IO[bytes], filename: str, *, max_bytes: int) -> OpenedFile:
    """Look into a file, packed with gzip or zip or not; `max_bytes` is what may come out of it.

    Only its beginning is read, so the chunks may still raise ReportFileError, as this does.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = sniff(head, filename)
    if kind == "json.gz":
        return _opened(lambda: unpacked(_pieces(file), max_bytes=max_bytes), _inner_name(filename))
    if kind == "xlsx" and (member := _only_member(file)) is not None:
        return _opened(lambda: _unzipped(file, member, max_bytes), member.filename)
    return OpenedFile(kind, lambda: capped(_pieces(file), max_bytes=max_bytes))


def _opened(chunks: Callable[[], Iterator[bytes]], filename: str) -> OpenedFile:
    """What lies in a packing. One that breaks off is told by who reads it to its end."""
    head = b""
    try:
        for piece in chunks():
            head += piece
            if len(head) >= HEAD_BYTES:
                break
    except ReportFileError as error:
        if error.code != "file-truncated" or not head:
            raise
    kind = sniff(head, filename)
    if kind not in ("csv", "json"):
        raise ReportFileError("file-rejected", _texts.PACKED_KIND.filled(kind=kind))
    return OpenedFile(kind, chunks)


def _inner_name(filename: str) -> str:
    return filename[:-3] if filename.lower().endswith(".gz") else filename


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(partial(file.read, _PIECE_BYTES), b"")


def _only_member(file: IO[bytes]) -> zipfile.ZipInfo | None:
    """The only file in a zip file; None of a workbook, which is one, too."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ReportFileError("file-rejected", _texts.ZIP_BROKEN) from None
    if any(entry.filename == _WORKBOOK for entry in entries):
        return None
    files = [entry for entry in entries if not entry.is_dir() and not entry.filename.startswith(_HIDDEN)]
    if len(files) != 1:
        raise ReportFileError("file-rejected", _texts.ZIP_FILES.filled(files=len(files)))
    return files[0]


def _unzipped(file: IO[bytes], member: zipfile.ZipInfo, max_bytes: int) -> Iterator[bytes]:
    """The contents, no more than `max_bytes`, and no more than the packed bytes of a report would become."""
    if member.flag_bits & _ENCRYPTED:
        raise ReportFileError("file-rejected", _texts.ZIP_LOCKED)
    size = file.seek(0, io.SEEK_END)
    fair = min(max_bytes, ALWAYS_BYTES + MAX_RATIO * min(member.compress_size, size))
    try:
        with zipfile.ZipFile(file) as archive, archive.open(member) as inside:
            while piece := inside.read(_PIECE_BYTES):
                fair -= len(piece)
                if fair < 0:
                    raise ReportFileError("file-rejected", _texts.UNPACKS_TO_MUCH)
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ReportFileError("file-rejected", _texts.ZIP_DAMAGED.filled(error=type(error).__name__)) from None
