"""F18: a key sends three times its quota.

Pass: 429 with `Retry-After` and the RateLimit headers, on every route; another tenant is not affected.
"""

import pytest

from tests.faults.house import SERVICES, open_house
from tests.faults.operations import OPERATIONS, Ids

QUOTA = 2
READING = {"GET", "HEAD"}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


class Anything(Ids):
    """Whoever is refused before the id is looked at needs none that exists."""

    def __missing__(self, name):
        return "x"


@pytest.fixture
def house(service_database, tmp_path):
    """A quota so small that it does not come back while a test runs: one request in 30 seconds."""
    with open_house(service_database, tmp_path, reads_per_minute=QUOTA, writes_per_minute=QUOTA) as found:
        yield found


def exhaust(house, headers):
    """Three times the quota of every service, reading and writing; the statuses of each kind."""
    found = {}
    for service in SERVICES:
        path = f"/v1/{service}/livez" if service != "gateway" else "/livez"
        for method in ("GET", "POST"):
            answers = [house.http.request(method, path, headers=headers) for _ in range(3 * QUOTA)]
            found[service, method] = [answer.status_code for answer in answers]
    return found


def test_a_key_over_its_quota_is_refused_on_every_route_and_alone(house):
    busy, calm = house.new_tenant("Busy"), house.new_tenant("Calm")
    told = exhaust(house, busy.headers)
    passed = {"GET": 200, "POST": 405}
    assert told == {(service, method): [passed[method]] * QUOTA + [429] * 2 * QUOTA for service, method in told}
    before = house.rows()
    ids = Anything()
    for each in OPERATIONS:
        refused = each.send(house.http, ids, busy.headers)
        kind = "reads" if each.method in READING else "writes"
        assert (each.name, refused.status_code, refused.json()["code"]) == (each.name, 429, "rate-limited")
        assert refused.json()["violated-policies"] == [kind]
        assert refused.headers["ratelimit-policy"] == f'"{kind}";q={QUOTA};w=60'
        seconds = int(refused.headers["retry-after"])
        assert 1 <= seconds <= 31
        assert refused.headers["ratelimit"] == f'"{kind}";r=0;t={seconds}'
    assert house.rows() == before
    assert exhaust(house, calm.headers) == told
