"""The ids by which Amazon knows seller accounts and marketplaces, as the API takes them in."""

from typing import Annotated

from pydantic import Field

from shared.fields import explained

_SELLER = explained(
    r"^[A-Z0-9]{8,20}$",
    en="Amazon's id of a seller: 8 to 20 capital letters and digits, such as A2EXAMPLE12345",
    zh="应为亚马逊卖家编号：8 至 20 位大写字母和数字，例如 A2EXAMPLE12345",
)
_MARKETPLACE = explained(
    r"^[A-Z0-9]{10,20}$",
    en="Amazon's id of a marketplace, such as ATVPDKIKX0DER; all are at /v1/marketplaces",
    zh="应为亚马逊站点编号，例如 ATVPDKIKX0DER；全部站点见 /v1/marketplaces",
)
SellerId = Annotated[str, Field(pattern=_SELLER, max_length=20, examples=["A2EXAMPLE12345"])]
MarketplaceId = Annotated[str, Field(pattern=_MARKETPLACE, max_length=20, examples=["ATVPDKIKX0DER"])]
_ORDER = explained(
    r"^[0-9DS][0-9]{2}-[0-9]{7}-[0-9]{7}$",
    en="Amazon's id of an order, such as 026-1234567-1234567",
    zh="应为亚马逊订单编号，例如 026-1234567-1234567",
)
OrderId = Annotated[str, Field(pattern=_ORDER, max_length=19, examples=["026-1234567-1234567"])]
"""Of an order: those of digital goods begin with D01, those of multi-channel fulfilment with S02."""
