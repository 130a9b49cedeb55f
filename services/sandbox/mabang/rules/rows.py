"""Rows in the shapes of gwapi v2, before traps spoil them."""

from typing import Any, NamedTuple

from services.sandbox.advertisers.rules import chance, names
from services.sandbox.mabang.rules import stocks
from services.sandbox.mabang.rules.links import Combo, Shelf, good_at
from services.sandbox.mabang.rules.signing import Account
from services.sandbox.mabang.rules.times import text_of
from services.sandbox.sellers.rules.texts import NOUNS
from services.sandbox.warehouses.rules import NAME

_NAMES = ("电热水壶", "咖啡壶", "台灯", "瑜伽垫", "宠物胸背带", "厨房秤", "水杯", "手机支架", "研磨器", "门挡")
_COLOURS = ("黑色", "白色", "绿色", "蓝色")
_CATEGORIES = ("家居", "厨房", "户外")
_NORMAL, _CLEARANCE, _STOPPED = 3, 4, 5
OWN, OTHERS, ENABLED, DISABLED = 1, 2, 1, 2


class Warehouse(NamedTuple):
    """A warehouse: its id, what it is called, whose it is, and whether it is used."""

    warehouse_id: int
    name: str
    kind: int
    status: int


MAIN, SECOND = Warehouse(1001, NAME, OWN, ENABLED), Warehouse(1002, "义乌仓", OWN, ENABLED)
WAREHOUSES = (MAIN, SECOND, Warehouse(1003, "宝安旧仓", OWN, DISABLED), Warehouse(1004, "谷仓UK", OTHERS, ENABLED))
RATES = (("CNY", 1.0), ("USD", 7.08), ("EUR", 8.21), ("GBP", 9.43))
"""Yuan for one of the currency."""


def warehouse_row(warehouse: Warehouse) -> dict[str, Any]:
    """A row of sys-get-warehouse-list."""
    return {
        "id": warehouse.warehouse_id,
        "name": warehouse.name,
        "type": warehouse.kind,
        "status": warehouse.status,
        "countryCode": "GB" if warehouse.kind == OTHERS else "CN",
        "contact": "",
        "address": "",
    }


def shop_rows(shelf: Shelf) -> list[dict[str, Any]]:
    """The rows of sys-get-shop-list: the seller's shops, one that he has closed, and one elsewhere."""
    seller = shelf.seller
    shops = [
        ("Amazon", each.market.country, ENABLED, f"{seller.name} {each.market.country}") for each in seller.shelves
    ]
    shops += [("Amazon", "US", DISABLED, f"{seller.name} US"), ("Shopee", "", ENABLED, f"{seller.name} Shopee")]
    return [
        {
            "id": 500 + number,
            "name": name,
            "platformId": 1 if platform == "Amazon" else 26,
            "platformName": platform,
            "amazonsite": site,
            "status": status,
            "accountStoreName": seller.seller_id if platform == "Amazon" else "",
        }
        for number, (platform, site, status, name) in enumerate(shops, 1)
    ]


def rate_rows() -> list[dict[str, Any]]:
    """The rows of sys-get-currency-rate-list."""
    return [{"currency": code, "rate": rate, "fixedCurrency": rate, "percent": 100} for code, rate in RATES]


def combo_row(combo: Combo) -> dict[str, Any]:
    """A row of stock-do-search-combo-sku."""
    parts = [{"stockSku": stock_sku, "quantity": units} for stock_sku, units in combo.parts]
    return {"comboSku": combo.combo_sku, "name": "组合", "nameEn": "", "status": _NORMAL, "comboProductDetail": parts}


