"""What listings say, in English and German, and how it breaks Amazon's rules where that is planted.

Amazon's rules: titles up to 200 characters, and rewritten above 75, without `! $ ? _ { } ^` and emoji, no word more
than twice except prepositions, no promotional phrases; item highlights up to 125 characters, beside titles of up to
75; bullets up to 255 characters, without trademark signs; search terms up to 249 bytes, spaces and punctuation not
counted; no contacts and no HTML but line breaks anywhere.
"""

from dataclasses import dataclass

from services.sandbox.sellers.rules.causes import Cause

TITLE_CHARACTERS, TITLE_KEPT, HIGHLIGHT_CHARACTERS = 200, 75, 125
BULLET_CHARACTERS, SEARCH_TERM_BYTES = 255, 249
_BEYOND = 1.3


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of product: its name by country, Amazon's product type, what it usually costs in pence."""

    product_type: str
    price: int
    names: dict[str, str]


NOUNS = (
    Noun("KETTLE", 3499, {"UK": "Electric Kettle", "DE": "Wasserkocher"}),
    Noun("COFFEE_MAKER", 2799, {"UK": "Café Press", "DE": "Kaffeebereiter"}),
    Noun("LAMP", 2499, {"UK": 'Desk Lamp 12"', "DE": 'Schreibtischlampe 12"'}),
    Noun("EXERCISE_MAT", 1999, {"UK": "Yoga Mat", "DE": "Yogamatte"}),
    Noun("PET_HARNESS", 1799, {"UK": "Dog Harness", "DE": "Hundegeschirr"}),
    Noun("KITCHEN_SCALE", 1599, {"UK": "Kitchen Scale", "DE": "Küchenwaage"}),
    Noun("BOTTLE", 1899, {"UK": "Water Bottle", "DE": "Trinkflasche"}),
    Noun("PHONE_STAND", 1299, {"UK": "Phone Stand", "DE": "Handyständer"}),
    Noun("MILL", 2199, {"UK": "Spice Grinder", "DE": "Gewürzmühle"}),
    Noun("DOOR_STOP", 999, {"UK": "Door Stopper", "DE": "Türstopper"}),
)
BRANDS = ("Zhenhua", "Nordwiese", "Lakeford", "HALMO", "Kübler")
COLOURS = {"UK": ("Black", "White", "Sage Green", "Navy"), "DE": ("Schwarz", "Weiß", "Salbeigrün", "Marineblau")}
_FEATURES = {
    "UK": ("Quiet Motor", "Easy to Clean", "Compact Design", "Gift Box", "Non Slip Base", "2 Year Warranty"),
    "DE": ("Leiser Motor", "Leicht zu reinigen", "Kompakte Bauform", "Geschenkbox", "Rutschfest", "2 Jahre Garantie"),
}
_MORE = {
    "UK": (
        "Ideal Present Home Office Travel Camping Garden Hotel Student Flat Family Guests Breakfast Picnic Balcony "
        "Terrace Caravan Workshop Studio Nursery School Kitchenette Holiday Weekend Birthday Wedding Christmas Easter"
    ),
    "DE": (
        "Ideales Geschenk Zuhause Büro Reise Camping Garten Hotel Studium Wohnung Familie Gäste Frühstück Picknick "
        "Balkon Terrasse Wohnwagen Werkstatt Atelier Kinderzimmer Schule Teeküche Urlaub Wochenende Geburtstag"
        " Hochzeit"
    ),
}
_BULLETS = {
    "UK": (
        "Made for daily use: the surface resists scratches and wipes clean in seconds",
        "Well packed: arrives in a plain box with a printed manual in four languages",
        "Right size: fits small cupboards and most bags, see the pictures for dimensions",
        "Tested: every piece is checked by hand before it leaves the works",
        "Support: our team answers within one working day",
    ),
    "DE": (
        "Für jeden Tag gemacht: die Oberfläche ist kratzfest und schnell abgewischt",
        "Gut verpackt: kommt im schlichten Karton mit gedruckter Anleitung in vier Sprachen",
        "Passende Größe: für kleine Schränke und die meisten Taschen, Maße siehe Bilder",
        "Geprüft: jedes Stück wird vor dem Versand von Hand kontrolliert",
        "Beratung: unser Team antwortet innerhalb eines Werktags",
    ),
}
_SEARCH_TERMS = {
    "UK": "household accessory everyday helper flat family cottage boat allotment dormitory",
    "DE": "haushalt zubehör alltag helfer wohnung familie ferienhütte boot schrebergarten büro",
}
_MORE_TERMS = {
    "UK": (
        "practical durable sturdy lightweight portable modern classic rustic minimalist scandinavian vintage "
        "industrial nordic farmhouse matte glossy brushed polished textured ergonomic adjustable detachable "
        "stackable washable reusable refillable windproof waterproof shockproof dustproof heatproof rustproof "
        "splashproof foldaway spacesaving multipurpose"
    ),
    "DE": (
        "praktisch langlebig robust leicht tragbar modern klassisch rustikal minimalistisch skandinavisch "
        "nostalgisch nordisch matt glänzend gebürstet poliert strukturiert ergonomisch verstellbar abnehmbar "
        "stapelbar waschbar wiederverwendbar nachfüllbar winddicht wasserdicht stoßfest staubdicht hitzebeständig "
        "rostfrei spritzwassergeschützt klappbar platzsparend vielseitig"
    ),
}
_PROMOTION = "Free Shipping"
_PLACES = {"UK": "for Home, for Work, for All", "DE": "für Bad, für Büro, für Auto"}
"""Only the preposition stands there three times, which is allowed."""


