"""What listings say, in English and German, and how it breaks Amazon's rules where that is planted.

Amazon's rules: titles up to 200 characters, without `! $ ? _ { } ^`, no word more than twice except
prepositions, no promotional phrases; bullets up to 255 characters, without trademark signs; search terms
up to 249 bytes, spaces and punctuation not counted.
"""

from dataclasses import dataclass

from services.sandbox.sellers.rules.causes import Cause

TITLE_CHARACTERS, BULLET_CHARACTERS, SEARCH_TERM_BYTES = 200, 255, 249
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
_PLACES = {"UK": "for Home, for Office and for Travel", "DE": "für Zuhause, für Büro und für Reise"}
"""Only the preposition stands there three times, which is allowed."""


def title_of(cause: Cause, country: str, noun: str, brand: str, colour: str, model: str, feature: int) -> str:
    """The title; `feature` says which of the usual features it names first."""
    features = _FEATURES[country]
    first, second = features[feature % len(features)], features[(feature + 1) % len(features)]
    title = f"{brand} {noun} {model}, {first}, {second}, {colour}"
    if cause is Cause.TITLE_LONG:
        return _grown(title + ",", _MORE[country].split(), round(TITLE_CHARACTERS * _BEYOND) + 1)
    if cause is Cause.TITLE_CHARACTER:
        return f"{brand} {noun} {model}! {first}, {colour}"
    if cause is Cause.TITLE_REPEATS:
        return f"{title} {noun}, {noun} Set, {noun} {brand}"
    if cause is Cause.TITLE_PROMOTION:
        return f"{title}, {_PROMOTION}"
    if cause is Cause.DECOY_TITLE:
        return f"{brand} {noun} {model}, {first}, {colour}, {noun} {_PLACES[country]}"
    return title


def bullets_of(cause: Cause, country: str) -> list[str]:
    """The five bullet points; the planted one is the second."""
    bullets = list(_BULLETS[country])
    if cause is Cause.BULLET_LONG:
        bullets[1] = _grown(bullets[1] + ":", _MORE[country].split() * 2, round(BULLET_CHARACTERS * _BEYOND) + 1)
    elif cause is Cause.BULLET_CHARACTER:
        bullets[1] += " ™"
    elif cause is Cause.DECOY_BULLET:
        bullets[1] = _grown(bullets[1] + ":", _MORE[country].split(), 165)
    return bullets


def description_of(country: str, noun: str, brand: str) -> str:
    """The product description."""
    if country == "DE":
        return f"{noun} von {brand}. Sorgfältig gefertigt und geprüft, mit Anleitung und Zubehör im Karton."
    return f"{noun} by {brand}. Carefully made and checked, with a manual and accessories in the box."


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
