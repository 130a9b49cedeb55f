"""Which encoding bytes look like, where nothing says it: the one in which they are the likeliest text.

A reading is rated by how likely its characters are in the language that the encoding is used for. The numbers are
rough logarithms of chances; only large differences count, and a header line alone makes them large.
"""

import re
from collections import Counter

_ENCODINGS = ("utf-8", "gb18030", "cp950", "cp932", "cp949", "cp1252")
_BAD, _RARE = -16.0, -15.0
_LETTER, _NEIGHBOURS, _SIGN = -4.0, -8.0, -9.0
_UTF8_CHARACTER = -6.0
_FREQUENT_SYLLABLE = -5.6

_LEADS: dict[str, tuple[str, tuple[tuple[int, float], ...]]] = {
    "gb18030": ("gb2312", ((0xAF, -6.0), (0xC8, -7.8), (0xD7, -8.0), (0xFF, -12.6))),
    "cp950": ("big5", ((0xA3, -6.0), (0xC6, -8.0), (0xFF, -12.6))),
    "cp932": ("shift_jis", ((0x81, -6.0), (0x83, -5.5), (0x97, -8.0), (0x9F, -12.6), (0xDF, -7.0), (0xFF, -12.6))),
    "cp949": ("euc_kr", ((0xAF, -6.0), (0xC8, -9.1), (0xFF, -13.8))),
}
"""Of each encoding its national standard, which holds what people use, and how likely a character is whose code
begins with a byte of up to so much there: signs, frequent and less frequent characters."""

_SYLLABLES = frozenset(
    "이다는을의가에한로지고하기사자은도를대정나인시어스리그라수들있아제장보부여해과일주전서구원상조동성간비만면"
    "고공국경게관계무문방생신실안양연영와용우위유으음입작재적점진차체최치타터트파판페표프행현형호화환회"
    "광노출클릭캠인름매금액검색객총건개격률량단반내외통포폴오룹겟팅짜작종료발본선순설소속송업요월육의잔키워드"
)
"""Syllables that make up most of Korean text; Chinese read as Korean gives the other two thousand as often."""

_ACCENTED = re.compile("[àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÙÚÜŒ]")
_QUIET = "\xa0€£°–—‘’“”…•™®©²³·ºª«»¿¡×"
_HIGH = re.compile(r"[^\x00-\x7f]+")
_HIGH_RUN = re.compile(rf"[^\x00-\x7f{_QUIET}]+")


def utf16_of(sample: bytes) -> str | None:
    """UTF-16 without a mark shows in zero bytes, nearly all of them first (or second) in their pairs."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if (even + odd) * 20 <= len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def encoding_of(sample: bytes) -> str:
    """The likeliest encoding of some bytes outside ASCII."""
    return max(_ENCODINGS, key=lambda encoding: _likelihood(sample, encoding))


def _likelihood(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    counts = Counter("".join(_HIGH.findall(text)))
    bad = counts.pop("\ufffd", 0) * _BAD
    if encoding == "cp1252":
        return bad + _western(text)
    if encoding == "utf-8":
        return bad + _UTF8_CHARACTER * counts.total()
    return bad + sum(count * _rating(character, encoding) for character, count in counts.items())


def _rating(character: str, encoding: str) -> float:
    if encoding == "cp949" and character in _SYLLABLES:
        return _FREQUENT_SYLLABLE
    standard, leads = _LEADS[encoding]
    code = character.encode(standard, "ignore")
    if not 0 < len(code) <= 2:  # EUC-KR spells the syllables that it lacks
        return _RARE
    return next(rating for limit, rating in leads if code[0] <= limit)


def _western(text: str) -> float:
    """Accented letters stand alone between others; signs are rare, and a row of such characters is none."""
    rating = _LETTER * sum(text.count(sign) for sign in _QUIET)
    for run in _HIGH_RUN.findall(text.replace("\ufffd", "")):
        letters = len(_ACCENTED.findall(run))
        rating += (_LETTER if len(run) == 1 else _NEIGHBOURS) * letters + _SIGN * (len(run) - letters)
    return rating
