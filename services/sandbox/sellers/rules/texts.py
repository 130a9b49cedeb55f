"""What listings say, in the language of their marketplace, and how it breaks Amazon's rules where that is planted.

Amazon's rules: titles up to 200 characters, and rewritten above 75, without `! $ ? _ { } ^` and emoji, no word more
than twice except prepositions, no promotional phrases; item highlights up to 125 characters, beside titles of up to
75; bullets up to 255 characters, without trademark signs; search terms up to 249 bytes, spaces and punctuation not
counted; no contacts and no HTML but line breaks anywhere.
"""

from dataclasses import dataclass

from services.sandbox.sellers.rules import words
from services.sandbox.sellers.rules.causes import Cause

TITLE_CHARACTERS, TITLE_KEPT, HIGHLIGHT_CHARACTERS = 200, 75, 125
BULLET_CHARACTERS, SEARCH_TERM_BYTES = 255, 249
_BEYOND = 1.3
_LONG_TITLES = {
    Cause.TITLE_LONG: TITLE_CHARACTERS,
    Cause.TITLE_REWRITTEN: TITLE_KEPT,
    Cause.HIGHLIGHT_UNSEEN: TITLE_KEPT,
}
"""What these titles are too long for."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of product: Amazon's product type, what it usually costs in pence."""

    product_type: str
    price: int

    @property
    def names(self) -> dict[str, str]:
        """What it is called, by country."""
        return words.NAMES[self.product_type]


NOUNS = (
    Noun("KETTLE", 3499),
    Noun("COFFEE_MAKER", 2799),
    Noun("LAMP", 2499),
    Noun("EXERCISE_MAT", 1999),
    Noun("PET_HARNESS", 1799),
    Noun("KITCHEN_SCALE", 1599),
    Noun("BOTTLE", 1899),
    Noun("PHONE_STAND", 1299),
    Noun("MILL", 2199),
    Noun("DOOR_STOP", 999),
)
BRANDS = ("Zhenhua", "Nordwiese", "Lakeford", "HALMO", "Kübler")
_PROMOTION = "Free Shipping"
_UNITS = "6GB 128GB 256GB, 2 x 500 ml"
"""Units are no words that are repeated."""

_NUMBERS = (
    "Part 0445-110-369 replaces 481 248 058 322; EAN 4006381333931; 120 x 60 x 75 cm, 100-240 V; iPhone 13 14 15 16"
)
_MARKED_UP = "<p>{}</p><p>support@example.com</p>"


def title_of(cause: Cause, country: str, noun: str, brand: str, colour: str, model: str) -> str:
    """The title of a listing; the usual one is 30 % and more below what Amazon rewrites."""
    title = f"{brand} {noun} {model}, {colour}"
    if cause in _LONG_TITLES:
        more = [*", ".join(words.FEATURES[country]).split(), *words.MORE[country].split()]
        return _grown(title + ",", more, round(_LONG_TITLES[cause] * _BEYOND) + 1)
    titles = {
        Cause.TITLE_CHARACTER: f"{brand} {noun} {model}! {colour}",
        Cause.TITLE_EMOJI: f"{title} 🌿",
        Cause.TITLE_REPEATS: f"{title} {noun}, {noun} Set, {noun} {brand}",
        Cause.TITLE_PROMOTION: f"{title}, {_PROMOTION}",
        Cause.DECOY_TITLE: f"{noun}, {words.PLACES[country]}",
        Cause.DECOY_TITLE_UNITS: f"{brand} {noun} {_UNITS}",
    }
    return titles.get(cause, title)


def highlight_of(cause: Cause, country: str, feature: int) -> str | None:
    """The item highlight; `feature` says which of the usual features it names first. Beside long titles is none."""
    if cause in (Cause.TITLE_LONG, Cause.TITLE_REWRITTEN, Cause.TITLE_REPEATS, Cause.TITLE_PROMOTION):
        return None
    features = words.FEATURES[country]
    highlight = ", ".join(features[(feature + place) % len(features)] for place in range(3))
    if cause is Cause.HIGHLIGHT_LONG:
        return _grown(highlight + ",", words.MORE[country].split(), round(HIGHLIGHT_CHARACTERS * _BEYOND) + 1)
    return highlight


def bullets_of(cause: Cause, country: str) -> list[str]:
    """The five bullet points; the planted one is the second, and of two the fourth as well."""
    bullets = list(words.BULLETS[country])
    if cause is Cause.BULLET_LONG:
        bullets[1] = _grown(bullets[1] + ":", words.MORE[country].split() * 2, round(BULLET_CHARACTERS * _BEYOND) + 1)
    elif cause is Cause.BULLET_CHARACTER:
        bullets[1] += " ™"
    elif cause is Cause.BULLETS_TWO:
        bullets[1] = words.CONTACTS[country]
        bullets[3] += ", ecofriendly"
    elif cause is Cause.DECOY_NUMBERS:
        bullets[1] = _NUMBERS
    elif cause is Cause.DECOY_BULLET:
        bullets[1] = _grown(bullets[1] + ":", words.MORE[country].split(), 165)
    return bullets


def description_of(cause: Cause, country: str, noun: str, brand: str) -> str:
    """The product description."""
    text = words.DESCRIPTIONS[country].format(noun=noun, brand=brand)
    if cause is Cause.DESCRIPTION_MARKED_UP:
        return _MARKED_UP.format(text)
    return f"{text} {_NUMBERS}" if cause is Cause.DECOY_NUMBERS else text


def search_terms_of(cause: Cause, country: str) -> str:
    """The search terms, measured in UTF-8 bytes without spaces where they are planted."""
    if cause is Cause.SEARCH_TERMS_LONG:
        return _grown_bytes(
            words.SEARCH_TERMS[country], words.MORE_TERMS[country], round(SEARCH_TERM_BYTES * _BEYOND) + 1
        )
    if cause is Cause.DECOY_SEARCH_TERMS:
        return _grown_bytes(words.SEARCH_TERMS[country], words.MORE_TERMS[country], 150)
    return words.SEARCH_TERMS[country]


def bytes_of(search_terms: str) -> int:
    """How long Amazon counts search terms: bytes of UTF-8, spaces apart."""
    return len(search_terms.replace(" ", "").encode())


def _grown(text: str, words: list[str], characters: int) -> str:
    """The text with words added until it has at least so many characters."""
    for word in words:
        if len(text) >= characters:
            break
        text += f" {word}"
    return text


def _grown_bytes(text: str, words: str, size: int) -> str:
    for word in words.split():
        if bytes_of(text) >= size:
            break
        text += f" {word}"
    return text
