"""Errors, pages, limits and documents: what all operations have in common."""

import gzip
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.amazon.errors import AmazonApiError, NotFound, Throttled, Unauthorized, Unavailable
from shared.amazon.report_files import ReportFileError
from shared.amazon.sp_api import Connection, Limits, sellers
from shared.amazon.sp_api.inventory import Inventory
from shared.amazon.sp_api.listings import Listings
from shared.amazon.sp_api.orders_v0 import OrdersV0
from shared.amazon.sp_api.reports import Reports
from shared.amazon.sp_api.sellers import Sellers
from shared.throttle import Rate, ThrottledError

BUCKET = "spapi:t:A1:sellers.getMarketplaceParticipations"
PUBLISHED = Rate(0.016, 15)


def participate(line):
    return Sellers(line).get_marketplace_participations()


def refused(call, kind=AmazonApiError):
    with pytest.raises(AmazonApiError) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value


def assert_one_pause(clock, seconds, rate):
    """Of those seconds, or up to the time of one token more: those who wait do not wake together."""
    assert len(clock.pauses) == 1
    assert seconds - 0.01 < clock.pauses[0] < seconds + 1 / rate + 0.01


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, AmazonApiError, False),
        (401, Unauthorized, False),
        (403, Unauthorized, False),
        (404, NotFound, False),
        (409, AmazonApiError, False),
        (413, AmazonApiError, False),
        (429, Throttled, True),
        (500, Unavailable, True),
        (503, Unavailable, True),
        (504, Unavailable, True),
        (302, AmazonApiError, False),
    ],
)
def test_refusals(server, line, answer, status, kind, retryable):
    errors = [{"code": "InvalidInput", "message": "Bad", "details": "sku is bad"}, {"code": "Second", "message": "x"}]
    answer({"errors": errors}, status=status, Location=server.url)
    error = refused(lambda: participate(line), kind)
    assert (error.status, error.code, error.detail, error.retryable) == (
        status,
        "InvalidInput",
        "sku is bad",
        retryable,
    )
    assert len(server.asked) == 1
    assert pickle.loads(pickle.dumps(error)).code == "InvalidInput"  # noqa: S301


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"code": "BAD", "message": "Invalid asin"}]},
        {"errors": [{"code": "BAD", "message": "Invalid asin", "details": ""}]},
        [{"code": "BAD", "message": "Invalid asin"}],
    ],
)
def test_spellings_of_a_refusal(line, answer, body):
    answer(body, status=400)
    error = refused(lambda: participate(line))
    assert (error.code, error.detail) == ("BAD", "Invalid asin")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"payload": null}',
        b'{"payload": {}}',
        b'{"payload": [{}]}',
        b'{"payload": [{"marketplace": {"id": 1}}]}',
        b'{"payload": [',
        b'{"payload": ["\xff"]}',
        b"[" * 200_000,
    ],
)
def test_malformed_replies(server, line, body):
    server.answer(200, body)
    error = refused(lambda: participate(line))
    assert (error.status, error.code, error.retryable) == (200, "malformed-reply", False)


def test_broken_connections(server, line):
    server.answer(200, b"{", {"Content-Length": "100"})
    assert refused(lambda: participate(line), Unavailable).code == "connection"


def test_pages_repeat_the_request_with_the_token(server, line, answer):
    for token in ("t/1", None):
        answer({"payload": {"inventorySummaries": [{"sellerSku": "A"}]}, "pagination": {"nextToken": token}})
    pages = list(Inventory(line).list_summaries("M", details=False))
    assert [summary.seller_sku for page in pages for summary in page.summaries] == ["A", "A"]
    first = "/fba/inventory/v1/summaries?granularityType=Marketplace&granularityId=M&marketplaceIds=M&details=false"
    assert [asked.path for asked in server.asked] == [first, f"{first}&nextToken=t%2F1"]


def test_pages_of_reports_are_asked_for_by_the_token_alone(server, line, answer):
    answer({"reports": [], "nextToken": "t"})
    answer({"reports": []})
    assert len(list(Reports(line).list_reports(["A"]))) == 2
    assert server.asked[1].path == "/reports/2021-06-30/reports?nextToken=t"


def test_pages_of_version_0(server, line, answer):
    for token in ("t", ""):
        answer({"payload": {"OrderItems": [], "NextToken": token}})
    assert len(list(OrdersV0(line).list_order_items("1"))) == 2
    assert server.asked[1].path == "/orders/v0/orders/1/orderItems?NextToken=t"


def test_a_page_token_that_comes_again_ends_the_walk(server, line, answer):
    for token in ("a", "b", "a"):
        answer({"numberOfResults": 9, "items": [], "pagination": {"nextToken": token}})
    error = refused(lambda: list(Listings(line, "S").search_items("M")))
    assert (error.code, error.retryable, len(server.asked)) == ("page-loop", False, 3)


def test_the_published_plan_holds(line, answer, clock):
    for _ in range(16):
        answer({"payload": []})
        participate(line)
    assert_one_pause(clock, 62.5, 0.016)


