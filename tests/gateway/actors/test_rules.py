import pytest

from services.gateway.actors.rules import ROLES, narrower, scopes_of
from shared.auth import SCOPES


def test_an_owner_may_do_everything_and_nobody_else_is_an_admin():
    assert ROLES["owner"] == SCOPES
    assert [role for role, scopes in ROLES.items() if "admin" in scopes] == ["owner"]
    assert [role for role, scopes in ROLES.items() if "act-as" in scopes] == ["owner", "integration"]


def test_each_role_of_a_shop_holds_the_one_below():
    assert ROLES["viewer"] < ROLES["assistant"] < ROLES["manager"] < ROLES["integration"] < ROLES["owner"]
    assert ROLES["viewer"] == {"ads:read", "catalog:read", "inventory:read", "tickets:read", "events:read"}


def test_roles_add_up_and_one_that_is_no_more_allows_nothing():
    assert scopes_of(["viewer", "assistant"]) == ROLES["assistant"]
    assert scopes_of(["boss"]) == scopes_of([]) == frozenset()


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (None, None, None),
        ({"A", "B"}, None, {"A", "B"}),
        (None, {"B"}, {"B"}),
        ({"A", "B"}, {"B", "C"}, {"B"}),
        ({"A"}, {"B"}, set()),
        (set(), None, set()),
    ],
)
def test_two_limits_leave_what_both_leave(first, second, left):
    frozen = [None if limit is None else frozenset(limit) for limit in (first, second)]
    assert narrower(*frozen) == left
