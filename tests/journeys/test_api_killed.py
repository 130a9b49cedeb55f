"""`kill -9` of the api while files are handed in: what was answered 202 is imported, and once."""

import threading
import time
from datetime import timedelta

import httpx
import pytest

from shared.clock import utc_now
from tests.journeys.installed import Customer, outbox
from tests.waiting import wait_for

SEED, SIZE = 4, 2
KILLS, FILES_BETWEEN, PAUSES = 3, 8, (0.0, 0.003, 0.009)
FIRST = utc_now().date() - timedelta(days=300)


class Uploader:
    """Hands in one file after the other, each under its own key; a file without an answer is handed in again."""

    def __init__(self, customer: Customer) -> None:
        self._customer = customer
        self.accepted: list[str] = []
        self.unanswered = 0

    def hand_in_until_the_api_dies(self) -> None:
        while True:
            try:
                self.hand_in()
            except httpx.TransportError:
                self.unanswered += 1
                return

    def hand_in(self) -> None:
        number = len(self.accepted)
        account, day = self._customer.advertiser, FIRST + timedelta(days=number)
        content = (
            f"Date,Currency,Campaign Name,Impressions,Clicks,Spend,Sales,Orders\n{day},GBP,By file,100,10,1.01,9,1\n"
        )
        answer = self._customer.http.post(
            "/v1/ads/report-imports",
            data={"seller_id": account.seller_id, "marketplace_id": account.marketplace_ids[0]},
            files={"file": (f"{number}.csv", content)},
            headers={"Idempotency-Key": f"file-{number:04}-of-the-loop"},
        )
        assert answer.status_code == 202, answer.text
        self.accepted.append(answer.headers["location"])


def ended(customer: Customer, location: str) -> dict | None:
    found = customer.http.get(location)
    assert found.status_code == 200, found.text
    return found.json() if found.json()["status"] in ("completed", "failed") else None


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # on SQLite the storm does the same
def test_every_accepted_import_is_completed_once(installed):
    with Customer(installed, SEED, SIZE) as customer:
        uploader = Uploader(customer)
        for kill in range(1, KILLS + 1):
            before = len(uploader.accepted)
            uploads = threading.Thread(target=uploader.hand_in_until_the_api_dies)
            uploads.start()
            wait_for(lambda n=before: len(uploader.accepted) >= n + FILES_BETWEEN, "the uploads", pause=0.0)
            time.sleep(PAUSES[kill - 1])  # another place inside the request
            installed.kill("api")
            uploads.join()
            if kill == KILLS:
                installed.kill("worker")
                installed.start("worker")
            installed.start("api")
        uploader.hand_in()
        imports = [wait_for(lambda at=location: ended(customer, at), location) for location in uploader.accepted]
        wait_for(lambda: outbox() == 0, "an empty outbox")
        listed = customer.items("/v1/ads/report-imports")
        window = {"from_on": str(FIRST), "to_on": str(FIRST + timedelta(days=len(imports)))}
        place = {"seller_id": customer.advertiser.seller_id, "marketplace_id": imports[0]["marketplace_id"]}
        totals = customer.http.get("/v1/ads/performance", params=place | window).json()["totals"]
    count = len(imports)
    assert uploader.unanswered == KILLS
    assert count >= KILLS * FILES_BETWEEN + 1
    assert {(one["status"], one["rows_imported"], one["rows_changed"]) for one in imports} == {("completed", 1, 1)}
    assert sorted(one["import_id"] for one in listed) == sorted(one["import_id"] for one in imports)
    assert [one["file_name"] for one in imports] == [f"{number}.csv" for number in range(count)]
    assert (totals["clicks"], totals["cost"]["amount"]) == (10 * count, f"{1.01 * count:.2f}")
