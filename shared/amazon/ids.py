"""The ids by which Amazon knows seller accounts and marketplaces, as the API takes them in."""

from typing import Annotated

from pydantic import Field

SellerId = Annotated[str, Field(pattern=r"^[A-Z0-9]{8,20}$", max_length=20, examples=["A2EXAMPLE12345"])]
OrderId = Annotated[
    str,
    Field(pattern=r"^[0-9DS][0-9]{2}-[0-9]{7}-[0-9]{7}$", max_length=19, examples=["026-1234567-1234567"]),
]
"""Of an order: those of digital goods begin with D01, those of multi-channel fulfilment with S02."""

MarketplaceId = Annotated[str, Field(pattern=r"^[A-Z0-9]{10,20}$", max_length=20, examples=["ATVPDKIKX0DER"])]
