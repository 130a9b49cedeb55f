from datetime import date, datetime, time
from decimal import Decimal

import pytest

from shared.amazon import cells
from shared.amazon.cells import CellError


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("Rs.201.68", "201.68"),
        ("Rs.15.5138462", "15.5138462"),
        ("Rs. 1,23,456.70", "123456.70"),
        ("₹1,234.50", "1234.50"),
        ("¥1,200", "1200"),
        ("￥１，２００", "1200"),
        ("\\1,428", "1428"),
        ("￦1,428", "1428"),
        ("1200円", "1200"),
        ("CN¥12.30", "12.30"),
        ("$1.66", "1.66"),
        ("$.50", "0.50"),
        ("US$ 1,000,000.00", "1000000.00"),
        ("AED 12.5", "12.5"),
        ("12,50 kr.", "12.50"),
        ("12,50 zł", "12.50"),
        ("€1.234,56", "1234.56"),
        ("1.234,56 €", "1234.56"),
        ("1\u202f234,56\xa0€", "1234.56"),
        ("CHF 1'234.50", "1234.50"),
        ("(12.50)", "-12.50"),
        ("($12.50)", "-12.50"),
        ("-$12.50", "-12.50"),
        ("$-12.50", "-12.50"),
        ("\u221212.50", "-12.50"),
        ("0,123", "0.123"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("1.234.567", "1234567"),
        (39.86, "39.86"),
        (14.217777799999999, "14.217777799999999"),
        (1e-05, "0.00001"),
        (7, "7"),
        (-2.5, "-2.5"),
    ],
)
def test_amounts(cell, amount):
    assert cells.parse_money(cell) == Decimal(amount)


@pytest.mark.parametrize("parse", [cells.parse_money, cells.parse_percent, cells.parse_integer, cells.parse_date])
@pytest.mark.parametrize("cell", [None, "", "  ", "-", "--", "—"])
def test_blank_cells_say_nothing(parse, cell):
    assert parse(cell) is None
    assert cells.is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "amount"),
    [("1,234", True, "1.234"), ("1.234", True, "1234"), ("1,234", False, "1234"), ("1.234", False, "1.234")],
)
def test_the_style_of_the_file_decides_what_could_be_either(cell, decimal_comma, amount):
    assert cells.parse_money(cell, decimal_comma=decimal_comma) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        "abc", "12abc34", "1.2.3", "1,2,3", "1,234.567,89", "1..2", ".", "$", "12.50.", "--5", "(-5)", "-5-",
        "=1+1", "1e5", "0x10", "NaN", "１２" * 40, "#REF!", "Rs.", True, float("nan"), float("inf"),
        date(2020, 1, 1), time(1, 2),
    ],
)  # fmt: skip
def test_what_is_no_amount(cell):
    with pytest.raises(CellError) as caught:
        cells.parse_money(cell)
    assert caught.value.code == "money-invalid"


@pytest.mark.parametrize("cell", ["1000000000000000", "9" * 50, 1e15])
def test_amounts_end_at_fifteen_digits(cell):
    with pytest.raises(CellError) as caught:
        cells.parse_money(cell)
    assert caught.value.code == "number-too-large"


def test_errors_quote_little_and_name_their_code():
    with pytest.raises(CellError) as caught:
        cells.parse_money("x" * 5000)
    assert caught.value.message == f"'{'x' * 39}…' is not an amount"
    assert str(caught.value).startswith("money-invalid: ")


@pytest.mark.parametrize(
    ("cell", "ratio"),
    [
        ("1.66%", "0.0166"),
        ("0,46 %", "0.0046"),
        ("%12,5", "0.125"),
        ("１．５％", "0.015"),
        ("1,234.5%", "12.345"),
        ("-3%", "-0.03"),
        ("(3%)", "-0.03"),
        ("0.0166", "0.0166"),
        (0.0166, "0.0166"),
        (1, "1"),
    ],
)
def test_percentages_are_fractions(cell, ratio):
    assert cells.parse_percent(cell) == Decimal(ratio)


def test_division_by_zero_is_no_percentage():
    assert cells.parse_percent(" #DIV/0! ") is None


@pytest.mark.parametrize("cell", ["abc%", "%", "1%2", "5%%", "(-3%)", False, "1.2.3%"])
def test_what_is_no_percentage(cell):
    with pytest.raises(CellError) as caught:
        cells.parse_percent(cell)
    assert caught.value.code == "percent-invalid"


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1,23,456", 123456), ("1.234.567", 1234567),
        ("12", 12), ("12.0", 12), (12.0, 12), (7, 7), ("-3", -3), ("0", 0), ("1\u202f000", 1000), ("1\xa0000", 1000),
    ],
)  # fmt: skip
def test_counts(cell, count):
    assert cells.parse_integer(cell) == count


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "count"),
    [("1.000", False, 1), ("1.000", True, 1000), ("1,000", False, 1000), ("1,000", True, 1), ("1.000", None, 1000)],
)
def test_what_a_point_divides_in_counts_is_for_the_column_to_say(cell, decimal_comma, count):
    assert cells.parse_integer(cell, decimal_comma=decimal_comma) == count


@pytest.mark.parametrize("cell", ["12.5", 12.5, "0.500", "twelve", "12%", "0.500,0", True])
def test_what_is_no_count(cell):
    with pytest.raises(CellError) as caught:
        cells.parse_integer(cell)
    assert caught.value.code == "integer-invalid"


