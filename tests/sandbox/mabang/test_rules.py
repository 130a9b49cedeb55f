"""Signatures by the vectors that were published, and what a page of a long list costs."""

import time

import pytest

from services.sandbox.mabang.rules import lists, stocks
from services.sandbox.mabang.rules.signing import Account, account_of, app_key_of, signature_of

VECTORS = [
    (
        '{"api":"stock-get-stock-quantity","appkey":"200000","data":{"stockSkus":"SKU-A,SKU-B"},"timestamp":1720429074}',
        "a6d3be7d699f29574c4747386d1d5010d56ce197a40c4298f2fee47f1e284ad7",
    ),
    (
        '{"api":"stock-get-stock-quantity","appkey":"200000","data":{"stockSkus":"SKU-A,SKU-B"},'
        '"timestamp":"1720429074","version":"2"}',
        "f8c104898d1aeda160bd83c09d6799b0a4d9eab9bcd3c0b35b3958e726ea5175",
    ),
    (
        '{"api":"order-do-change-order","appkey":"200000","data":{"platformOrderId":"T-1","stockData":'
        r'"[{\"stockSku\":\"SKU-A\",\"quantity\":1,\"warehouseName\":\"宝安仓\",\"type\":3}]"},"timestamp":1720429074}',
        "c3c202932189e3758cc091248838590363e9a038301231af99175b1e0a4bb9b0",
    ),
]


@pytest.mark.parametrize(("body", "signature"), VECTORS)
def test_signatures_are_those_of_the_vectors(body, signature):
    assert signature_of("test-secret", body.encode()) == signature


@pytest.mark.parametrize("app_key", ["200000", "sandbox-4-80", "sandbox-4-1-9", "sandbox-4-80-20001", None, 7])
def test_who_is_no_account_of_ours_is_nobody(app_key):
    assert account_of(app_key) is None


def test_an_account_is_named_by_its_key():
    account = Account(4, 80, 450)
    assert account_of(app_key_of(account)) == account_of(app_key_of(account) + "-shop.2") == account


def _seconds_of_pages(account, at):
    listed = lists.data_changes(account, at, (0, at), [(7, at - 5), (account.goods - 1, at - 9)])
    best = 9.0
    for _ in range(20):
        begun = time.perf_counter()
        rows = lists.data_changes(account, at, (0, at), [(7, at - 5), (account.goods - 1, at - 9)]).page(200, 100)
        best = min(best, time.perf_counter() - begun)
    assert len(rows) == 100
    assert listed.total == account.goods
    return best


def test_a_page_of_a_long_list_costs_as_much_as_one_of_a_short_list():
    at = 1_793_600_000
    short, long = Account(4, 80, 500), Account(4, 80, 20_000)
    assert _seconds_of_pages(long, at) < 3 * _seconds_of_pages(short, at)


def test_a_list_with_moved_rows_has_every_row_once():
    at, account = 1_793_600_000, Account(4, 80, 450)
    order = stocks.changes_of_data(account, at // stocks.DAY_SECONDS).places
    moves = [(int(order[place]), at - place) for place in (3, 449, 120, 121, 0)]
    listed = lists.data_changes(account, at, (0, at), moves)
    for size in (1, 7, 100, 449, 450):
        pages = [row for start in range(0, 450, size) for row in listed.page(start, size)]
        assert pages == [
            *(place for place, _ in moves),
            *(int(place) for place in order if place not in dict(moves)),
        ]
