import pytest

from tests.inventory.rows import OTHER, SELLER

PATH = f"/v1/inventory/thresholds/{SELLER}"


def patch(client, caller, body, **headers):
    return client.patch(PATH, json=body, headers=caller("inventory:write") | headers)


def test_who_may_read_and_write(client, caller, marketplace):
    assert client.get(PATH).status_code == 401
    assert client.patch(PATH, json={"lead_time_days": 30}).status_code == 401
    assert client.patch(PATH, json={"lead_time_days": 30}, headers=caller("inventory:read")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).status_code == 404
    foreign = client.patch(PATH, json={"lead_time_days": 30}, headers=caller(tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not-found")
    unchanged = client.get(PATH, headers=caller("inventory:read")).json()
    assert (unchanged["lead_time_days"], unchanged["is_default"], unchanged["version"]) == (45, True, 0)


def test_defaults_and_a_change_that_keeps_what_it_does_not_name(client, caller, marketplace):
    assert client.get(PATH, headers=caller()).json() == {
        "seller_id": SELLER,
        "lead_time_days": 45,
        "review_days": 7,
        "critical_cover_days": 7,
        "critical_units_a_day": 1.0,
        "long_out_days": 7,
        "excess_days": 90,
        "min_sell_through": 0.5,
        "slow_min_units": 20,
        "min_ipi": 500,
        "max_ipi_drop": 20,
        "high_stake": {"amount": "15.00", "currency": "GBP"},
        "fill_rate_target": 0.95,
        "own_count_max_age_days": 30,
        "is_default": True,
        "version": 0,
        "changed_by": None,
        "updated_at": None,
        "judged_at": None,
    }
    changed = patch(client, caller, {"lead_time_days": 30, "min_sell_through": 0.4}, **{"If-Match": '"0"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"1"')
    shown = client.get(PATH, headers=caller()).json()
    assert [shown[name] for name in ("lead_time_days", "min_sell_through", "excess_days")] == [30, 0.4, 90]
    assert patch(client, caller, {"lead_time_days": 31}, **{"If-Match": '"0"'}).status_code == 412


@pytest.mark.parametrize(
    "body",
    [
        {"lead_time_days": 0},
        {"fill_rate_target": 1},
        {"fill_rate_target": 95},
        {"own_count_max_age_days": 0},
        {"lead_time_days": "45"},
        {"min_sell_through": 0},
        {"min_ipi": 1001},
        {"version": 7},
    ],
)
def test_a_wrong_value_changes_nothing(client, caller, marketplace, body):
    answer = patch(client, caller, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert client.get(PATH, headers=caller()).json()["version"] == 0
