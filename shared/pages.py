"""Pages by keyset: `{items, next_cursor, has_more}`; a cursor belongs to the filters it was made under."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Generic, Self, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.fields import FieldValueError
from shared.http.moments import Day, in_utc
from shared.problems import Problem
from shared.texts import Text

MAX_LIMIT = 200
_FORMAT = 2
_FIRST_CALL = ("updated_after", "after_event_id")


_ORDER = Text(en="Must be after from_on (exclusive)", zh="须晚于 from_on（不含当天）")
CURSOR_HINT = Text(
    en="Send the filters with which the cursor was given, or leave out `cursor` to begin anew.",
    zh="请使用得到该游标时的筛选条件，或去掉 `cursor` 从头开始。",
)
T = TypeVar("T")


class CursorError(Problem):
    """The cursor is not one of ours."""

    code, status = "cursor-invalid", 400
    title = Text(en="The cursor is not valid", zh="游标无效")
    hint = CURSOR_HINT


class CursorMismatchError(Problem):
    """The cursor was made under other filters, or by another tenant."""

    code, status = "cursor-mismatch", 400
    title = Text(en="The cursor belongs to other filters", zh="游标与筛选条件不符")
    hint = CURSOR_HINT


class CursorExpiredError(Problem):
    """The cursor is of another format, or older than what is kept of the list."""

    code, status = "cursor-expired", 410
    title = Text(
        en="The cursor is too old: start again without one, and drop what that walk does not meet",
        zh="游标已过期：请不带游标重新开始，并删除本次遍历中未出现的数据",
    )


CURSOR_ERRORS = (CursorError, CursorMismatchError, CursorExpiredError)


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


class PolledPage(Page[T], Generic[T]):
    """One slice of a list that can be followed: keep `follow_cursor`, and send it to learn what changed since."""

    follow_cursor: str | None = Field(
        max_length=1000, description="Send it as `cursor`, now or later: what has changed since; null with `sort`"
    )
    restored: bool = Field(
        description="A database was restored: this walk shows everything; drop what it did not meet; never of events"
    )


class DeletedQuery(PageQuery):
    """The query of a list that can show what was deleted."""

    include_deleted: Annotated[
        bool, Field(description="Show deleted rows too, for 400 days: who keeps a copy has to know")
    ] = False


class DaysQuery(PageQuery):
    """The query of a list of days: of all, or from a day on, or until one."""

    from_on: Day | SkipJsonSchema[None] = None
    to_on: Annotated[Day | SkipJsonSchema[None], Field(description="Exclusive; after from_on")] = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.from_on and self.to_on and self.to_on <= self.from_on:
            raise FieldValueError("window", _ORDER, member="to_on")
        return self


def filters_digest(tenant_id: str, query: PageQuery) -> str:
    """What a cursor is bound to: the tenant, the kind of list and the filters that are given.

    A filter that is new in a release leaves kept cursors alone. Where a walk begins, is said to its first call only.
    """
    own = {"limit", "cursor", *_FIRST_CALL}
    filters = query.model_dump(mode="json", exclude=own, exclude_none=True, exclude_defaults=True)
    text = orjson.dumps([tenant_id, type(query).__name__, filters], option=orjson.OPT_SORT_KEYS)
    return sha256(text).hexdigest()[:16]


def seal(tenant_id: str, query: PageQuery, content: Mapping[str, Any]) -> str:
    """A cursor that holds this, of members `v` and `f` beside."""
    whole = orjson.dumps({"v": _FORMAT, "f": filters_digest(tenant_id, query), **content})
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def unseal(tenant_id: str, query: PageQuery) -> dict[str, Any] | None:
    """What the query's cursor holds, None without one.

    Raises CursorError, CursorMismatchError, and CursorExpiredError for one of another format.
    """
    if not query.cursor:
        return None
    try:
        padding = "=" * (-len(query.cursor) % 4)
        content: dict[str, Any] = orjson.loads(
            base64.b64decode(query.cursor + padding, altchars=b"-_", validate=True)
        )
        form, digest = content.get("v"), content["f"]
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CursorError from error
    if form != _FORMAT:
        # Without a number it is of 0.1, which had no other members than these.
        raise CursorExpiredError if isinstance(form, int) or content.keys() == {"f", "k"} else CursorError
    if digest != filters_digest(tenant_id, query):
        raise CursorMismatchError
    return content


def read_cursor(tenant_id: str, query: PageQuery, *, width: int) -> list[Any] | None:
    """The last key of the previous page (`width` values), or None for the first page. Raises as `unseal` does."""
    content = unseal(tenant_id, query)
    if content is None:
        return None
    key = content.get("k")
    if not isinstance(key, list) or len(key) != width or not all(_is_key_part(part) for part in key):
        raise CursorError
    return key


def _is_key_part(part: Any) -> bool:
    """A text or a whole number that a database can hold."""
    return "\0" not in part if isinstance(part, str) else isinstance(part, int) and abs(part) < 2**63


def write_cursor(tenant_id: str, query: PageQuery, key: Sequence[Any]) -> str:
    """The cursor after a row with this key."""
    return seal(tenant_id, query, {"k": list(key)})


def cut(
    tenant_id: str, query: PageQuery, rows: Sequence[T], key_of: Callable[[T], Sequence[Any]]
) -> tuple[Sequence[T], str | None, bool]:
    """Split `limit + 1` fetched rows into the page, the next cursor and whether there is more."""
    if len(rows) <= query.limit:
        return rows, None, False
    shown = rows[: query.limit]
    return shown, write_cursor(tenant_id, query, key_of(shown[-1])), True


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
