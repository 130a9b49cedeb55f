"""F31: API keys that are guessed, spoilt, revoked, expired, or of the other mode.

Pass: 401 with the same body for all keys that only a look-up tells apart, no look-up for a wrong checksum, a revoked
key ends within 5 s, and a test key sees nothing that is live.
"""

import time
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from shared.auth.api_keys import make
from shared.clock import utc_now
from tests.faults.operations import PROTECTED, problem_of
from tests.statements import statements
from tests.waiting import wait_for

REVOKED_WITHIN = 5.0
OF_THE_ORGANISATION = {"get_actor", "list_actors", "list_api_keys", "list_marketplaces"}
"""Actors, the keys of one's own mode and Amazon's marketplaces are the same for a live tenant and its test twin."""

CHANGES_OF_ACTORS = {"update_actor", "deactivate_actor", "reactivate_actor"}
"""A test key sees the actors of the live tenant, so that it is told that it may not change them."""

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def key_of(headers):
    return headers["Authorization"].removeprefix("Bearer ")


def ask(http, key):
    return http.get("/v1/tenant", headers={"Authorization": f"Bearer {key}".encode()})


def spoilt(key):
    """Keys whose form or checksum is wrong."""
    other = "0" if key[-1] != "0" else "1"
    return [key[:-1] + other, key[:-1], key + "0", key.replace("_live_", "_test_"), key.upper(), "x" * 56, "-"]


def test_garbage_is_refused_without_a_look_up(house):
    key = key_of(house.new_tenant("First").headers)
    assert ask(house.http, key).status_code == 200
    with statements() as seen:
        refused = [ask(house.http, wrong).status_code for wrong in spoilt(key)]
    assert (refused, seen) == ([401] * len(refused), [])
    with statements() as seen:
        assert ask(house.http, make(livemode=True)).status_code == 401
    assert len([statement for statement in seen if "api_key" in statement]) == 1


def test_a_line_feed_after_a_key_makes_it_no_key(house):
    """No HTTP parser lets one through today; the key must not depend on that."""
    key = key_of(house.new_tenant("First").headers)
    client = TestClient(house.app)
    assert [ask(client, key + end).status_code for end in ("", "\n", "\r\n", "\0")] == [200, 401, 401, 401]
    assert [ask(client, key + end).status_code for end in (" ", " \t ")] == [200, 200]


def test_revoked_and_expired_keys_end_in_time_and_all_refusals_are_alike(house, owner):
    def create(**members):
        wanted = {"actor_id": owner.ids["actor_id"], "name": "k", "scopes": ["ads:read"], "livemode": True}
        made = house.http.post("/v1/api-keys", headers=owner.headers, json=wanted | members)
        assert made.status_code == 201, made.text
        return made.json()["key_id"], made.json()["api_key"]

    key_id, revoked = create()
    _, expired = create(expires_at=(utc_now() + timedelta(seconds=1)).isoformat())
    assert [ask(house.http, key).status_code for key in (revoked, expired)] == [200, 200]
    started = time.monotonic()
    assert house.http.delete(f"/v1/api-keys/{key_id}", headers=owner.headers).status_code == 204
    for key in (revoked, expired):
        wait_for(lambda k=key: ask(house.http, k).status_code == 401, "the end of a key", seconds=REVOKED_WITHIN)
    assert time.monotonic() - started < REVOKED_WITHIN
    refused = [ask(house.http, key) for key in (revoked, expired, make(livemode=True))]
    assert [problem_of(answer) for answer in refused] == [problem_of(refused[0])] * 3
    assert reason_of(refused[0]) == "refused"
    # What follows, the form of a key alone tells, which everybody can work out.
    garbage = [ask(house.http, key) for key in spoilt(revoked)]
    assert [problem_of(answer) for answer in garbage] == [problem_of(garbage[0])] * len(garbage)
    assert reason_of(garbage[0]) == "form"
    assert {answer.headers["www-authenticate"] for answer in refused + garbage} == {"Bearer"}


def reason_of(answer):
    """The code of the one error, of a problem that names the header alone."""
    problem = problem_of(answer)
    (error,) = problem.pop("errors")
    assert problem == {
        "type": "/docs/problems#unauthorized",
        "title": "A valid API key is required",
        "status": 401,
        "code": "unauthorized",
    }
    assert (error["location"], error["pointer"]) == ("header", "Authorization")
    return error["code"]


def test_a_test_key_sees_nothing_that_is_live(house, owner):
    twin = house.issue(owner.tenant_id, livemode=False)
    before, asked = house.rows(), 0
    for each in PROTECTED:
        if each.name in OF_THE_ORGANISATION:
            continue
        if each.path_ids:
            refused = 403 if each.name in CHANGES_OF_ACTORS else 404
            assert (each.name, each.send(house.http, owner.ids, twin).status_code) == (each.name, refused)
            asked += 1
        elif each.is_list:
            answer = each.send(house.http, owner.ids, twin)
            assert (each.name, answer.json().get("items", [])) == (each.name, [])
            asked += 1
    assert house.rows() == before
    assert asked >= 20
