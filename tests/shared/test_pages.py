import base64
from typing import Literal

import orjson
import pytest
from pydantic import ValidationError, create_model

from shared import pages
from shared.http.filters import Several
from shared.pages import CursorError, CursorExpiredError, CursorMismatchError, PageQuery


class ThingQuery(PageQuery):
    colour: str = ""


class OtherQuery(PageQuery):
    colour: str = ""


def encode(content):
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def valid(key):
    return encode({"v": 2, "k": key, "f": pages.filters_digest("t", ThingQuery())})


def test_the_first_page_has_no_key():
    assert pages.read_cursor("t", ThingQuery(), width=2) is None


def test_a_cursor_brings_its_key_back():
    query = ThingQuery(colour="red")
    cursor = pages.write_cursor("t", query, ("2026-01-01", 7))
    again = ThingQuery(colour="red", cursor=cursor, limit=3)
    assert pages.read_cursor("t", again, width=2) == ["2026-01-01", 7]


@pytest.mark.parametrize(
    ("tenant_id", "query"),
    [("u", ThingQuery(colour="red")), ("t", ThingQuery(colour="blue")), ("t", OtherQuery(colour="red"))],
)
def test_a_cursor_belongs_to_tenant_list_and_filters(tenant_id, query):
    cursor = pages.write_cursor("t", ThingQuery(colour="red"), ("a",))
    with pytest.raises(CursorMismatchError):
        pages.read_cursor(tenant_id, query.model_copy(update={"cursor": cursor}), width=1)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        encode([]),
        encode({"k": ["a"]}),
        encode("a"),
        valid("a"),
        valid([]),
        valid(["a", "b"]),
        valid([None]),
        valid([1.5]),
        valid([{}]),
        valid([2**63]),
    ],
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(CursorError):
        pages.read_cursor("t", ThingQuery(cursor=cursor), width=1)


@pytest.mark.parametrize("form", [{}, {"v": 1}, {"v": 3}])
def test_a_cursor_of_another_format_says_how_to_start_again(form):
    content = {"k": ["2026-11-01T08:30:00+00:00"], "f": "0123456789abcdef"} | form
    with pytest.raises(CursorExpiredError):
        pages.read_cursor("t", ThingQuery(cursor=encode(content)), width=1)


def test_a_filter_that_comes_to_take_several_values_leaves_kept_cursors_alone():
    def digest(annotation, default, **given):
        return pages.filters_digest("t", create_model("Q", __base__=PageQuery, size=(annotation, default))(**given))

    several = Several[Literal["S", "M"]]
    assert digest(several, ()) == digest(str | None, None)
    assert digest(several, (), size=("S",)) == digest(str | None, None, size="S")
    assert digest(several, (), size=("S", "M")) == digest(several, (), size=("M", "S", "S"))
    assert digest(several, (), size=("S", "M")) != digest(several, (), size=("S",))


def test_a_new_filter_with_a_default_leaves_kept_cursors_alone():
    class ThingQuery(PageQuery):  # the one of the next release
        colour: str = ""
        size: str | None = None
        kind: str = "all"

    kept = pages.write_cursor("t", globals()["ThingQuery"](colour="red"), ("a",))
    assert pages.read_cursor("t", ThingQuery(colour="red", cursor=kept), width=1) == ["a"]
    for other in ({"size": "xl"}, {"kind": "some"}):
        with pytest.raises(CursorMismatchError):
            pages.read_cursor("t", ThingQuery(colour="red", cursor=kept, **other), width=1)


@pytest.mark.parametrize("value", ["", "yesterday", "2026-01-01T00:00:00", 5])
def test_a_moment_in_a_cursor_is_checked(value):
    with pytest.raises(CursorError):
        pages.moment_of(value)


@pytest.mark.parametrize(("count", "shown", "more"), [(0, 0, False), (2, 2, False), (3, 3, False), (4, 3, True)])
def test_a_page_is_cut_at_its_limit(count, shown, more):
    query = ThingQuery(limit=3)
    rows, cursor, has_more = pages.cut("t", query, list(range(count)), lambda row: (row,))
    assert (rows, has_more) == (list(range(shown)), more)
    following = ThingQuery(cursor=cursor or "")
    assert pages.read_cursor("t", following, width=1) == ([2] if more else None)


@pytest.mark.parametrize("given", [{"limit": 0}, {"limit": 201}, {"colur": "red"}, {"cursor": "x" * 1001}])
def test_a_wrong_query_is_refused(given):
    with pytest.raises(ValidationError):
        ThingQuery.model_validate(given)
