import pytest

from shared.amazon.report_files import ColumnMissingError, Header, normalise_header


@pytest.mark.parametrize(
    ("header", "normal"),
    [
        ("7 Day Total Sales ", "7daytotalsales"),
        ("14 Day Total Sales (₹)", "14daytotalsales"),
        ("\ufeffStart Date", "startdate"),
        ("Total Advertising Cost of Sales (ACoS)", "totaladvertisingcostofsalesacos"),
        ("7天总销售额(￥)", "7天总销售额"),
        ("広告費売上高比率（ＡＣＯＳ）合計", "広告費売上高比率acos合計"),
        ("Übereinstimmungstyp", "übereinstimmungstyp"),
        ("7일 총 주문(건수)", "7일총주문건수"),
        (" (#) ", ""),
    ],
)
def test_letters_and_digits_of_any_script_stay(header, normal):
    assert normalise_header(header) == normal


def test_a_column_is_found_however_its_name_is_written():
    for name in ("Starting Warehouse Balance", "StartingWarehouseBalance", "starting-warehouse-balance"):
        assert Header(["Date", name]).need("Starting Warehouse Balance").of(["x", " 7 "]) == "7"


def test_the_first_name_that_is_there_counts():
    header = Header(["reserved-quantity", "Total Reserved Quantity"])
    assert header.need("total-reserved-quantity", "reserved-quantity").places == (1,)
    assert header.need("nothing", "reserved-quantity").places == (0,)
    with pytest.raises(ColumnMissingError, match="nothing"):
        header.need("nothing", "no more")


def test_a_column_that_is_missing_or_beyond_the_row_says_nothing():
    header = Header(["sku", "", "不适用项目", "asin", "不适用项目"])
    assert header.find("price").of(["A-1", "x"]) == ""
    assert header.find("asin").of(["A-1", "x"]) == ""
    assert header.find("asin").of(["A-1", "x", "", "B0", "y", "z"]) == "B0"


def test_a_name_that_is_repeated_loses_neither_column():
    column = Header(["不适用项目", "sku", "不适用项目"]).need("不适用项目")
    assert column.places == (0, 2)
    assert (column.of(["", "A-1", "second"]), column.of(["first", "A-1", "second"])) == ("second", "first")


def test_columns_by_pattern():
    header = Header(["sku", "inv-age-0-to-90-days", "Inv Age 91 to 180 Days", "inv-age-456-plus-days"])
    found = [(match[1], match[2], column.places) for match, column in header.matching(r"invage(\d+)to(\d+)days")]
    assert found == [("0", "90", (1,)), ("91", "180", (2,))]


@pytest.mark.parametrize(
    "written", ["H\ufffdndler-SKU", "H?ndler-SKU", "H\ufffd\ufffdndler-SKU", "H?dler-SKU", "Händler-SKU"]
)
def test_a_name_that_has_lost_letters_is_known_by_the_others(written):
    assert Header(["Preis", written]).need("seller-sku", "Händler-SKU").places == (1,)


def test_a_name_may_have_lost_most_of_its_letters():
    assert Header(["sku-??????", "quantity"]).find("sku-البائع").places == (0,)
    assert Header(["sku-?"]).find("sku-البائع").places == ()


@pytest.mark.parametrize("written", ["???", "\ufffd", "s?u", "H?ndler", "?ndler-SKU-2"])
def test_a_name_that_has_lost_too_much_is_none(written):
    assert Header([written]).find("sku", "asin", "Händler-SKU").places == ()


def test_a_whole_name_goes_before_others():
    assert Header(["seller-s??", "seller-sku (satýcý sku)", "seller-sku"]).need("seller-sku").places == (2,)
    assert Header(["price (fiyat)", "seller-sku (satýcý sku)"]).need("seller-sku").places == (1,)
