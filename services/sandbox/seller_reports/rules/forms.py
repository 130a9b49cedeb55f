"""How a flat file is written: its header as it arrives, its encoding, and whether its cells stand in quotes.

The headers are files of raw bytes, the first line of a report each, end of line included. They are the sandbox's
own: those who read its reports must not know them from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from services.sandbox.seller_reports.rules import languages
from services.sandbox.seller_reports.rules.asked import Asked, Row
from services.sandbox.seller_reports.rules.languages import Language
from services.sandbox.sellers.rules.account import LANGUAGES

_HEADERS = Path(__file__).parent / "headers"
_CODECS = {"UTF-8": "utf-8", "Cp1252": "cp1252", "Shift_JIS": "shift_jis"}
"""What Amazon calls encodings, and what we do."""

LOCALE = "preferredReportDocumentLocale"
"""The option that asks for a language; without it a report is in that of its first marketplace."""


@dataclass(frozen=True)
class Form:
    """`header` is a file; `cells` says whose cells stand in its columns, where the header itself does not.

    What the encoding lacks becomes a question mark, as at Amazon. Quotes within quotes are not doubled there.
    """

    header: str
    encoding: str = "UTF-8"
    is_quoted: bool = False
    cells: tuple[str, ...] = ()

    @cached_property
    def header_line(self) -> bytes:
        """The first line as it arrives."""
        return (_HEADERS / self.header).read_bytes()

    def line_of(self, row: Row) -> bytes:
        """A row as it arrives; of a row by names, those cells that this form has a column for."""
        cells = [row.get(name, "") for name in self._names] if isinstance(row, Mapping) else row
        texts = (f'"{cell}"' for cell in cells) if self.is_quoted else map(str, cells)
        return ("\t".join(texts) + "\r\n").encode(_CODECS[self.encoding], "replace")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        names = self.header_line.decode(_CODECS[self.encoding]).rstrip("\r\n").split("\t")
        return self.cells or tuple(names)


def always(header: str) -> Callable[[Asked], Form]:
    """The form of a report that is written in one way."""
    form = Form(header)
    return lambda _asked: form


def is_localised(country: str) -> bool:
    """Whether the listings report has a header of its own there."""
    return _language_in(country) is not None


def has_columns_of_2026(country: str) -> bool:
    """Whether the planning report has them there; in other marketplaces it still has those of 2025."""
    return country in ("UK", "FR", "ES")


def is_quoted_on(day: int) -> bool:
    """Whether every cell of the ledger stands in quotes: in one week they do, in the next they do not."""
    return day // 7 % 2 == 0


def listings_form(asked: Asked) -> Form:
    """In the language asked for, else in the marketplace's own; English, too, in the marketplace's encoding."""
    of_market = _language_in(_country_of(asked))
    language = languages.LANGUAGES.get(asked.options[LOCALE][:2]) if LOCALE in asked.options else of_market
    if language is not None:
        return Form(language.header, language.encoding, cells=language.columns)
    return Form("listings.tsv", of_market.encoding if of_market else "UTF-8")


def planning_form(asked: Asked) -> Form:
    """With the columns of either year, by the marketplace."""
    return Form("planning_2026.tsv" if has_columns_of_2026(_country_of(asked)) else "planning_2025.tsv")


def ledger_form(asked: Asked) -> Form:
    """In quotes or bare, by the week."""
    if is_quoted_on(asked.presents[0].day):
        return Form("ledger_quoted.tsv", is_quoted=True)
    return Form("ledger.tsv")


def feedback_form(asked: Asked) -> Form:
    """In the language of the marketplace."""
    return Form("feedback_de.tsv" if _country_of(asked) == "DE" else "feedback.tsv")


def _country_of(asked: Asked) -> str:
    """The country of the first marketplace: it decides for those beside it."""
    return asked.presents[0].shelf.market.country


def _language_in(country: str) -> Language | None:
    """The language of the listings report there; None for English."""
    return languages.LANGUAGES.get(LANGUAGES[country][:2])
