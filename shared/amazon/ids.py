"""The ids by which Amazon knows seller accounts and marketplaces, as the API takes them in."""

from typing import Annotated

from pydantic import Field

SellerId = Annotated[str, Field(pattern=r"^[A-Z0-9]{8,20}$", max_length=20, examples=["A2EXAMPLE12345"])]
MarketplaceId = Annotated[str, Field(pattern=r"^[A-Z0-9]{10,20}$", max_length=20, examples=["ATVPDKIKX0DER"])]
