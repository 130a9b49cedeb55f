import pytest

from tests.tickets.facts import OTHER, SELLER

PATH = f"/v1/tickets/thresholds/{SELLER}"


def test_who_may_read_and_write(client, caller, desk):
    assert [client.get(PATH).status_code, client.patch(PATH, json={}).status_code] == [401, 401]
    assert client.patch(PATH, json={}, headers=caller("tickets:read")).status_code == 403
    for foreign in (caller(tenant=OTHER),):
        assert client.get(PATH, headers=foreign).status_code == 404
        assert client.patch(PATH, json={"at_risk_percent": 50}, headers=foreign).status_code == 404
    assert desk.ask("GET", PATH) == {
        "seller_id": SELLER,
        "first_response_hours": 12,
        "resolution_hours": 72,
        "at_risk_percent": 75,
        "is_default": True,
        "version": 0,
        "changed_by": None,
        "updated_at": None,
    }


def test_they_count_for_cases_that_open_from_now_on(desk, watch):
    before = desk.open()
    changed = desk.send("PATCH", PATH, {"first_response_hours": 4, "at_risk_percent": 50}, If_Match='"0"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"1"')
    assert desk.send("PATCH", PATH, {"resolution_hours": 9}, If_Match='"0"').status_code == 412
    after = desk.open()
    assert (desk.see(before), after["due_at"]) == (before, "2026-11-20T12:00:00Z")
    assert after["resolution"] == before["resolution"]
    watch.go_on(hours=2)
    assert (desk.scan(), desk.counts()) == (1, {"case.opened": 2, "case.at_risk answer": 1})


@pytest.mark.parametrize(
    "wrong",
    [{"first_response_hours": 0}, {"resolution_hours": 721}, {"at_risk_percent": 100}, {"at_risk_percent": "50"}],
)
def test_a_wrong_value_changes_nothing(desk, wrong):
    assert desk.send("PATCH", PATH, wrong).status_code == 422
    assert desk.ask("GET", PATH)["version"] == 0
