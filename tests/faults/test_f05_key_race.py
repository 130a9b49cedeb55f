"""F05: 20 threads race under each of 15 idempotency keys, over real HTTP.

Pass: one 201 a key, the others replay it (or are told 409 with Retry-After); never another 4xx, never a 500.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

THREADS, KEYS = 20, 15


def test_the_work_is_done_once_for_each_key(house, owner):
    barrier = Barrier(THREADS)
    count = len(house.http.get("/v1/actors", headers=owner.headers, params={"limit": 200}).json()["items"])

    def race(_):
        found = []
        with httpx.Client(base_url=house.url, trust_env=False, timeout=60) as http:
            for key in range(KEYS):
                barrier.wait()
                headers = owner.headers | {"Idempotency-Key": f"race-number-{key}"}
                found.append(http.post("/v1/actors", headers=headers, json={"kind": "person", "name": f"N{key}"}))
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        races = list(zip(*pool.map(race, range(THREADS)), strict=True))
    for answers in races:
        done = [answer for answer in answers if answer.status_code == 201]
        waiting = [answer for answer in answers if answer.status_code == 409 and "retry-after" in answer.headers]
        assert len(done) + len(waiting) == THREADS, [answer.status_code for answer in answers]
        assert sum("idempotency-replayed" not in answer.headers for answer in done) == 1
        assert len({answer.content for answer in done}) == 1
    actors = house.http.get("/v1/actors", headers=owner.headers, params={"limit": 200}).json()["items"]
    assert len(actors) == count + KEYS
    assert {actor["name"] for actor in actors} >= {f"N{key}" for key in range(KEYS)}
