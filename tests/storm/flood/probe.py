"""A caller of its own: how soon /livez answers, and what writes of another tenant take, until its input ends.

A process beside the loads, which keep their own interpreter busy. `python -m tests.storm.flood.probe URL KEY SELLER
MARKETPLACE` writes `{"livez": [seconds], "writes": [[at, seconds, status]]}`; moments are of the monotonic clock.
"""

import json
import sys
import threading
import time

import httpx

_EVERY_LIVEZ, _EVERY_WRITE, _TIMEOUT = 0.1, 0.25, 30.0


def main() -> None:
    """Ask until the input ends, then tell."""
    url, key, seller_id, marketplace_id = sys.argv[1:]
    ends = threading.Event()
    livez: list[float] = []
    writes: list[tuple[float, float, int]] = []

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False) as client:
            while not ends.wait(_EVERY_LIVEZ):
                began = time.monotonic()
                client.get("/livez").raise_for_status()
                livez.append(time.monotonic() - began)

    def write() -> None:
        place = {"seller_id": seller_id, "marketplace_id": marketplace_id, "title": "Garden hose, 30 m"}
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False, headers=headers) as client:
            while not ends.wait(_EVERY_WRITE):
                began = time.monotonic()
                try:
                    answer = client.post("/v1/catalog/listings", json=place | {"sku": f"FLOOD-{len(writes)}"})
                    status = answer.status_code
                except httpx.TransportError:
                    status = 0
                writes.append((began, time.monotonic() - began, status))

    threads = [threading.Thread(target=one) for one in (ask, write)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ends.set()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"livez": livez, "writes": writes}))


if __name__ == "__main__":
    main()
