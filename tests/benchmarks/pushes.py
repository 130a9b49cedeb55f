"""Batches of listings as an ERP sends them, and the ERP: one connection, one batch after the other."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import orjson

SELLER, MARKETPLACE = "A1BENCHSELLER", "A1F83G8C2ARO7P"
BULK = "/v1/catalog/listings/bulk"


def batches_of(count: int, size: int, revision: int = 0) -> Iterator[bytes]:
    """The bodies of so many batches of `size` listings each; another revision changes every listing."""
    for start in range(0, count * size, size):
        items = [_listing(number, revision) for number in range(start, start + size)]
        yield orjson.dumps({"seller_id": SELLER, "items": items})


def push(
    *, port: int, headers: dict[str, str], count: int, size: int, revisions: list[int], key: str
) -> tuple[float, int]:
    """Send the batches of each revision; (seconds of all, batches). Raises RuntimeError on a refusal."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    seconds, sent = 0.0, 0
    for revision in revisions:
        for body in batches_of(count, size, revision):
            named = {"Content-Type": "application/json", "Idempotency-Key": f"{key}-{revision}-{sent:06}"}
            started = time.perf_counter()
            connection.request("POST", BULK, body=body, headers=headers | named)
            answer = connection.getresponse()
            content = answer.read()
            seconds += time.perf_counter() - started
            sent += 1
            if answer.status != 207 or b'"rejected"' in content or b'"unchanged"' in content:
                raise RuntimeError(f"{answer.status} {content[:500]!r}")
    connection.close()
    return seconds, sent


def connect(*, port: int, headers: dict[str, str]) -> None:
    """Make the seller account known to the gateway. Raises RuntimeError on a refusal."""
    account = {"seller_id": SELLER, "name": "Bench", "region": "EU", "marketplace_ids": [MARKETPLACE]}
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    body, kind = orjson.dumps(account), {"Content-Type": "application/json"}
    connection.request("POST", "/v1/seller-accounts", body=body, headers=headers | kind)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"{answer.status} {content[:500]!r}")


def _listing(number: int, revision: int) -> dict[str, Any]:
    """About a kilobyte, as a listing with five bullet points and three pictures has."""
    return {
        "marketplace_id": MARKETPLACE,
        "sku": f"BENCH-{number:07}",
        "title": f"Plain Garden Hose with Brass Fittings, Green, 30 m, No. {number}, Edition {revision}",
        "brand": "Plain",
        "bullets": [f"Point {point} of hose {number}: it bends and never breaks, hot or cold" for point in range(5)],
        "description": f"A hose for every garden, number {number}. " * 4,
        "search_terms": "water pipe flexible hosepipe yard lawn terrace",
        "product_type": "HOSE",
        "gtin": "4006381333931",
        "gtin_type": "ean",
        "images": [f"https://images.example.com/{number}/{place}.jpg" for place in range(3)],
        "price": {"amount": f"{10 + number % 90}.99", "currency": "GBP"},
        "quantity": number % 500,
    }