def test_a_turn_that_comes_too_late_is_an_error_and_no_call(server, buckets, clock):
    limits = Limits(buckets, "spapi:t:A1", clock=lambda: clock.now, sleep=clock.sleep, patience=60.0)
    buckets.close(BUCKET, PUBLISHED, 0.0, now=clock.now)
    with pytest.raises(ThrottledError):
        participate(Connection(server.url, lambda: "t", limits, clock=lambda: clock.now))
    assert (server.asked, clock.pauses) == ([], [])


def test_a_told_rate_holds_for_all_workers(server, line, buckets, answer, clock):
    answer({"payload": []}, **{"x-amzn-RateLimit-Limit": "0.5"})
    participate(line)
    assert buckets.learned(BUCKET, PUBLISHED) == Rate(0.5, 15)
    other = Limits(buckets, "spapi:t:A1", clock=lambda: clock.now, sleep=clock.sleep)
    for _ in range(15):
        answer({"payload": []})
        participate(Connection(server.url, lambda: "t", other, clock=lambda: clock.now))
    assert_one_pause(clock, 2.0, 0.5)
    answer({"errors": []}, status=400, **{"x-amzn-RateLimit-Limit": "0.25"})
    refused(lambda: participate(line))
    assert buckets.learned(BUCKET, PUBLISHED) == Rate(0.25, 15)


@pytest.mark.parametrize("told", ["", "soon", "0", "-1", "inf", "nan", "0.016"])
def test_a_rate_that_is_none_or_the_same_changes_nothing(line, buckets, answer, told):
    answer({"payload": []}, **{"x-amzn-RateLimit-Limit": told})
    participate(line)
    assert buckets.learned(BUCKET, PUBLISHED) is PUBLISHED


def test_accounts_and_operations_have_buckets_of_their_own(server, line, buckets, answer, clock):
    buckets.close(BUCKET, PUBLISHED, 100.0, now=clock.now)
    answer({"sku": "A"})
    Listings(line, "S").get_item("A", "M")
    answer({"payload": []})
    other = Limits(buckets, "spapi:t:A2", clock=lambda: clock.now, sleep=clock.sleep)
    participate(Connection(server.url, lambda: "t", other, clock=lambda: clock.now))
    assert clock.pauses == []


@pytest.mark.parametrize(("retry_after", "pause"), [(None, 62.5), ("30", 92.5)])
def test_a_refusal_for_speed_closes_the_bucket(line, answer, clock, retry_after, pause):
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    answer({"errors": [{"code": "QuotaExceeded", "message": "slow down"}]}, status=429, **headers)
    assert refused(lambda: participate(line), Throttled).code == "QuotaExceeded"
    answer({"payload": []})
    participate(line)
    assert_one_pause(clock, pause, 0.016)


def test_workers_at_the_same_time_share_the_bucket(server, buckets, clock, answer):
    plan = sellers._PARTICIPATIONS.rate
    for _ in range(plan.burst):
        answer({"payload": []})

    def work(_):
        limits = Limits(buckets, "spapi:t:A1", clock=lambda: clock.now, sleep=clock.sleep, patience=1.0)
        try:
            participate(Connection(server.url, lambda: "t", limits, clock=lambda: clock.now))
        except ThrottledError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(30))) == plan.burst == len(server.asked)


def test_a_document_comes_in_pieces(server, line):
    body = bytes(range(32, 127)) * 20_000
    server.answer(200, gzip.compress(body))
    with line.open_document(server.url + "/d", gzipped=True) as chunks:
        received = list(chunks)
    assert b"".join(received) == body
    assert len(received) > 3


@pytest.mark.parametrize(
    ("body", "content_type", "gzipped", "code"),
    [
        (gzip.compress(b"x" * 100_000, mtime=0), "text/plain", True, "file-rejected"),
        (b"x" * 100_000, "text/plain", False, "file-rejected"),
        (gzip.compress(b"abc", mtime=0)[:-9], "text/plain", True, "file-truncated"),
        (b"abc", "text/plain", True, "file-rejected"),
    ],
)
def test_documents_that_cannot_be_read(server, line, body, content_type, gzipped, code):
    server.answer(200, body, {"Content-Type": content_type})
    with (
        pytest.raises(ReportFileError) as caught,
        line.open_document(server.url, gzipped=gzipped, max_unpacked_bytes=50_000) as chunks,
    ):
        list(chunks)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Küche, 12 €".encode("cp1252"), "Cp1252", "Küche, 12 €"),
        ("卓上ベル".encode("cp932"), "Shift_JIS", "卓上ベル"),
        (b"a\x81,b", "cp1252", "a\ufffd,b"),
        ("水".encode()[:2] + b",b", "utf-8", "\ufffd,b"),
        (b"abc", "klingon", "abc"),
    ],
)
def test_a_document_reads_as_its_host_says(server, line, body, charset, text):
    server.answer(200, body, {"Content-Type": f"text/plain;charset={charset}"})
    with line.open_document(server.url, gzipped=False) as chunks:
        assert b"".join(chunks).decode() == text


def test_a_document_has_a_limit_before_it_is_unpacked(server, line):
    server.answer(200, b"x" * 1001)
    with (
        pytest.raises(AmazonApiError) as caught,
        line.open_document(server.url, gzipped=False, max_bytes=1000) as got,
    ):
        list(got)
    assert caught.value.code == "reply-too-large"
