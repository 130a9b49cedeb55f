"""Answering calls of gwapi v2."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from services.sandbox import page_tokens
from services.sandbox.advertisers.rules import chance
from services.sandbox.mabang.repository import MabangRepository
from services.sandbox.mabang.rules import lists, rows, stocks, times, traps
from services.sandbox.mabang.rules.calls import Call
from services.sandbox.mabang.rules.links import find_good, shelf_of
from services.sandbox.mabang.rules.lists import Listed, Moves
from services.sandbox.mabang.rules.traps import Trap
from services.sandbox.refusals import MabangRefusal, SellingPartnerRefusal
from shared.db import Session

OLD_PAGE, NEW_PAGE, LONGEST_PAGE = 100, 100, 1000
_MOST_SKUS, _MOST_STOCK_SKUS = 50, 100
_EVER = 2**40
_OPEN_DAYS = 8
"""How far back a moment may lie that is asked for in place of a day."""

_EVERY_KIND, _FIRST_CURSORS = "9", ("", "1")


class Answer(NamedTuple):
    """The `data` of an answer, and the number of its page."""

    data: dict[str, Any]
    page: int = 1


def answer_call(session: Session, call: Call) -> dict[str, Any]:
    """The answer to a call. Raises MabangRefusal."""
    if call.api not in _APIS:
        raise MabangRefusal("接口不存在")
    data, page = _APIS[call.api](session, call)
    data["data"] = [traps.spoiled(row, call.on) for row in data["data"]]
    return {"code": traps.code_of(page, call.on), "message": "success", "data": data}


def _list_shops(_session: Session, call: Call) -> Answer:
    status = call.text("status") or str(rows.ENABLED)
    found = [each for each in rows.shop_rows(shelf_of(call.account)) if str(each["status"]) == status]
    return Answer({"count": len(found), "data": found})


def _list_warehouses(_session: Session, call: Call) -> Answer:
    kind, status = call.text("type") or str(rows.OWN), call.text("status") or str(rows.ENABLED)
    wanted = [
        each for each in rows.WAREHOUSES if kind in (_EVERY_KIND, str(each.kind)) and status == str(each.status)
    ]
    return Answer({"data": [rows.warehouse_row(each) for each in wanted]})


def _list_rates(_session: Session, _call: Call) -> Answer:
    return Answer({"data": rows.rate_rows()})


def _list_combos(_session: Session, call: Call) -> Answer:
    combos, page = shelf_of(call.account).combos, _number(call, "page", 1)
    start = (page - 1) * OLD_PAGE
    shown = [rows.combo_row(each) for each in combos[start : start + OLD_PAGE]]
    return Answer({"page": -(-len(combos) // OLD_PAGE), "total": len(combos), "data": shown}, page)


def _list_skus(session: Session, call: Call) -> Answer:
    """Goods by cursor, changed last first; or those named, on one page."""
    at = times.at_of(call.moment)
    moves = _moves(session, call)
    if names := _names(call, "stockSku", "stockSkuList", most=_MOST_SKUS):
        found = [good.place for each in names if (good := find_good(call.account, each))]
        return Answer(_cursor_data(call, _sku_rows(call, found, moves, at), len(found), ""))
    count = _number(call, "maxRows", NEW_PAGE)
    if count > LONGEST_PAGE:
        raise MabangRefusal(f"maxRows不能大于{LONGEST_PAGE}")
    asked = {name: value for name, value in call.data.items() if name != "cursor"}
    start = _start(call, asked)
    listed = _listed_skus(call, moves, at)
    page = start // count + 1
    if start == 0:
        _move_a_row(session, call, listed, count)
    end = start + count
    cursor = page_tokens.token_of([end], asked) if end < listed.total else ""
    return Answer(
        _cursor_data(call, _sku_rows(call, listed.page(start, count), moves, at), listed.total, cursor), page
    )


def _list_stock(session: Session, call: Call) -> Answer:
    """Units by warehouse: of the goods named, or of those whose stock was changed on a day."""
    at, page = times.at_of(call.moment), _number(call, "page", 1)
    warehouse = call.text("warehouseName") or None
    if names := _names(call, "stockSkus", most=_MOST_STOCK_SKUS):
        goods = (find_good(call.account, each) for each in names)
        places = [good.place for good in goods if good and stocks.is_stored(call.account, good.place)]
        return Answer({"page": 1, "data": _stock_rows(call, places, at, warehouse)})
    listed = lists.stock_changes(call.account, _stock_window(call, at), _moves(session, call))
    if page == 1:
        _move_a_row(session, call, listed, OLD_PAGE)
    places = listed.page((page - 1) * OLD_PAGE, OLD_PAGE)
    pages = -(-listed.total // OLD_PAGE)
    return Answer({"page": pages, "data": _stock_rows(call, places, at, warehouse)}, page)


_APIS: Mapping[str, Callable[[Session, Call], Answer]] = {
    "sys-get-shop-list": _list_shops,
    "sys-get-warehouse-list": _list_warehouses,
    "sys-get-currency-rate-list": _list_rates,
    "stock-do-search-combo-sku": _list_combos,
    "stock-do-search-sku-list-new": _list_skus,
    "stock-get-stock-quantity": _list_stock,
}


def _sku_rows(call: Call, places: Iterable[int], moves: Moves, at: int) -> list[dict[str, Any]]:
    moved, beijing = dict(moves), call.is_beijing
    changed = [(place, moved.get(place) or stocks.data_changed_at(call.account, place, at)) for place in places]
    return [rows.sku_row(call.account, place, at, when, beijing=beijing) for place, when in changed]


def _stock_rows(call: Call, places: Iterable[int], at: int, warehouse: str | None) -> list[dict[str, Any]]:
    empty = stocks.restless_place(call.account) if Trap.EMPTY_QUANTITY in call.on else None
    return [rows.stock_row(call.account, place, at, is_empty=place == empty, warehouse=warehouse) for place in places]


def _cursor_data(call: Call, shown: list[dict[str, Any]], total: int, cursor: str) -> dict[str, Any]:
    has_next = traps.has_next_of(bool(cursor), call.on)
    return {"hasNext": has_next, "nextCursor": cursor, "total": total, "data": shown}


def _listed_skus(call: Call, moves: Moves, at: int) -> Listed:
    """The list by when goods were changed, or by when they were put on it where that is asked for."""
    if created := _window(call, "timeCreated"):
        return lists.created(call.account, created)
    changed = _window(call, "updateTime") or (0, _EVER)
    return lists.data_changes(call.account, at, changed, moves)


def _window(call: Call, name: str) -> tuple[int, int] | None:
    """The window of two parameters, None where neither is given. Raises MabangRefusal."""
    begin, end = call.text(f"{name}Start"), call.text(f"{name}End")
    if not begin and not end:
        return None
    found = [times.time_in(each, beijing=call.is_beijing) if each else None for each in (begin, end)]
    if (begin and found[0] is None) or (end and found[1] is None):
        raise MabangRefusal(f"{name}格式错误，应为yyyy-MM-dd HH:mm:ss")
    return found[0] or 0, found[1] or _EVER


def _stock_window(call: Call, at: int) -> tuple[int, int]:
    """The day whose changes are asked for, as far as it has passed. Raises MabangRefusal."""
    text = call.text("updateTime")
    if not text:
        raise MabangRefusal("updateTime不能为空")
    if day := times.day_in(text, beijing=call.is_beijing):
        return day[0], min(day[1] - 1, at)
    moment = times.time_in(text, beijing=call.is_beijing)
    if Trap.DAY_ONLY in call.on or moment is None:
        raise MabangRefusal("updateTime格式错误，应为yyyy-MM-dd")
    return max(moment, at - _OPEN_DAYS * stocks.DAY_SECONDS), at


def _names(call: Call, *parameters: str, most: int) -> list[str]:
    """SKUs that are named, separated by commas. Raises MabangRefusal when they are too many."""
    found = [each for name in parameters for each in call.text(name).split(",") if each]
    if len(found) > most:
        raise MabangRefusal(f"SKU数量不能超过{most}个")
    return found


def _number(call: Call, name: str, default: int) -> int:
    """A parameter from 1 on. Raises MabangRefusal."""
    text = call.text(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise MabangRefusal(f"{name}格式错误")
    return int(text[:9])


def _start(call: Call, asked: Mapping[str, Any]) -> int:
    """Where a page begins. Raises MabangRefusal for a cursor of another query."""
    cursor = call.text("cursor")
    if cursor in _FIRST_CURSORS:
        return 0
    try:
        return page_tokens.position_of(cursor, asked)[0]
    except SellingPartnerRefusal as refusal:
        raise MabangRefusal("cursor无效") from refusal


def _moves(session: Session, call: Call) -> Moves:
    found = MabangRepository(session, call.account.seed, call.account.size).moves()
    return [(each.place, times.at_of(each.moved_at)) for each in found if each.place < call.account.goods]


def _move_a_row(session: Session, call: Call, listed: Listed, count: int) -> None:
    """Once a first page is read, a row behind it is changed and moves to the front, where that trap is on."""
    if Trap.MOVING_PAGES not in call.on or listed.total <= count:
        return
    repository = MabangRepository(session, call.account.seed, call.account.size)
    turn = len(repository.moves())
    behind = count + chance.whole(0, listed.total - count - 1, "move", call.account, turn)
    [place] = listed.page(behind, 1)
    repository.move(place, call.moment)
