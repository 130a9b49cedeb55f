"""What comes at once: bodies of nobody, files of one tenant, and receivers that take their time."""

import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import httpx

from tests.journeys.installed import Customer
from tests.receivers import Receiver

BODY_BYTES, BODIES, FILES, ROWS, ENDPOINTS = 8 * 1024 * 1024, 10, 29, 30_000, 20
SLOW_SECONDS = 13.0
_HEADERS = "Date,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Spend,"
_LINE = "{day},Campaign {campaign},Group,kettle,EXACT,term {number},{impressions},3,1.11,9.90,1\n"


def slow(receiver: Receiver) -> None:
    """Answer 200, each time after so many seconds."""

    def answer(_received: object) -> tuple[int, dict[str, str], bytes]:
        receiver.ending.wait(SLOW_SECONDS)
        return 200, {}, b""

    receiver.answer = answer


class Bodies:
    """Ten senders of large bodies without a key, again and again; `answers` counts what came back."""

    def __init__(self, url: str) -> None:
        self._url, self._ends = url, threading.Event()
        self.answers: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._send) for _ in range(BODIES)]

    def __enter__(self) -> "Bodies":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        body = b"[" + b"0," * (BODY_BYTES // 2 - 2) + b"0]"
        path = f"{self._url}/v1/catalog/listings/bulk"
        while not self._ends.wait(1.0):
            try:
                answer = httpx.post(path, content=body, trust_env=False, timeout=30, headers=_JSON)
                self.answers[str(answer.status_code)] += 1
            except httpx.TransportError:  # refused before all was sent
                self.answers["broken off"] += 1


_JSON = {"Content-Type": "application/json"}


def content(number: int) -> bytes:
    """A search-term report of a day that no other file has."""
    day = date(2016, 1, 1) + timedelta(days=number)
    lines = [_LINE.format(day=day, campaign=row % 40, number=row, impressions=100 + row % 900) for row in range(ROWS)]
    return (_HEADERS + "7 Day Total Sales,7 Day Total Orders (#)\n" + "".join(lines)).encode()


class Imports:
    """Files of one tenant, sent one after the other as fast as they are taken; again while nobody answers."""

    def __init__(self, customer: Customer) -> None:
        self._customer = customer
        self.ids: list[str] = []
        self.answers: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> "Imports":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join()

    def statuses(self) -> Counter[str]:
        """How many imports stand how."""
        found = self._customer.items("/v1/ads/report-imports")
        return Counter(each["status"] for each in found if each["import_id"] in self.ids)

    def _send(self) -> None:
        account = self._customer.advertiser
        form = {"seller_id": account.seller_id, "marketplace_id": account.marketplace_ids[0]}
        for number in range(FILES):
            upload = {"file": (f"terms-{number}.csv", content(number))}
            headers = {"Idempotency-Key": f"flood-file-{number:04}"}
            ends = time.monotonic() + 300
            while time.monotonic() < ends:
                with suppress(httpx.TransportError):
                    answer = self._customer.http.post(
                        "/v1/ads/report-imports", data=form, files=upload, headers=headers, timeout=60
                    )
                    self.answers[answer.status_code] += 1
                    if answer.status_code == 202:
                        self.ids.append(answer.json()["import_id"])
                        break
                time.sleep(0.5)
