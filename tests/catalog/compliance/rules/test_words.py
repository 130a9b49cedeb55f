"""Repeated words, banned phrases and symbols: what counts, and what only looks like it."""

import pytest

from services.catalog.compliance.rules.phrases import claim_in, promotion_in
from services.catalog.compliance.rules.signs import emoji_in
from services.catalog.compliance.rules.words import SMALL_WORDS, repeated_words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("a-b a-b a-b", ["a-b"]),
        ("Schlauch Schlauch, SCHLAUCH", ["schlauch"]),
        ("x x x 30 30 30", []),
        ("6GB 128GB 256GB", []),
        ("6 GB 128 GB 256 GB", []),
        ("6-GB 128‑GB 256 GB", []),
        ("Hose 30 m 50 m 100 m, 1/2 inch 3/4 inch 5/8 inch", []),
        ("2 Pack Hose, 4 Pack Can, 6 Pack Tap", []),
        ("4K 4K 4K 3D 3D 3D", []),
        ("GB GB GB", ["gb"]),
        ("Hose Pack, Can Pack, Tap Pack", ["pack"]),
        ("M12 M12 M12", ["m12"]),
        ("iPhone 12 iPhone 13 iPhone 14", ["iphone"]),
        ("Straße STRASSE straße", ["strasse"]),
        ("केतली केतली केतली", ["केतली"]),
        ("की की की के लिए के लिए के लिए", []),
    ],
)
def test_words_that_stand_there_more_than_twice(title, words):
    assert repeated_words(title) == words


@pytest.mark.parametrize(
    "words",
    [
        "for the with and",  # English: US, CA, UK, IE, IN, ZA, AU, SG, AE
        "für und mit der zum",  # German
        "pour avec les des sans",  # French
        "per con della gli",  # Italian
        "para con los del",  # Spanish: ES, MX
        "voor met van het en",  # Dutch: NL, BE
        "för och med till från",  # Swedish
        "dla oraz przez pod",  # Polish
        "için ile ve veya",  # Turkish
        "para com dos das",  # Portuguese: BR
        "من في على إلى",  # Arabic: SA, EG
        "और के लिए से",  # Hindi: IN
        "から まで より および",  # Japanese
    ],
)
def test_small_words_of_every_marketplaces_language_may(words):
    assert set(words.split()) <= SMALL_WORDS
    assert repeated_words(f"{words} {words} {words} {words}") == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        *((text, text.casefold()) for text in ("Free Shipping", "free-shipping", "FreeShipping", "FREE – SHIPPING")),
        *((text, text) for text in ("best seller", "best-sellers", "bestseller", "bestsellers")),
        *((text, text) for text in ("free gift", "free gifts", "free-gift", "hot items", "on-sale")),
        *((text, text) for text in ("money back guarantee", "money-back-guarantees", "moneyback guarantee")),
        *((text, text) for text in ("100% quality guaranteed", "100 % quality-guaranteed")),
        *((text, text) for text in ("limited time offers", "envío gratis", "livraison gratuite", "送料無料", "包邮")),
        *(
            (text, None)
            for text in ("BPA-free gift box", "BPA free gift box", "lint-free gift", "shipping", "free of")
        ),
        *(
            (text, None)
            for text in ("Person sale", "photo items", "the best selling point", "duty-free shipping bag")
        ),
    ],
)
def test_promotional_phrases_in_all_their_spellings(text, phrase):
    assert promotion_in(f"Garden hose {text}") == phrase
    assert promotion_in(f"{text}, garden hose") == phrase


def test_a_phrase_beside_letters_without_blanks():
    assert promotion_in("ホース送料無料です") == "送料無料"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        *((text, text.casefold()) for text in ("eco-friendly", "Eco friendly", "ecofriendly", "ECO‑FRIENDLY")),
        *((text, text) for text in ("anti-microbial", "antimicrobial", "anti bacterial", "antibacterials")),
        *(
            (text, text)
            for text in ("full refunds", "full-refund", "100% refund", "made from bamboo", "copy pending")
        ),
        *((text, None) for text in ("friendly", "a bamboo handle", "refund", "microbial", "bacteria", "eco mode")),
    ],
)
def test_claims_in_all_their_spellings(text, phrase):
    assert claim_in(f"A hose, {text}.") == phrase


@pytest.mark.parametrize(
    "symbol",
    [
        *"😀🌿👍🚿✅❤★☎✔✓⭐⌚⏰⬛🀄🃏🆕🈚🪿🫩",
        "☎️",
        "⬆️",
        "©️",
        "™️",
        "‼️",
        "1️⃣",
        "#⃣",
        "🇩🇪",
        "👩‍🔧",
        "👍🏽",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_emoji_and_symbols_by_their_properties(symbol):
    assert emoji_in(f"Hose {symbol} green")


@pytest.mark.parametrize(
    "text",
    [
        *("1/2 inch #4301 *", "20 °C ± 2 µm Ω ℃ № ½ ² ″ × ÷ ≤ ≥", "Brand® Name™ ©", "→ ↔ • · … – — „“ « »"),
        *("水やりホース（緑）【30m】", "خرطوم حديقة", "बगीचे की नली", "Größe L, naïve café, Łódź", "㎡ ㎏ ①"),
    ],
)
def test_letters_units_and_marks_are_no_emoji(text):
    assert emoji_in(text) is None


def test_places_that_unicode_keeps_for_emoji_to_come():
    assert emoji_in("\U0001faff") == "\U0001faff"
