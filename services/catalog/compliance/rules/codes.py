"""Barcodes as they arrive: what spreadsheets and copying have done to them, undone where it can be undone.

Nothing is put right in silence: a reading says which scars it took off, and whoever uses it says so.
"""

import re
import unicodedata
from dataclasses import dataclass

from shared.texts import Text

DECIMALS = Text(en="the decimals “.0”", zh="小数部分“.0”")
APOSTROPHE = Text(en="an apostrophe or quotation marks", zh="撇号或引号")
OTHER_DIGITS = Text(en="digits of full width or of another script", zh="全角或其他文字的数字")
MARKS = Text(en="invisible marks", zh="不可见字符")
EXPONENT = Text(en="scientific notation", zh="科学计数法")

_QUOTES = "\"“”„'‘’`´"
_PADDING = re.compile(r"[\s\-‐‑‒–—]")
"""The blanks and hyphens that people write into codes: no scar."""

_DECIMALS = re.compile(r"([0-9]+)[.,]0*\Z")
_EXPONENT = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})\Z")
_DENIED = frozenset(
    (
        *("does not apply", "doesnt apply", "not applicable", "n/a", "na", "none", "null", "nil", "not available"),
        *("no gtin", "no upc", "no ean", "no barcode", "gtin exempt", "gtin exemption", "exempt", "exemption"),
        *("nicht zutreffend", "trifft nicht zu", "entfällt", "ohne ean", "keine", "non applicable", "sans objet"),
        *("ne s'applique pas", "aucun", "non applicabile", "nessuno", "no aplica", "no corresponde", "ninguno"),
        *("não se aplica", "nao se aplica", "niet van toepassing", "n.v.t.", "ej tillämpligt", "saknas"),
        *("nie dotyczy", "brak", "geçerli değil", "yok", "該当なし", "なし", "不适用", "不適用", "无", "無", "没有"),
        *("لا ينطبق", "لا يوجد", "लागू नहीं"),
    )
)
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A code without its padding: `text` in capitals, `scars` what was taken off.

    `is_denied`: it says in words that there is none. `is_rounded`: digits are lost, and nothing brings them back.
    """

    text: str
    scars: tuple[Text, ...] = ()
    is_denied: bool = False
    is_rounded: bool = False


def read_code(given: str | None) -> Reading:
    """What a code says. Of "8.85E+11" only three digits are left; "4.006381333931E+12" has all thirteen."""
    text = (given or "").strip()
    if not text:
        return Reading("")
    if _plain_words(text) in _DENIALS:
        return Reading(text, is_denied=True)
    text, scars = _without_marks(text)
    if (bare := text.removeprefix("=").strip(_QUOTES)) != text:
        text, scars = bare, [*scars, APOSTROPHE]
    text = _PADDING.sub("", text).upper()
    if decimals := _DECIMALS.match(text):
        return Reading(decimals[1], (*scars, DECIMALS))
    if exponent := _EXPONENT.match(text):
        digits = exponent[1] + (exponent[2] or "")
        is_whole = len(digits) == int(exponent[3]) + 1
        return Reading(digits if is_whole else text, (*scars, EXPONENT), is_rounded=not is_whole)
    return Reading(text, tuple(scars))


def _without_marks(text: str) -> tuple[str, list[Text]]:
    """Without what nobody sees, and with the digits of ASCII."""
    if text.isascii():
        return text, []
    seen = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cc"))
    plain = "".join(_ascii_of(each) for each in unicodedata.normalize("NFKC", seen))
    scars = [MARKS] * (seen != text) + [OTHER_DIGITS] * (_digits(seen) != _digits(plain))
    return plain.strip(), scars


def _ascii_of(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdecimal())


def _plain_words(text: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


_DENIALS = frozenset(map(_plain_words, _DENIED))
