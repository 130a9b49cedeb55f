"""What campaigns, ad groups and search terms are called, made of the words of a country."""

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.words import IDLE, MODIFIERS, PRODUCTS, TARGETING_WORDS

AUTO_TARGETS = ("close-match", "loose-match", "substitutes", "complements")

_OTHER_WORDS = {"SPONSORED_BRANDS": ("SB", "品牌 Video"), "SPONSORED_DISPLAY": ("SD", "Audience")}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(length: int, *path: object) -> str:
    """Upper-case letters and digits, as Amazon's codes are made of."""
    return "".join(chance.pick(_LETTERS, "base36", *path, place) for place in range(length))


def product_of(country: str, *path: object) -> tuple[str, str]:
    """A product's name in campaign names, and the words that shoppers type for it."""
    return chance.pick(PRODUCTS[country], "product", *path)


def campaign_name(country: str, product: str, targeting: str, number: int) -> str:
    """A name that is unique by its number and tells nothing of what is planted."""
    word = chance.pick(TARGETING_WORDS[country, targeting], "targeting word", product, number)
    return f"SP | {product} | {word} {number:03d}"


def other_campaign_name(ad_product: str, product: str, number: int) -> str:
    """The same for a campaign of Brands or Display."""
    short, word = _OTHER_WORDS[ad_product]
    return f"{short} | {product} | {word} {number:03d}"


def search_terms(country: str, words: str, count: int, *path: object) -> list[str]:
    """Up to 20 different things that shoppers typed, all about one product."""
    return [f"{words} {more}" for more in chance.shuffled(MODIFIERS[country], "terms", *path)[:count]]


def idle_term(country: str, words: str, *path: object) -> str:
    """A search that sells nowhere."""
    return f"{words} {chance.pick(IDLE[country], 'idle', *path)}"


def asin_term(*path: object) -> str:
    """A product page that the ad was shown on; reports print the ASIN in lower case."""
    return f"b0{base36(8, *path)}".lower()


def seller_id(seed: int, size: int) -> str:
    """The id of a simulated seller account."""
    return "A" + base36(12 + seed % 2, "seller", seed, size)


def seller_name(seed: int) -> str:
    """What the account is called."""
    return f"Sandbox Seller {seed}"