def sku_row(account: Account, place: int, at: int, changed_at: int, *, beijing: bool) -> dict[str, Any]:
    """A row of stock-do-search-sku-list-new; money is in yuan."""
    good, path = good_at(account, place), (account.seed, account.size, place)
    noun = good.product.noun if good.product else chance.whole(0, len(_NAMES) - 1, "noun", *path)
    colour = good.product.colour if good.product else chance.whole(0, 3, "colour", *path)
    fen = _purchase_fen(account, place, noun, at // stocks.DAY_SECONDS)
    return {
        "id": 10_000_000 + place,
        "stockSku": good.stock_sku,
        "nameCN": f"{_NAMES[noun]} {_COLOURS[colour]}",
        "nameEN": NOUNS[noun].names["UK"],
        "originalSku": names.base36(8, "original", *path),
        "salesSku": good.stock_sku.rpartition("-")[0] or good.stock_sku,
        "status": chance.pick((_NORMAL,) * 18 + (_CLEARANCE, _STOPPED), "status", *path),
        "salePrice": fen * 4 / 100,
        "declareValue": 5.0,
        "purchasePrice": fen / 100,
        "defaultCost": (fen * 110 // 100) / 100,
        "stockCost": (fen * 108 // 100) / 100,
        "standardPrice": fen / 100,
        "parentCategoryName": chance.pick(_CATEGORIES, "category", *path),
        "categoryName": _NAMES[noun],
        "thirdCategoryName": "",
        "stockWarningDays": chance.pick((15, 30, 45), "warning days", *path),
        "stockWarningQuantity": chance.whole(0, 50, "warning", *path),
        "length": 20.0,
        "width": 12.5,
        "height": 8.0,
        "weight": chance.whole(80, 2500, "weight", *path) / 1,
        "hasBattery": noun in (2, 5),
        "magnetic": noun == 7,
        "timeCreated": text_of(int(stocks.created_times(account)[place]), beijing=beijing),
        "updateTime": text_of(changed_at, beijing=beijing),
    }


def stock_row(account: Account, place: int, at: int, *, is_empty: bool, warehouse: str | None) -> dict[str, Any]:
    """A row of stock-get-stock-quantity: units in each warehouse, or only in that of a name; '' where `is_empty`."""
    units, second = stocks.units_of(account, place, at), 0
    if not stocks.is_held(account, place) and place % 3 == 0:
        second = units.here // 3
    shares = [(MAIN, units.here - second, units.on_the_way)] + ([(SECOND, second, 0)] if second else [])
    wanted = [each for each in shares if warehouse in (None, each[0].name)]
    waiting = _waiting(account, place, units.here)
    rows = [_in_warehouse(*each, waiting if each[0] is MAIN else 0) for each in wanted]
    row = {"stockSku": good_at(account, place).stock_sku, "stockQuantity": units.here, "warehouse": rows}
    if is_empty:
        row["stockQuantity"] = ""
        for each in rows:
            each["stockQuantity"] = each["availableStockQuantity"] = ""
    return row


def available_of(account: Account, place: int, at: int) -> int:
    """A good's units to sell in all warehouses."""
    here = stocks.units_of(account, place, at).here
    return here - _waiting(account, place, here)


def _waiting(account: Account, place: int, here: int) -> int:
    """Units that are sold and have not left."""
    return 0 if stocks.is_held(account, place) else here // 10


def _in_warehouse(warehouse: Warehouse, here: int, on_the_way: int, waiting: int) -> dict[str, Any]:
    return {
        "warehouseId": warehouse.warehouse_id,
        "warehouseName": warehouse.name,
        "stockQuantity": here,
        "availableStockQuantity": here - waiting,
        "waitingQuantity": waiting,
        "shippingQuantity": on_the_way,
        "allotShippingQuantity": 0,
        "processingQuantity": 0,
        "fbaWaitingQuantity": 0,
        "hwc_in_transit_quantity": 0,
        "manualInboundQuantity": 0,
        "transfer_warehouse_quantity": 0,
        "gridCode": f"A-{warehouse.warehouse_id % 1000:02d}",
    }


def _purchase_fen(account: Account, place: int, noun: int, day: int) -> int:
    """The newest purchase price in hundredths of a yuan: a fifth of the usual price, up and down by 5 %."""
    path = (account.seed, account.size, place)
    change = stocks.change_of_data(account, place, day)
    usual = NOUNS[noun].price * 9 // 5 * chance.whole(80, 120, "purchase", *path) // 100
    return usual * chance.whole(95, 105, "purchase", *path, change) // 100
