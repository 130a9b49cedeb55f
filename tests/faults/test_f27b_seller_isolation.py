"""F27b: every operation with a key that is limited to one shop, and with the ids of another shop of the same tenant.

Pass: the same answer as for an id that nobody has (404 where it is in the path), and nothing changed. Lists, their
cursors, kept answers and events show the own shop only; what is the whole tenant's is refused.
"""

import pytest

from tests.faults.operations import PROTECTED, items_of, naming, problem_of
from tests.faults.test_f27_tenant_isolation import id_of, nobodys

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MINE, OTHER = "A1FIRSTSELLER", "A1OTHERSELLER"
OF_THE_TENANT = {
    *("actor_id", "key_id", "endpoint_id", "delivery_id", "macro_id", "chain_id"),
    *("connection_id", "erp_sync_id", "dead_letter_id"),
}
"""Ids of what belongs to no shop."""

FOR_EVERYBODY = {
    *("read_tenant", "read_me", "get_actor", "list_actors"),
    *("list_tickets_macros", "get_tickets_macro"),
}
"""What shows nothing of any shop, and so may be read by all."""


@pytest.fixture
def other(house, owner):
    """Another shop of the owner's tenant, with ids of its own."""
    return house.add_shop(owner, OTHER)


@pytest.fixture
def limited(house, owner):
    """Headers of a key of all scopes that is limited to the owner's first shop and its sister."""
    return house.issue(owner.tenant_id, seller_ids=[MINE, f"{MINE}2"])


def of_shops(names):
    return [name for name in names if name not in OF_THE_TENANT]


def sellers_in(value):
    """Every seller id that a text of an answer names."""
    return {seller for seller in (MINE, OTHER) if seller in value}


def test_another_shops_ids_in_a_path_do_not_exist(house, owner, other, limited):
    before, asked = house.rows(), 0
    for each in PROTECTED:
        for name in of_shops(each.path_ids):
            theirs, unknown = (
                each.send(house.http, owner.ids.with_(name, value), limited)
                for value in (id_of(other, each, name), nobodys(id_of(other, each, name)))
            )
            assert (each.name, theirs.status_code) == (each.name, 404)
            assert (each.name, problem_of(theirs)) == (each.name, problem_of(unknown))
            asked += 1
    assert house.rows() == before
    assert asked >= 30


def test_another_shops_ids_in_a_query_or_body_do_not_exist(house, owner, other, limited):
    before, asked = house.rows(), 0
    for each in PROTECTED:
        for place, name in each.references:
            if name in OF_THE_TENANT or id_of(other, each, name) == id_of(owner, each, name):
                continue
            theirs, unknown = (
                each.send(house.http, owner.ids, limited, **{place: naming(name, value)})
                for value in (id_of(other, each, name), nobodys(id_of(other, each, name)))
            )
            assert (each.name, name, theirs.status_code) == (each.name, name, unknown.status_code)
            if theirs.is_success:
                assert (each.name, name, items_of(theirs)) == (each.name, name, items_of(unknown))
                assert items_of(theirs) == []
            else:
                assert (each.name, name, problem_of(theirs)) == (each.name, name, problem_of(unknown))
            asked += 1
    assert house.rows() == before
    assert asked >= 25


def test_a_whole_request_of_another_shop_does_nothing(house, other, limited):
    """As its own people send it, whatever it names and however deep."""
    before = house.rows()
    for each in PROTECTED:
        answer = each.send(house.http, other.ids, limited)
        if each.name in FOR_EVERYBODY:
            assert (each.name, answer.status_code) == (each.name, 200)
        elif answer.status_code == 207:
            assert {item["status"] for item in answer.json()["results"]} == {"rejected"}, each.name
        elif answer.is_success:
            assert each.method == "GET", each.name
        else:
            assert answer.status_code == 404 or answer.json()["code"] == "key-limited", (each.name, answer.text)
        if answer.is_success and each.method == "GET" and each.name != "list_actors":
            assert OTHER not in answer.text, each.name
    after = house.rows()
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in changed if not name.endswith("idempotent_request")} == set()


def test_its_own_requests_go_on_as_they_did(house, other):
    """So that nothing above passes because everything is refused."""
    done = {}
    for each in PROTECTED:
        answer = each.send(house.http, other.ids, other.headers)
        if not answer.is_success:
            done[each.name] = answer.json()["code"]
    refused = {name for name, code in done.items() if code != "key-limited"}
    assert {code for code in done.values()} >= {"key-limited"}
    assert refused <= {"create_authorization", "confirm_connection"}, done


def test_lists_and_their_cursors_hold_the_own_shop_only(house, owner, other, limited):
    shown = 0
    for each in (operation for operation in PROTECTED if operation.is_list and operation.name not in FOR_EVERYBODY):
        whole = each.send(house.http, owner.ids, limited, query={"limit": "200"})
        if whole.status_code == 403:
            assert (each.name, whole.json()["code"]) == (each.name, "key-limited")
            continue
        assert (each.name, OTHER in whole.text) == (each.name, False)
        walked, cursor = [], ""
        while cursor is not None:
            page = each.send(
                house.http, owner.ids, limited, query={"limit": "1"} | ({"cursor": cursor} if cursor else {})
            )
            walked += page.json()["items"]
            cursor = page.json()["next_cursor"]
        assert (each.name, walked) == (each.name, whole.json()["items"])
        assert (each.name, len(walked) >= 1) == (each.name, True)
        of_all = each.send(house.http, owner.ids, owner.headers, query={"limit": "1"}).json()["next_cursor"]
        if of_all:
            moved = each.send(house.http, owner.ids, limited, query={"limit": "200", "cursor": of_all})
            assert (each.name, OTHER in moved.text) == (each.name, False)
        shown += 1
    assert shown >= 20


def test_a_kept_answer_about_another_shop_is_not_given_again(house, owner, other, limited):
    keyed = [operation for operation in PROTECTED if operation.takes_idempotency_key]
    for each in keyed:
        key = {"Idempotency-Key": f"shared-by-chance-{each.name}"}
        theirs = each.send(house.http, other.ids, owner.headers | key)
        mine = each.send(house.http, other.ids, limited | key)
        assert (each.name, theirs.is_success) == (each.name, True), theirs.text
        assert "idempotency-replayed" not in mine.headers
        assert mine.status_code in (207, 404) or mine.json()["code"] == "key-limited", (each.name, mine.text)
    assert len(keyed) >= 10
