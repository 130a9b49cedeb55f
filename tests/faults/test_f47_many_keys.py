"""F47: a tenant with 120 keys, and one of its keys that asks without end.

Pass: one quota over all keys; a key that asks now and then is served beside the greedy one; keys are bounded, also
when many are made at once.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.house import open_house
from tests.waiting import wait_for

KEYS, QUOTA = 120, 60
MOST = 5
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def open_with(service_database, tmp_path):
    return lambda **settings: open_house(service_database, tmp_path, **settings)


def read(house, headers):
    return house.http.get("/v1/ads/campaigns?limit=1", headers=headers).status_code


@on_sqlite
def test_many_keys_have_one_quota(open_with):
    with open_with(reads_per_minute=QUOTA, writes_per_minute=QUOTA) as house:
        tenant, other = house.new_tenant("Many"), house.new_tenant("Other")
        keys = [house.issue(tenant.tenant_id, "ads:read") for _ in range(KEYS)]
        began = time.monotonic()
        found = Counter(read(house, key) for key in keys for _ in range(3))
        came_back = QUOTA * (time.monotonic() - began) / 60
        assert set(found) == {200, 429}
        assert QUOTA <= found[200] <= QUOTA + came_back + 1
        assert read(house, other.headers) == 200


@on_sqlite
def test_a_greedy_key_starves_no_other(open_with):
    with open_with(reads_per_minute=120, writes_per_minute=120) as house:
        tenant = house.new_tenant("One")
        greedy, calm = (house.issue(tenant.tenant_id, "ads:read") for _ in range(2))
        ends, answers = threading.Event(), Counter()

        def hammer():
            with httpx.Client(base_url=house.url, headers=greedy, trust_env=False, timeout=30) as http:
                while not ends.is_set():
                    answers[http.get("/v1/ads/campaigns?limit=1").status_code] += 1

        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(hammer) for _ in range(4)]
            try:
                wait_for(lambda: answers[429], "the end of the quota")
                read(house, calm)  # from now on there are two
                served = []
                for _ in range(4):
                    time.sleep(1.2)
                    served.append(read(house, calm))
            finally:
                ends.set()
        assert [each.result() for each in running] == [None] * 4
        assert served == [200] * 4
        assert answers[429] > 4


def test_keys_are_bounded_also_when_many_are_made_at_once(open_with):
    with open_with(reads_per_minute=10**6, writes_per_minute=10**6, keys_per_tenant=MOST) as house:
        admin, other = house.new_tenant("Bounded"), house.new_tenant("Other")
        actor = house.http.get("/v1/me", headers=admin.headers).json()["actor"]["actor_id"]
        wanted = {"actor_id": actor, "name": "spare", "scopes": ["ads:read"], "livemode": True}

        def make(_number=0):
            return house.http.post("/v1/api-keys", json=wanted, headers=admin.headers)

        with ThreadPoolExecutor(10) as pool:
            made = list(pool.map(make, range(10)))
        assert Counter(each.status_code for each in made) == {201: MOST - 1, 409: 11 - MOST}
        refused = next(each for each in made if each.status_code == 409).json()
        assert (refused["code"], f"{MOST} keys" in refused["detail"]) == ("too-many-api-keys", True)
        first = next(each for each in made if each.status_code == 201).json()["key_id"]
        # A rotation replaces one: the old key ends with the overlap.
        assert house.http.post(f"/v1/api-keys/{first}/rotate", json={}, headers=admin.headers).status_code == 201
        spare = [each.json()["key_id"] for each in made if each.status_code == 201][1:3]
        for key_id in spare:
            assert house.http.delete(f"/v1/api-keys/{key_id}", headers=admin.headers).status_code == 204
        assert make().status_code == 201
        assert make().status_code == 409
        assert house.http.post("/v1/actors", json={"kind": "person", "name": "Li"}, headers=other.headers).is_success
