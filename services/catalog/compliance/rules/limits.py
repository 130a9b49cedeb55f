"""How long texts may be: rows with the day from which each holds, where, for what, and who says so.

Of the rows of a text the last one that applies is in force, so each table goes from the general to the particular.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.amazon.marketplaces import UnknownMarketplaceError, of_id


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` characters or bytes since `valid_from`; without countries or product types it holds for all."""

    most: int
    valid_from: date
    source: str
    countries: frozenset[str] = frozenset()
    product_types: frozenset[str] = frozenset()

    def applies(self, country: str | None, product_type: str | None, on: date) -> bool:
        """Whether it is in force on a day."""
        here = not self.countries or country in self.countries
        of_these = not self.product_types or (product_type or "").upper() in self.product_types
        return here and of_these and on >= self.valid_from


MEDIA = frozenset(
    (
        *("ABIS_BOOK", "ABIS_DVD", "ABIS_MUSIC", "ABIS_VIDEO", "ABIS_VIDEO_GAMES", "ABIS_EBOOKS"),
        *("BOOK", "BOOKS", "MUSIC", "DVD", "VIDEO", "VIDEO_DVD", "VIDEO_VHS", "PHYSICAL_MOVIE", "PHYSICAL_TV_SERIES"),
        *("VIDEO_GAMES", "PHYSICAL_VIDEO_GAME_SOFTWARE", "SOFTWARE", "MUSICAL_RECORDING", "DOWNLOADABLE_VIDEO"),
    )
)
"""Product types of books, music, films, games and software."""

_FASHION = frozenset(
    (
        *(
            "APPAREL",
            "SHIRT",
            "DRESS",
            "PANTS",
            "SHORTS",
            "SKIRT",
            "COAT",
            "SUIT",
            "SWEATER",
            "SWEATSHIRT",
            "UNDERPANTS",
        ),
        *(
            "BRA",
            "SOCKSHOSIERY",
            "SLEEPWEAR",
            "SWIMWEAR",
            "HAT",
            "SCARF",
            "GLOVES",
            "BELT",
            "NECKTIE",
            "SHOES",
            "BOOT",
        ),
        *("SANDAL", "SLIPPER", "SHOE_ACCESSORY", "HANDBAG", "BACKPACK", "LUGGAGE", "WALLET", "SUITCASE", "WATCH"),
        *("EARRING", "NECKLACE", "RING", "BRACELET", "JEWELRY", "FINENECKLACEBRACELETANKLET", "FASHIONEARRING"),
    )
)
"""Clothes, shoes, bags, jewellery and watches."""

_ALWAYS = date.min
_TITLE_HELP = "Seller Central 201100890, 'Product title requirements and guidelines'"
_TITLE_NEWS = "Amazon's announcement of titles of 75 characters, confirmed in selling-partner-api-models #5307"
TITLE = (
    Limit(200, _ALWAYS, _TITLE_HELP),
    Limit(75, date(2026, 7, 27), _TITLE_NEWS),
    Limit(200, date(2026, 7, 27), _TITLE_NEWS, countries=frozenset(("SA", "EG", "TR", "AE"))),
    Limit(200, date(2026, 7, 27), _TITLE_NEWS, product_types=MEDIA),
)
"""Characters of a title that Amazon leaves as it is."""

TITLE_REFUSED = (Limit(200, _ALWAYS, _TITLE_HELP),)
"""Characters of a title that Amazon takes at all."""

HIGHLIGHT = (Limit(125, date(2026, 7, 27), "Product type definitions, `title_differentiation`; #5307 as above"),)
"""Characters of an item highlight."""

HIGHLIGHT_SHOWN = (
    Limit(75, date(2026, 7, 27), "Product type definitions, `title_differentiation`: its description"),
)
"""Characters of the title beside which a highlight is shown."""

BULLET = (Limit(255, _ALWAYS, "the larger of the two that are published (250 and 255), notice of August 2024"),)
"""Characters of a bullet point."""

_JAPANESE = (
    "hoyaza.com and cyber-records.co.jp, who quote Amazon.co.jp's paper for sellers: less than 500;"
    " clothes, shoes, bags, jewellery and watches 250"
)
SEARCH_TERMS = (
    Limit(249, _ALWAYS, "Seller Central 23501, 'Using search terms effectively': less than 250 bytes"),
    Limit(499, _ALWAYS, _JAPANESE, countries=frozenset(("JP",))),
    Limit(249, _ALWAYS, _JAPANESE, countries=frozenset(("JP",)), product_types=_FASHION),
    Limit(199, _ALWAYS, "ssopdot.com of Amazon.in: less than 200 bytes", countries=frozenset(("IN",))),
)
"""Bytes of UTF-8 of search terms, spaces and punctuation not counted."""


def limit_of(rows: Sequence[Limit], marketplace_id: str, product_type: str | None, on: date) -> Limit | None:
    """The row that is in force on a day; None where none is yet."""
    country = country_of(marketplace_id)
    return next((row for row in reversed(rows) if row.applies(country, product_type, on)), None)


def most_of(rows: Sequence[Limit], marketplace_id: str, product_type: str | None, on: date) -> int | None:
    """How much the row that is in force allows."""
    limit = limit_of(rows, marketplace_id, product_type, on)
    return None if limit is None else limit.most


def country_of(marketplace_id: str) -> str | None:
    """The country of a marketplace; None of one that is newer than our table."""
    try:
        return of_id(marketplace_id).country_code
    except UnknownMarketplaceError:
        return None
