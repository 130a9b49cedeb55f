"""How a file writes days and numbers: as its whole columns do, never as one cell does."""

from datetime import date
from decimal import Decimal

import pytest

from services.ads.reports.sheets import ConsoleRow, RowError
from tests.ads.reports.console_files import MINIMAL, one, read


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["01/02/2026", "13/02/2026"], [date(2026, 2, 1), date(2026, 2, 13)]),
        (["01/02/2026", "02/13/2026"], [date(2026, 1, 2), date(2026, 2, 13)]),
        (["01/02/2026", "03/02/2026"], ["date-ambiguous", "date-ambiguous"]),
        (["01/02/2026", "13/02/2026", "02/13/2026"], ["date-ambiguous", date(2026, 2, 13), date(2026, 2, 13)]),
    ],
)
def test_the_file_shows_how_its_dates_are_written(dates, found):
    _, rows = read(MINIMAL, *([day, "c", 9, 3, 1, 2, 1] for day in dates))
    assert [row.from_on if isinstance(row, ConsoleRow) else row.code for row in rows] == found


def test_the_whole_column_says_how_dates_are_written():
    days = ["01/02/2026"] * 3000 + ["13/02/2026"]
    _, rows = read(MINIMAL, *([day, "c", 9, 3, 1, 2, 1] for day in days))
    assert {row.from_on for row in rows} == {date(2026, 2, 1), date(2026, 2, 13)}


def test_a_language_says_how_dates_are_written_that_nothing_else_shows():
    headers = ["Fecha", "Nombre de campaña", "Impresiones", "Clics", "Gasto", "Ventas", "Pedidos"]
    assert one(headers, ["01/02/2026", "c", 9, 3, 1, 2, 1]).from_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("spend", "found"),
    [
        (["1.142,88 €", "1.234"], ["1142.88", "1234"]),
        (["1,142.88", "1,234", "1.234"], ["1142.88", "1234", "1.234"]),
        (["1.234.567", "1,234", "1.234"], ["1234567", "1.234", "1234"]),
        (["1 142,88", "1\u202f234", "0,5"], ["1142.88", "1234", "0.5"]),
        (["12,50", "12.50", "1,234"], ["12.50", "12.50", "money-ambiguous"]),
        (["1,234", "2,345"], ["1234", "2345"]),
        (["1,23,456.78", "234"], ["123456.78", "234"]),
    ],
)
def test_the_whole_column_says_what_divides_decimals(spend, found):
    _, rows = read(MINIMAL, *(["2026-10-01", "c", 9, 3, cost, 0, 1] for cost in spend))
    shown = [row.code if isinstance(row, RowError) else row.cost for row in rows]
    assert shown == [cell if cell.startswith("money") else Decimal(cell) for cell in found]


def test_another_column_says_it_if_its_own_does_not():
    _, rows = read(MINIMAL, ["2026-10-01", "c", "1.900", 3, "1.234", "12,50", 1])
    assert (rows[0].impressions, rows[0].cost, rows[0].sales) == (1900, Decimal(1234), Decimal("12.50"))


def test_the_language_says_it_if_no_column_does():
    headers = [
        "Datum",
        "Kampagnenname",
        "Impressionen",
        "Klicks",
        "Ausgaben",
        "7 Tage, Verkäufe gesamt",
        "Bestellungen",
    ]
    assert one(headers, ["03.11.2026", "c", "1.900", 3, "1.234", "2.000", 1]).cost == Decimal(1234)
