"""What campaigns, ad groups and search terms are called: English, German and Chinese, made of word lists."""

from services.sandbox.advertisers.rules import chance

AUTO_TARGETS = ("close-match", "loose-match", "substitutes", "complements")

_PRODUCTS = {
    "UK": (
        ("Kettle", "electric kettle"),
        ("Café Press", "café press"),
        ("Desk Lamp", "led desk lamp"),
        ("Yoga Mat", "yoga mat"),
        ("电热水壶", "gooseneck kettle"),
        ("Crème Brûlée Torch", "crème brûlée torch"),
        ("Dog Harness", "dog harness"),
        ("厨房秤", "kitchen scale"),
        ("Water Bottle", "steel water bottle"),
        ("Phone Stand", "phone stand"),
    ),
    "DE": (
        ("Wasserkocher", "wasserkocher"),
        ("Küchenwaage", "küchenwaage"),
        ("Bürostuhl", "bürostuhl"),
        ("Müslischale", "müslischale"),
        ("瑜伽垫", "yogamatte"),
        ("Weißbierglas", "weißbierglas"),
        ("Hundegeschirr", "hundegeschirr"),
        ("Gewürzmühle", "gewürzmühle"),
        ("Trinkflasche", "trinkflasche"),
        ("Türstopper", "türstopper"),
    ),
}
_MODIFIERS = {
    "UK": (
        *("for office", "small", "large", "black", "white", "gift", "travel", "for kids", "set of 2"),
        *("premium", "cheap", "quiet", "foldable", "heavy duty", "for mom", "with case", "replacement"),
        *("near me", "2 pack", "portable"),
    ),
    "DE": (
        *("für büro", "klein", "groß", "schwarz", "weiß", "geschenk", "reise", "für kinder", "2er set"),
        *("hochwertig", "günstig", "leise", "klappbar", "stabil", "für mädchen", "mit tasche", "ersatz"),
        *("küche", "edelstahl", "tragbar"),
    ),
}
_IDLE = {
    "UK": ("repair", "spare parts", "second hand", "how to clean", "user manual", "images"),
    "DE": ("reparieren", "ersatzteile", "gebraucht", "reinigen", "bedienungsanleitung", "bilder"),
}
"""What people type who buy nothing: in no campaign does it sell."""

_TARGETING_WORDS = {
    ("UK", "AUTO"): ("Auto", "自动"),
    ("UK", "MANUAL"): ("Exact", "Manual", "精准"),
    ("DE", "AUTO"): ("Auto", "Automatisch"),
    ("DE", "MANUAL"): ("Manuell", "Schlüsselwörter", "精准"),
}
_OTHER_WORDS = {"SPONSORED_BRANDS": ("SB", "品牌 Video"), "SPONSORED_DISPLAY": ("SD", "Audience")}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(length: int, *path: object) -> str:
    """Upper-case letters and digits, as Amazon's codes are made of."""
    return "".join(chance.pick(_LETTERS, "base36", *path, place) for place in range(length))


def product_of(country: str, *path: object) -> tuple[str, str]:
    """A product's name in campaign names, and the words that shoppers type for it."""
    return chance.pick(_PRODUCTS[country], "product", *path)


def campaign_name(country: str, product: str, targeting: str, number: int) -> str:
    """A name that is unique by its number and tells nothing of what is planted."""
    word = chance.pick(_TARGETING_WORDS[country, targeting], "targeting word", product, number)
    return f"SP | {product} | {word} {number:03d}"


def other_campaign_name(ad_product: str, product: str, number: int) -> str:
    """The same for a campaign of Brands or Display."""
    short, word = _OTHER_WORDS[ad_product]
    return f"{short} | {product} | {word} {number:03d}"


def search_terms(country: str, words: str, count: int, *path: object) -> list[str]:
    """Up to 20 different things that shoppers typed, all about one product."""
    return [f"{words} {more}" for more in chance.shuffled(_MODIFIERS[country], "terms", *path)[:count]]


def idle_term(country: str, words: str, *path: object) -> str:
    """A search that sells nowhere."""
    return f"{words} {chance.pick(_IDLE[country], 'idle', *path)}"


def asin_term(*path: object) -> str:
    """A product page that the ad was shown on; reports print the ASIN in lower case."""
    return f"b0{base36(8, *path)}".lower()


def seller_id(seed: int, size: int) -> str:
    """The id of a simulated seller account."""
    return "A" + base36(12 + seed % 2, "seller", seed, size)


def seller_name(seed: int) -> str:
    """What the account is called."""
    return f"Sandbox Seller {seed}"