_UNITS = "6GB 128GB 256GB"
"""Units are no words that are repeated."""

_NUMBERS = (
    "Part 0445-110-369 replaces 481 248 058 322; EAN 4006381333931; 120 x 60 x 75 cm, 100-240 V; iPhone 13 14 15 16"
)
_CONTACTS = {"UK": "Call us on 020 7946 0958", "DE": "Telefon: 030 1234567"}
_MARKED_UP = "<p>{}</p><p>support@example.com</p>"


def title_of(cause: Cause, country: str, noun: str, brand: str, colour: str, model: str) -> str:
    """The title of a listing; the usual one is 30 % and more below what Amazon rewrites."""
    title = f"{brand} {noun} {model}, {colour}"
    more = [*", ".join(_FEATURES[country]).split(), *_MORE[country].split()]
    titles = {
        Cause.TITLE_LONG: _grown(title + ",", more, round(TITLE_CHARACTERS * _BEYOND) + 1),
        Cause.TITLE_REWRITTEN: _grown(title + ",", more, round(TITLE_KEPT * _BEYOND) + 1),
        Cause.HIGHLIGHT_UNSEEN: _grown(title + ",", more, round(TITLE_KEPT * _BEYOND) + 1),
        Cause.TITLE_CHARACTER: f"{brand} {noun} {model}! {colour}",
        Cause.TITLE_EMOJI: f"{title} 🌿",
        Cause.TITLE_REPEATS: f"{title} {noun}, {noun} Set, {noun} {brand}",
        Cause.TITLE_PROMOTION: f"{title}, {_PROMOTION}",
        Cause.DECOY_TITLE: f"{noun}, {_PLACES[country]}",
        Cause.DECOY_TITLE_UNITS: f"{brand} {noun} {_UNITS}",
    }
    return titles.get(cause, title)


def highlight_of(cause: Cause, country: str, feature: int) -> str | None:
    """The item highlight; `feature` says which of the usual features it names first. Beside long titles is none."""
    if cause in (Cause.TITLE_LONG, Cause.TITLE_REWRITTEN, Cause.TITLE_REPEATS, Cause.TITLE_PROMOTION):
        return None
    features = _FEATURES[country]
    highlight = ", ".join(features[(feature + place) % len(features)] for place in range(3))
    if cause is Cause.HIGHLIGHT_LONG:
        return _grown(highlight + ",", _MORE[country].split(), round(HIGHLIGHT_CHARACTERS * _BEYOND) + 1)
    return highlight


def bullets_of(cause: Cause, country: str) -> list[str]:
    """The five bullet points; the planted one is the second, and of two the fourth as well."""
    bullets = list(_BULLETS[country])
    if cause is Cause.BULLET_LONG:
        bullets[1] = _grown(bullets[1] + ":", _MORE[country].split() * 2, round(BULLET_CHARACTERS * _BEYOND) + 1)
    elif cause is Cause.BULLET_CHARACTER:
        bullets[1] += " ™"
    elif cause is Cause.BULLETS_TWO:
        bullets[1] = _CONTACTS[country]
        bullets[3] += ", ecofriendly"
    elif cause is Cause.DECOY_NUMBERS:
        bullets[1] = _NUMBERS
    elif cause is Cause.DECOY_BULLET:
        bullets[1] = _grown(bullets[1] + ":", _MORE[country].split(), 165)
    return bullets


def description_of(cause: Cause, country: str, noun: str, brand: str) -> str:
    """The product description."""
    text = f"{noun} by {brand}. Carefully made and checked,<br>with a manual and accessories in the box."
    if country == "DE":
        text = f"{noun} von {brand}. Sorgfältig gefertigt und geprüft,<br>mit Anleitung und Zubehör im Karton."
    if cause is Cause.DESCRIPTION_MARKED_UP:
        return _MARKED_UP.format(text)
    return f"{text} {_NUMBERS}" if cause is Cause.DECOY_NUMBERS else text


def search_terms_of(cause: Cause, country: str) -> str:
    """The search terms, measured in UTF-8 bytes without spaces where they are planted."""
    if cause is Cause.SEARCH_TERMS_LONG:
        return _grown_bytes(_SEARCH_TERMS[country], _MORE_TERMS[country], round(SEARCH_TERM_BYTES * _BEYOND) + 1)
    if cause is Cause.DECOY_SEARCH_TERMS:
        return _grown_bytes(_SEARCH_TERMS[country], _MORE_TERMS[country], 150)
    return _SEARCH_TERMS[country]


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
