"""In which encoding a text is written: as it says itself, as its host says, else as its bytes show.

Nothing here refuses a text. A byte that is none of the encoding, or a title that was cut inside a character, becomes
U+FFFD: it costs the cell it stands in, since no encoding below takes a separator for a part of a character.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from shared.amazon.report_files import _evidence

_EVIDENCE_BYTES = 1024 * 1024
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CODECS = {
    "utf8": "utf-8-sig", "utf-8": "utf-8-sig", "ascii": "utf-8-sig", "us-ascii": "utf-8-sig",
    "windows-31j": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "ms932": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "cp950", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "latin1": "cp1252",
}  # fmt: skip
"""The codec for a name that means another one or a part of one: Amazon's Shift JIS is the one of Windows."""

_HIGH = re.compile(rb"[\x80-\xff\x00]")
_ERRORS = "report-cell"
_BAD = "\ufffd"


def as_utf8(chunks: Iterable[bytes], charset: str | None) -> Iterator[bytes]:
    """A text in UTF-8 without a byte order mark; `charset` is what its host says of it."""
    for text in decoded(chunks, charset):
        yield text.encode()


def decoded(chunks: Iterable[bytes], charset: str | None = None) -> Iterator[str]:
    """A text as it arrives. `charset` is believed unless the bytes contradict it; without one they tell.

    What comes before the first character outside ASCII reads the same in all encodings, so a long English file
    is never held back.
    """
    decoder = None
    held = bytearray()
    for chunk in chunks:
        if decoder is not None:
            yield decoder.decode(chunk)
        elif held or _HIGH.search(chunk):
            held += chunk
            if len(held) >= _EVIDENCE_BYTES:
                decoder = _decoder(bytes(held), charset)
                yield decoder.decode(held)
        else:
            yield chunk.decode("ascii")
    if decoder is None:
        decoder = _decoder(bytes(held), charset)
        yield decoder.decode(held)
    yield decoder.decode(b"", True)


def encoding_of(sample: bytes, charset: str | None = None) -> str:
    """The name of the codec for a text that begins with `sample`."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if width := _evidence.utf16_of(sample):
        return width
    if _is_utf8(sample):
        return "utf-8-sig"
    declared = _codec_named(charset)
    if declared is not None and _reads(sample, declared):
        return declared
    return _evidence.encoding_of(sample)


def _decoder(sample: bytes, charset: str | None) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding_of(sample, charset))(errors=_ERRORS)


def _is_utf8(sample: bytes) -> bool:
    """Other text hardly ever passes for UTF-8, so its own look is believed before its host.

    The sample may end inside a character, if there are others.
    """
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and not sample[: error.start].isascii()
    return True


def _codec_named(charset: str | None) -> str | None:
    name = (charset or "").strip().lower()
    try:
        return _CODECS.get(name) or codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _reads(sample: bytes, encoding: str) -> bool:
    """Whether no more than a tenth of what is outside ASCII is bad in this encoding."""
    try:
        text = sample.decode(encoding, "replace")
    except (LookupError, UnicodeError):  # no encoding of texts, or one that knows no replacing
        return False
    return text.count(_BAD) * 10 <= sum(not character.isascii() for character in text) + 10


def _bad_byte(error: UnicodeError) -> tuple[str, int]:
    """U+FFFD for what cannot be read; only Windows' own byte for the euro in Chinese files has a meaning."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    is_euro = error.encoding == "gb18030" and error.object[error.start] == 0x80
    return "€" if is_euro else _BAD, error.start + 1 if is_euro else error.end


codecs.register_error(_ERRORS, _bad_byte)
