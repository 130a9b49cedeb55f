"""Pages by keyset: `{items, next_cursor, has_more}`; a cursor belongs to the filters it was made under."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Generic, Protocol, Self, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Day, in_utc
from shared.problems import Problem
from shared.texts import Text

MAX_LIMIT = 200
T = TypeVar("T")


class _Changing(Protocol):
    """A row that says when it last changed."""

    updated_at: datetime


C = TypeVar("C", bound=_Changing)


class CursorError(Problem):
    """The cursor is not one of ours."""

    code, status = "cursor-invalid", 400
    title = Text(en="The cursor is not valid", zh="游标无效")


class CursorMismatchError(Problem):
    """The cursor was made under other filters, or by another tenant."""

    code, status = "cursor-mismatch", 400
    title = Text(en="The cursor belongs to other filters", zh="游标与筛选条件不符")


class Page(BaseModel, Generic[T]):
    """One slice of a list. Subclass it per item type, so that each has a name of its own on the wire."""

    items: list[T] = Field(max_length=MAX_LIMIT)
    next_cursor: str | None = Field(max_length=1000)
    has_more: bool


class PageQuery(BaseModel):
    """The query of every list; an unknown parameter is refused instead of being ignored."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, json_schema_extra={"format": "int32"})] = 50
    cursor: Annotated[str, Field(max_length=1000)] = ""


class DaysQuery(PageQuery):
    """The query of a list of days: of all, or from a day on, or until one."""

    from_on: Day | SkipJsonSchema[None] = None
    to_on: Annotated[Day | SkipJsonSchema[None], Field(description="Exclusive; after from_on")] = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.from_on and self.to_on and self.to_on <= self.from_on:
            raise ValueError("to_on must be after from_on")
        return self


def filters_digest(tenant_id: str, query: PageQuery) -> str:
    """What a cursor is bound to: the tenant, the kind of list and every filter but limit and cursor."""
    filters = query.model_dump(mode="json", exclude={"limit", "cursor"})
    text = orjson.dumps([tenant_id, type(query).__name__, filters], option=orjson.OPT_SORT_KEYS)
    return sha256(text).hexdigest()[:16]


def read_cursor(tenant_id: str, query: PageQuery, *, width: int) -> list[Any] | None:
    """The last key of the previous page (`width` values), or None for the first page.

    Raises CursorError and CursorMismatchError.
    """
    if not query.cursor:
        return None
    try:
        padding = "=" * (-len(query.cursor) % 4)
        content = orjson.loads(base64.b64decode(query.cursor + padding, altchars=b"-_", validate=True))
        key, digest = content["k"], content["f"]
    except (binascii.Error, ValueError, TypeError, KeyError) as error:
        raise CursorError from error
    if digest != filters_digest(tenant_id, query):
        raise CursorMismatchError
    if not isinstance(key, list) or len(key) != width or not all(_is_key_part(part) for part in key):
        raise CursorError
    return key


def _is_key_part(part: Any) -> bool:
    """A text or a whole number that a database can hold."""
    return "\0" not in part if isinstance(part, str) else isinstance(part, int) and abs(part) < 2**63


def write_cursor(tenant_id: str, query: PageQuery, key: Sequence[Any]) -> str:
    """The cursor after a row with this key."""
    content = orjson.dumps({"k": list(key), "f": filters_digest(tenant_id, query)})
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def cut(
    tenant_id: str, query: PageQuery, rows: Sequence[T], key_of: Callable[[T], Sequence[Any]]
) -> tuple[Sequence[T], str | None, bool]:
    """Split `limit + 1` fetched rows into the page, the next cursor and whether there is more."""
    if len(rows) <= query.limit:
        return rows, None, False
    shown = rows[: query.limit]
    return shown, write_cursor(tenant_id, query, key_of(shown[-1])), True


def by_change(
    tenant_id: str, query: PageQuery, read: Callable[[list[Any] | None], Sequence[C]], name: str
) -> tuple[Sequence[C], str | None, bool]:
    """The same for rows in the order of (`updated_at`, their id of this `name`).

    `read` gives up to `limit + 1` of them after such a key. Raises CursorError and CursorMismatchError.
    """
    after = read_cursor(tenant_id, query, width=2)
    if after is not None:
        after = [moment_of(after[0]), after[1]]
    return cut(tenant_id, query, read(after), lambda row: (row.updated_at.isoformat(), getattr(row, name)))


def moment_of(value: Any) -> datetime:
    """A moment out of a cursor's key. Raises CursorError."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return in_utc(moment)
    except (TypeError, ValueError) as error:
        raise CursorError from error
    raise CursorError


def number_of(value: Any) -> int:
    """A number out of a cursor's key. Raises CursorError."""
    if not isinstance(value, int):
        raise CursorError
    return value
