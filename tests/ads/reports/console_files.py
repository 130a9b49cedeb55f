"""Small files of the console, made of rows and read."""

import csv
import io

import openpyxl

from services.ads.reports.sheets import ConsoleRow, RowError, Shop, read_console
from shared.amazon.report_files import read_table

MINIMAL = ["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "Sales", "Orders"]
SHOP = Shop("DE", "EUR")


def xlsx(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def text(*rows: list[object]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(rows)
    return target.getvalue().encode()


def opened(content: bytes, kind: str = "csv", *, name: str = "report", shop: Shop = SHOP):
    file = read_console(lambda: read_table(content, kind), name, shop)
    return file, list(file)


def read(*rows: list[object], country: str = "DE", currency: str = "EUR", **options):
    return opened(text(*rows), shop=Shop(country, currency), **options)


def one(headers: list[str], row: list[object], **options) -> ConsoleRow | RowError:
    _, rows = read(headers, row, **options)
    assert len(rows) == 1
    return rows[0]


def told(file) -> tuple[object, ...]:
    return file.kind, file.ad_product, file.attribution_days, file.missing, file.unknown_columns
