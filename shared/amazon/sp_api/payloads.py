"""What the replies of all operations share.

Shapes carry Amazon's members in snake_case. What they name as required is checked and typed, what they do not
name is ignored: a reply that lacks something or has it of another type is a `malformed-reply`. Amazon's
enumerations stay texts, since they grow.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, Protocol, TypeVar

import msgspec

T = TypeVar("T")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""With a time zone."""


class CamelStruct(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a reply whose members Amazon writes in camelCase."""


class PascalStruct(msgspec.Struct, frozen=True, rename="pascal"):
    """A part of a reply of a version 0 API: PascalCase."""


class Page(Protocol):
    """A slice of a list."""

    @property
    def next_token(self) -> str | None:
        """What asks for the next slice, if there is one."""


class _Pagination(CamelStruct, frozen=True):
    next_token: str | None = None


class PagedShape(CamelStruct, frozen=True, kw_only=True):
    """A slice of a list of the newer APIs."""

    pagination: _Pagination | None = None

    @property
    def next_token(self) -> str | None:
        """What asks for the next slice."""
        return None if self.pagination is None else self.pagination.next_token


class Payload(msgspec.Struct, Generic[T], frozen=True):
    """How older APIs wrap a reply."""

    payload: T


class Money(CamelStruct, frozen=True):
    """An amount in a currency."""

    currency_code: str
    amount: Decimal
