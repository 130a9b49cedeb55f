"""What is wrong with a file is told in the caller's language: at once, of the import, and of each row."""

import csv
import gzip
import io
import json
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import update

from services.ads.models import ReportImportError
from services.ads.report_imports.tasks import carrying
from shared.db.columns import table_of
from tests.ads.facts import FIRST, NOW, SELLER, UK
from tests.ads.report_imports.importing import import_now
from tests.ads.report_imports.test_unified import csv_of as unified
from tests.ads.report_imports.test_unified import line

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

PATH = "/v1/ads/report-imports"
HEADERS = ["Date", "Campaign Name", "Currency", "Country", "Impressions", "Clicks", "Spend", "7 Day Total Sales",
           "7 Day Total Orders (#)"]  # fmt: skip
ROW = ["2026-11-10", "Kettle", "GBP", "", "90", "4", "2.50", "10.00", "1"]
RECORD = {
    "date": "2026-11-10", "campaignId": 11, "campaignName": "Kettle", "campaignStatus": "ENABLED",
    "impressions": 90, "clicks": 4, "cost": 2.5, "purchases7d": 1, "sales7d": 10.0, "unitsSoldClicks7d": 1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)


def send(client, caller, content, name, language="zh-CN"):
    form = {"seller_id": SELLER, "marketplace_id": UK}
    headers = caller("ads:write") | {"Idempotency-Key": str(uuid4()), "accept-language": language}
    return client.post(PATH, data=form, files={"file": (name, content)}, headers=headers)


def messages(client, caller, database, content, name, language="zh-CN"):
    """Code and message of each rejected row; the language of the answer is that of the caller."""
    answer = send(client, caller, content, name)
    assert answer.status_code == 202, answer.text
    import_now(database, FIRST, answer.json()["import_id"], (UK,))
    headers = caller("ads:read") | {"accept-language": language}
    shown = client.get(f"{answer.headers['location']}/errors", headers=headers)
    assert shown.headers["content-language"] == language
    return [(one["code"], one["message"]) for one in shown.json()["items"]]


def console(**changes):
    """A good row, and one that is changed."""
    text = io.StringIO()
    bad = dict(zip(HEADERS, ROW, strict=True)) | changes
    csv.writer(text).writerows([HEADERS, ROW, bad.values()])
    return text.getvalue().encode()


def workbook(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "<broken")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "en", "zh"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(64), "report.xls", "an old .xls file or", "这是旧版 .xls 文件或加密的工作簿"),
        (b"<html><body>Sign in</body></html>", "report.csv", "a web page or XML file", "这是网页或 XML 文件"),
        (b"PK\x03\x04 not a workbook", "report.xlsx", "the zip file or workbook is", "zip 文件或工作簿已损坏"),
        (b"hello", "report.xlsx", "named as xlsx but holds csv", "文件名后缀是 xlsx，但内容是 csv"),
    ],
)
def test_a_file_that_is_refused_at_once(client, caller, database, content, name, en, zh):
    told = {language: send(client, caller, content, name, language) for language in ("en", "zh-CN")}
    assert {(answer.status_code, answer.json()["code"]) for answer in told.values()} == {(422, "file-rejected")}
    assert told["en"].json()["detail"].startswith(f"file-rejected: {en}")
    assert told["zh-CN"].json()["detail"].startswith(zh)
    assert told["zh-CN"].json()["detail"].endswith("（file-rejected）")


@pytest.mark.parametrize(
    ("content", "name", "code", "zh"),
    [
        (workbook("xl/workbook.xml"), "r.xlsx", "file-rejected", "工作簿无法读取（"),
        (gzip.compress(json.dumps([RECORD]).encode(), mtime=0)[:-9], "r", "file-truncated", "压缩数据在中途结束，"),
        (b'[{"a": 1}, nul]', "r.json", "json-invalid", "第 0 条记录之后：JSON 格式错误（"),
        (console(Date="soon").replace(b"2026-11-10", b"late"), "r.csv", "no-valid-rows", "所有行都未通过检查"),
    ],
)
def test_a_file_that_fails_later(client, caller, database, content, name, code, zh):
    answer = send(client, caller, content, name)
    import_now(database, FIRST, answer.json()["import_id"], (UK,))
    done = client.get(answer.headers["location"], headers=caller() | {"accept-language": "zh-CN"}).json()
    assert (done["status"], done["failure_code"]) == ("failed", code)
    assert done["failure_detail"].startswith(zh)


@pytest.mark.parametrize(
    ("content", "name", "code", "zh"),
    [
        (console(Date="soon"), "r.csv", "date-invalid", "“soon”不是有效日期"),
        (console(Spend="dear"), "r.csv", "money-invalid", "“dear”不是有效金额"),
        (console(Clicks="many"), "r.csv", "integer-invalid", "“many”不是整数"),
        (console(Clicks="-1"), "r.csv", "value-negative", "小于 0"),
        (console(Currency="EUR"), "r.csv", "currency-mismatch", "货币为 EUR，而该店铺的货币是 GBP"),
        (console(Country="France"), "r.csv", "marketplace-mismatch", "属于 France，而此文件是为 UK 店铺导入的"),
        (
            unified(line(), line(**{"Budget currency": "EUR", "Country": "Germany"})),
            "u.csv",
            "currency-mismatch",
            "该行属于德国，货币为 EUR；而该店铺的货币是 GBP。",
        ),
        (
            unified(line(), line(**{"Campaign ID": "3E+14"})),
            "u.csv",
            "id-invalid",
            "不是有效的编号，可能被表格软件改动过",
        ),
    ],
)
def test_rows_that_are_left_out(client, caller, database, content, name, code, zh):
    [(found, message)] = messages(client, caller, database, content, name)
    assert (found, message[: len(zh)]) == (code, zh)


@pytest.mark.parametrize(
    ("changes", "code", "zh"),
    [
        ({"clicks": "many"}, "record-invalid", "应为 `int`，实际为 `str`，位置 `$.clicks`"),
        ({"campaignId": "x"}, "record-invalid", "缺少编号，或编号不是数字"),
        ({"campaignBudgetCurrencyCode": "EUR"}, "currency-mismatch", "该记录的货币不是该店铺的货币 GBP"),
        ({"adProduct": "SPONSORED_DISPLAY"}, "ad-product-mismatch", "该记录属于 SPONSORED_DISPLAY，而此文件是"),
    ],
)
def test_records_that_are_left_out(client, caller, database, changes, code, zh):
    content = json.dumps([RECORD, RECORD | changes]).encode()
    [(found, message)] = messages(client, caller, database, content, "r.json")
    assert (found, message[: len(zh)]) == (code, zh)


def test_a_record_without_a_field(client, caller, database):
    lacking = {name: value for name, value in RECORD.items() if name != "cost"}
    content = json.dumps([RECORD, lacking]).encode()
    assert messages(client, caller, database, content, "r.json") == [("record-invalid", "缺少必填字段 `cost`")]
    english = messages(client, caller, database, content, "r.json", "en")
    assert english == [("record-invalid", "Object missing required field `cost`")]


def test_rows_of_before_are_told_in_english(client, caller, database):
    answer = send(client, caller, console(Date="soon"), "r.csv")
    import_now(database, FIRST, answer.json()["import_id"], (UK,))
    with database.write() as session:
        session.execute(update(table_of(ReportImportError)).values(message_zh=None))
    headers = caller("ads:read") | {"accept-language": "zh-CN"}
    [shown] = client.get(f"{answer.headers['location']}/errors", headers=headers).json()["items"]
    assert shown["message"] == "'soon' is not a date"