@pytest.mark.parametrize(
    "cell",
    [
        date(2020, 2, 1),
        datetime(2020, 2, 1, 13, 5),
        43862.0,
        43862.75,
        43862,
        20200201.0,
        "43862",
        "20200201",
        "2020-02-01",
        "2020-02-01T00:00:00",
        "2020-02-01 07:00:00 +0000",
        "2020/2/1",
        "2020.02.01",
        "2020年2月1日",
        "2020年02月01日",
        "2020년 2월 1일",
        "2020. 2. 1.",
        "Feb 1, 2020",
        "Feb 01, 2020",
        "February 1, 2020",
        "feb. 1 2020",
        "1. Feb 2020",
        "1. Februar 2020",
        "01-Feb-2020",
        "01.02.2020",
        "1. 2. 2020",
        " 2020-02-01 ",
    ],
)
def test_dates(cell):
    assert cells.parse_date(cell) == date(2020, 2, 1)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, "Jan January Januar Jänner janv. janvier gen gennaio ene enero"),
        (2, "Feb February Februar févr. février feb febbraio feb. febrero"),
        (3, "Mar March März Mrz. mars mar. marzo"),
        (4, "Apr April avr. avril aprile abr abril"),
        (5, "May Mai mai mag maggio mayo"),
        (6, "Jun June Juni juin giu giugno jun junio"),
        (7, "Jul July Juli juil. juillet lug luglio julio"),
        (8, "Aug August août ago agosto"),
        (9, "Sep Sept. September septembre set sett. settembre septiembre"),
        (10, "Oct October Okt Oktober oct. octobre ott ottobre octubre"),
        (11, "Nov November nov. novembre noviembre"),
        (12, "Dec December Dez Dezember déc. décembre dic dicembre diciembre"),
    ],
)
def test_months_in_five_languages(month, names):
    for name in names.split():
        for written in (
            f"3 {name} 2026",
            f"{name} 3, 2026",
            f"3. {name} 2026",
            f"03-{name}-26",
            f"3 de {name} de 2026",
        ):
            assert cells.parse_date(written) == date(2026, month, 3), written


@pytest.mark.parametrize(
    "cell",
    [
        "Nov 3, 2026", "2026年11月3日", "2026/11/03", "2026. 11. 3.", "2026년 11월 3일", "03.11.2026", "3. 11. 2026",
        "03. Nov. 2026", "3\xa0nov.\u202f2026", "2026-11-03T00:00:00Z", "２０２６年１１月３日",
    ],
)  # fmt: skip
def test_the_third_of_november_in_nine_languages(cell):
    assert cells.parse_date(cell) == date(2026, 11, 3)


def test_the_first_in_french():
    assert cells.parse_date("1er nov. 2026") == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("cell", "day_first", "day"),
    [
        ("01/02/2020", True, date(2020, 2, 1)),
        ("01/02/2020", False, date(2020, 1, 2)),
        ("13/02/2020", None, date(2020, 2, 13)),
        ("02/13/2020", None, date(2020, 2, 13)),
        ("02-13-2020", None, date(2020, 2, 13)),
        ("02/02/2020", None, date(2020, 2, 2)),
    ],
)
def test_slashed_dates(cell, day_first, day):
    assert cells.parse_date(cell, day_first=day_first) == day


def test_slashed_dates_without_a_hint_are_ambiguous():
    with pytest.raises(CellError) as caught:
        cells.parse_date("01/02/2020")
    assert caught.value.code == "date-ambiguous"


@pytest.mark.parametrize(
    "cell",
    [
        "yesterday", "2020-02-30", "30. Feb 2020", "Foo 1, 2020", "1999-12-31", "2100-01-01", "01/02/20", 0.0, -5.0,
        1e300, float("nan"), 99_999.0, True, time(3, 4), "x" * 10_000, "1:30",
    ],
)  # fmt: skip
def test_what_is_no_date(cell):
    with pytest.raises(CellError) as caught:
        cells.parse_date(cell)
    assert caught.value.code == "date-invalid"


def test_a_hint_is_kept_to():
    with pytest.raises(CellError):
        cells.parse_date("02/13/2020", day_first=True)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a b ", "a b"),
        (12345.0, "12345"),
        (1.5, "1.5"),
        (True, "true"),
        (None, ""),
        (date(2020, 2, 1), "2020-02-01"),
    ],
)
def test_texts(cell, text):
    assert cells.parse_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("12,50 €", True), ("1.234,56", True), ("0,46 %", True), ("Rs.201.68", False), ("1,234.50", False),
        ("1,234", None), ("1.234", None), ("1.234.567", True), ("Rs.1,23,456", False),
        ("1 234,5", True), ("12", None), ("", None), ("abc", None), (12.5, None),
    ],
)  # fmt: skip
def test_what_a_cell_shows_of_the_decimal_mark(cell, shown):
    assert cells.decimal_comma_of(cell) is shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("13/02/2020", True), ("02/13/2020", False), ("01/02/2020", None), ("2020-02-13", None), (3.0, None)],
)
def test_what_a_cell_shows_of_the_order_of_dates(cell, shown):
    assert cells.day_first_of(cell) is shown
