"""Amazon's ad products: two letters in the tables, since they stand in every key; Amazon's own words on the wire."""

from typing import Annotated, Literal, get_args

from pydantic import Field

AdProduct = Literal[
    "SPONSORED_PRODUCTS", "SPONSORED_BRANDS", "SPONSORED_DISPLAY", "SPONSORED_TELEVISION", "AMAZON_DSP", "NOT_SAID"
]

AdProductRead = Annotated[str, Field(max_length=20, json_schema_extra={"x-extensible-enum": [*get_args(AdProduct)]})]
"""In answers: Amazon may add one, and the enumeration of a generated client would fail at it."""

SP, SB, SD, TV, DSP = "SP", "SB", "SD", "TV", "DS"
NOT_SAID = "NS"
"""A file told numbers without the product that they are of."""

_WORDS: dict[str, AdProduct] = {
    SP: "SPONSORED_PRODUCTS",
    SB: "SPONSORED_BRANDS",
    SD: "SPONSORED_DISPLAY",
    TV: "SPONSORED_TELEVISION",
    DSP: "AMAZON_DSP",
    NOT_SAID: "NOT_SAID",
}
_CODES: dict[str, str] = {word: code for code, word in _WORDS.items()}
CODES = tuple(_WORDS)
"""All that tables can hold."""


def word_of(code: str) -> AdProduct:
    """Amazon's word for a code, or NOT_SAID. Raises KeyError."""
    return _WORDS[code]


def code_of(word: str) -> str:
    """The code of Amazon's word. Raises KeyError."""
    return _CODES[word]


def name_of(code: str) -> str:
    """The product as Amazon writes it, which is the same in every language."""
    return word_of(code).replace("_", " ").title()
