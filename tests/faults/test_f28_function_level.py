"""F28: each scope x each operation. Pass: 403 unless the scope is declared; no operation without `security`."""

import pytest

from shared.auth import SCOPES
from tests.faults.operations import OPERATIONS, PROTECTED

HEALTH = {
    f"check_{service}_{state}"
    for service in ("gateway", "catalog", "inventory", "ads", "tickets")
    for state in ("alive", "ready")
}
ANY_SCOPE = {
    *("read_tenant", "read_me", "list_actors", "get_actor", "list_seller_accounts", "get_seller_account"),
    *("list_marketplaces", "list_worklist"),
}
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_only_the_named_operations_need_no_key_or_no_scope():
    assert {operation.name for operation in OPERATIONS if operation.is_public} == HEALTH
    assert {operation.name for operation in PROTECTED if not operation.scopes} == ANY_SCOPE
    assert set().union(*(operation.scopes for operation in PROTECTED)) <= SCOPES


@ON_SQLITE
def test_without_a_key_every_operation_is_refused(house, owner):
    before = house.rows()
    codes = {each.name: each.send(house.http, owner.ids).status_code for each in PROTECTED}
    assert codes == {each.name: 401 for each in PROTECTED}
    assert house.rows() == before


@ON_SQLITE
def test_a_scope_opens_what_declares_it_and_nothing_else(house, owner):
    refused = {(scope, each.name) for scope in SCOPES for each in PROTECTED if each.scopes - {scope}}
    before = house.rows()
    for scope in sorted(SCOPES):
        headers = house.issue(owner.tenant_id, scope)
        before = house.rows()
        for each in PROTECTED:
            if (scope, each.name) in refused:
                answer = each.send(house.http, owner.ids, headers)
                assert (scope, each.name, answer.status_code) == (scope, each.name, 403)
                assert answer.json()["code"] == "scope-missing"
        assert house.rows() == before
        for each in PROTECTED:
            if (scope, each.name) not in refused:
                answer = each.send(house.http, owner.ids, headers)
                assert answer.is_success or answer.status_code in (404, 409), (scope, each.name, answer.text)
    assert len(refused) > 300
