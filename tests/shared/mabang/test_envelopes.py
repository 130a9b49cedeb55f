"""Signatures by vectors that others have published too, and what is taken for an answer."""

from datetime import UTC, datetime

import orjson
import pytest

from shared.mabang.envelopes import Credentials, body_of, read_answer, signature_of
from shared.mabang.errors import MabangAway, MabangError, MabangRefused

NOW = datetime.fromtimestamp(1720429074, UTC)


@pytest.mark.parametrize(
    ("data", "version", "signature"),
    [
        ({"stockSkus": "SKU-A,SKU-B"}, None, "a6d3be7d699f29574c4747386d1d5010d56ce197a40c4298f2fee47f1e284ad7"),
        ({"stockSkus": "仓,SKU-B"}, "2", None),
    ],
)
def test_what_is_signed_is_what_is_sent(data, version, signature):
    body = body_of(Credentials("200000", "test-secret", version), "stock-get-stock-quantity", data, now=NOW)
    told = orjson.loads(body)
    assert told == {"api": "stock-get-stock-quantity", "appkey": "200000", "data": data, "timestamp": 1720429074} | (
        {"version": version} if version else {}
    )
    assert b" " not in body
    if signature:
        assert signature_of("test-secret", body) == signature


def test_a_signature_over_given_bytes():
    body = (
        '{"api":"order-do-change-order","appkey":"200000","data":{"platformOrderId":"T-1","stockData":"[{\\"stockSku\\":'
        '\\"SKU-A\\",\\"quantity\\":1,\\"warehouseName\\":\\"宝安仓\\",\\"type\\":3}]"},"timestamp":1720429074}'
    ).encode()
    expected = "c3c202932189e3758cc091248838590363e9a038301231af99175b1e0a4bb9b0"
    assert signature_of("test-secret", body) == expected


def test_secrets_are_not_shown():
    assert "hush" not in repr(Credentials("200000", "hush"))


@pytest.mark.parametrize("code", [200, "200"])
def test_success(code):
    assert read_answer(200, orjson.dumps({"code": code, "message": "", "data": {"data": []}})) == {"data": []}


@pytest.mark.parametrize(
    ("status", "content", "error", "code"),
    [
        (200, {"code": "0", "message": "系统繁忙", "data": None}, MabangRefused, "erp-refused"),
        (200, {"code": 0, "message": "签名错误", "data": {}}, MabangRefused, "erp-refused"),
        (200, {"code": True, "data": {}}, MabangRefused, "erp-refused"),
        (200, {"code": "200", "message": "success", "data": None}, MabangRefused, "erp-refused"),
        (200, {"code": "200", "data": []}, MabangRefused, "erp-refused"),
        (200, {"message": "success", "data": {}}, MabangAway, "erp-answer-unreadable"),
        (200, [], MabangAway, "erp-answer-unreadable"),
        (429, {}, MabangAway, "erp-throttled"),
        (502, {}, MabangAway, "erp-away"),
        (404, {}, MabangError, "erp-address-wrong"),
    ],
)
def test_everything_else_is_none(status, content, error, code):
    with pytest.raises(MabangError) as raised:
        read_answer(status, orjson.dumps(content))
    assert (type(raised.value), raised.value.code) == (error, code)
    assert raised.value.retryable is (error is not MabangError)


def test_a_web_page_is_no_answer():
    with pytest.raises(MabangAway, match="not JSON"):
        read_answer(200, b"<html>502</html>")


def test_a_refusal_is_told_in_the_words_of_the_erp():
    with pytest.raises(MabangRefused, match="code 0: 签名错误"):
        read_answer(200, orjson.dumps({"code": 0, "message": "签名错误", "data": None}))
