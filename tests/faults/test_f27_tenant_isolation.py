"""F27: every operation with another tenant's ids, wherever it takes one, and with its idempotency keys.

Pass: the same answer as for an id that nobody has (404 where it is in the path), and nothing changed.
"""

import pytest

from shared.ids import uuid7
from tests.faults.operations import PROTECTED, items_of, naming, problem_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def nobodys(value):
    """An id of the same form that does not exist."""
    return uuid7() if len(value) == 36 else ("9" if value[0].isdigit() else "Z") + value[1:]


def id_of(tenant, operation, name):
    """The tenant's id of this name, or one of those, in the operation's service."""
    return tenant.ids.within(operation.service)[name.removesuffix("s")]


def test_another_tenants_ids_in_a_path_do_not_exist(house, owner, outsider):
    before, asked = house.rows(), 0
    for each in PROTECTED:
        for name in each.path_ids:
            theirs, unknown = (
                each.send(house.http, outsider.ids.with_(name, value), outsider.headers)
                for value in (id_of(owner, each, name), nobodys(id_of(owner, each, name)))
            )
            assert (each.name, theirs.status_code) == (each.name, 404)
            assert (each.name, problem_of(theirs)) == (each.name, problem_of(unknown))
            asked += 1
    assert house.rows() == before
    assert asked >= 15


def test_another_tenants_ids_in_a_query_or_body_do_not_exist(house, owner, outsider):
    before, asked = house.rows(), 0
    for each in PROTECTED:
        for place, name in each.references:
            if id_of(owner, each, name) == id_of(outsider, each, name):  # a whole account is named by its ad product
                continue
            theirs, unknown = (
                each.send(house.http, outsider.ids, outsider.headers, **{place: naming(name, value)})
                for value in (id_of(owner, each, name), nobodys(id_of(owner, each, name)))
            )
            assert (each.name, name, theirs.status_code) == (each.name, name, unknown.status_code)
            if theirs.is_success:
                assert (each.name, name, items_of(theirs)) == (each.name, name, items_of(unknown))
                assert items_of(theirs) == []
            else:
                assert (each.name, name, problem_of(theirs)) == (each.name, name, problem_of(unknown))
            asked += 1
    assert house.rows() == before
    assert asked >= 15


def test_another_tenants_idempotency_key_answers_nothing_of_theirs(house, owner, outsider):
    keyed = [operation for operation in PROTECTED if operation.takes_idempotency_key]
    for each in keyed:
        key = {"Idempotency-Key": f"shared-by-chance-{each.name}"}
        theirs = each.send(house.http, owner.ids, owner.headers | key)
        mine = each.send(house.http, outsider.ids, outsider.headers | key)
        assert (each.name, theirs.is_success, mine.is_success) == (each.name, True, True)
        assert "idempotency-replayed" not in mine.headers
        if set(mine.json()) not in ({"replayed"}, {"results"}):  # a number or a status alone may be the same
            assert mine.content != theirs.content


def test_lists_hold_the_tenants_own_only(house, owner, outsider):
    # The rejected rows of an import are found by its id only, and rows of two files can be equal.
    for each in (operation for operation in PROTECTED if operation.is_list and not operation.path_ids):
        theirs, mine = (
            each.send(house.http, tenant.ids, tenant.headers, query={"limit": "200"}).json()["items"]
            for tenant in (owner, outsider)
        )
        assert (each.name, len(theirs) >= 2, len(mine) >= 2) == (each.name, True, True)
        assert not {repr(item) for item in theirs} & {repr(item) for item in mine}, each.name
