"""Phrases that Amazon bans, each in all the spellings that people give it.

Titles: Seller Central 201100890. Bullet points: the notice of August 2024.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_JOINT = r"[\s\-‐‑‒–—_]*"
_ENDINGS = {"": "(?:s|es)?", "y": "(?:y|ies|ys)", "s": ""}


def spellings_of(phrase: str) -> str:
    """A pattern for a phrase: its words with blanks, with hyphens or joined, the last one in the singular or plural.

    The phrase is written with blanks: "eco friendly" also finds "eco-friendly", "ecofriendly" and "Eco – friendly".
    """
    *words, last = phrase.split()
    letter = last[-1] if last[-1] in _ENDINGS else ""
    stem = last[:-1] if letter == "y" else last
    plural = _ENDINGS[letter] if last.isalpha() else ""
    return _JOINT.join([*map(re.escape, words), re.escape(stem) + plural])


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What finds phrases in a case-folded text; `stems` are the beginnings of their last words, one is in each."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "_Phrases":
        """After a hyphen another word has begun, as in `lint-free gift`."""
        all_of = tuple(phrases)
        pattern = re.compile(rf"(?<![\w\-‐‑])(?:{'|'.join(map(spellings_of, all_of))})(?!\w)")
        return cls(pattern, tuple({phrase.split()[-1][:4].rstrip("y") for phrase in all_of}))


_PROMOTIONS = _Phrases.of(
    (
        *("free shipping", "100% quality guaranteed", "100 % quality guaranteed", "free gift", "best seller"),
        *("hot item", "on sale", "limited time offer", "money back guarantee"),
        *("kostenloser versand", "gratis versand", "kostenfreier versand", "versand kostenfrei"),
        *("livraison gratuite", "spedizione gratuita", "spedizione gratis", "envío gratis", "envío gratuito"),
        *("gratis verzending", "fri frakt", "darmowa wysyłka", "ücretsiz kargo", "frete grátis", "شحن مجاني"),
    )
)
_UNSPACED = re.compile("送料無料|包邮")
"""Promotions in languages that put no blanks between words."""

_CLAIMS = _Phrases.of(
    (
        *("eco friendly", "environmentally friendly", "ecologically friendly", "anti microbial", "anti bacterial"),
        *("made from bamboo", "contains bamboo", "made from soy", "contains soy", "full refund", "copy pending"),
        *("money back guarantee", "100% refund", "100 % refund"),
    )
)
_FREE_OF = re.compile(
    r"\b(?:bpa|lead|lint|latex|gluten|sugar|nickel|phthalate|scent|cruelty|rust|stress|hassle)\s+\Z"
)
"""What something may be free of: the word after it begins anew."""


def promotion_in(text: str) -> str | None:
    """The first promotional phrase of a title."""
    unspaced = _UNSPACED.search(text)
    return unspaced.group() if unspaced else _first(_PROMOTIONS, text)


def claim_in(text: str) -> str | None:
    """The first claim of a bullet point that Amazon bans."""
    return _first(_CLAIMS, text)


def _first(phrases: _Phrases, text: str) -> str | None:
    plain = text.casefold()
    if not any(stem in plain for stem in phrases.stems):
        return None
    plain = " ".join(plain.split())
    for found in phrases.pattern.finditer(plain):
        if not (
            found.group().startswith("free") and _FREE_OF.search(plain[max(0, found.start() - 30) : found.start()])
        ):
            return found.group()
    return None
