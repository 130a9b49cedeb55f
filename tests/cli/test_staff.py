"""The people of the demonstration: made once, found again with their keys, and given the shop of the day."""

from types import SimpleNamespace

import pytest

from services.cli import screen
from services.cli.demo import Client
from services.cli.staff import staff_keys
from tests.faults.house import open_house

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FIRST, SECOND = "A1FIRSTSHOP", "A1OTHERSHOP"


@pytest.fixture
def place(service_database, tmp_path):
    """(installation, the owner's client) of a program without any people."""
    with open_house(service_database, tmp_path) as house:
        key = house.issue(house.new_tenant("Demo").tenant_id, livemode=False)["Authorization"].split()[1]
        with Client(house.url, key, "en") as client:
            for seller_id in (FIRST, SECOND):
                account = {"seller_id": seller_id, "name": "N", "region": "EU", "marketplace_ids": ["A1F83G8C2ARO7P"]}
                assert client.http.post("/v1/seller-accounts", json=account).status_code == 201
            yield SimpleNamespace(url=house.url, data=tmp_path, logs=tmp_path), client


def me(installation, key):
    with Client(installation.url, key, "en") as own:
        return own.http.get("/v1/me").json()


def test_each_has_a_personal_key_that_stays_theirs(place):
    installation, client = place
    keys = staff_keys(installation, client, FIRST, "zh")
    assert staff_keys(installation, client, FIRST, "zh") == keys
    found = {role: me(installation, key) for role, key in keys.items()}
    assert [(role, each["actor"]["name"], each["actor"]["roles"]) for role, each in found.items()] == [
        ("assistant", "Li Wei", ["assistant"]),
        ("manager", "Wang Fang", ["manager"]),
    ]
    assert [each["seller_ids"] for each in found.values()] == [[FIRST], None]
    assert {each["environment"] for each in found.values()} == {"test"}
    assert ["ads:approve" in each["scopes"] for each in found.values()] == [False, True]
    assert (installation.data / "manager.key").stat().st_mode & 0o077 == 0


def test_a_revoked_key_is_made_anew_for_the_same_person(place):
    installation, client = place
    key = staff_keys(installation, client, FIRST, "en")["manager"]
    before = me(installation, key)
    assert client.http.delete(f"/v1/api-keys/{before['key_id']}").status_code == 204
    client.http.close()
    (installation.data / "manager.key").write_text("zhl_test_not_a_key")
    with Client(installation.url, client.http.headers["Authorization"].split()[1], "en") as again:
        after = me(installation, staff_keys(installation, again, FIRST, "en")["manager"])
    assert after["actor"] == before["actor"]
    assert after["key_id"] != before["key_id"]


def test_another_shop_is_added_to_the_assistants(place):
    installation, client = place
    first = staff_keys(installation, client, FIRST, "en")
    assert staff_keys(installation, client, SECOND, "en") == first
    actor_id = me(installation, first["assistant"])["actor"]["actor_id"]
    assert client.http.get(f"/v1/actors/{actor_id}").json()["seller_ids"] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Assistant  B  (Li Wei, this shop)", "Owner      A"]),
        ("zh", ["经理       C  （Wang Fang，全部店铺）"]),
    ],
)
def test_the_keys_are_shown_with_whose_they_are(backend, language, words, tmp_path):
    installation = SimpleNamespace(url="http://127.0.0.1:1", logs=tmp_path)
    with screen.console.capture() as shown:
        screen.show_addresses(installation, {"owner": "A", "assistant": "B", "manager": "C"}, language)
    for each in words:
        assert each in shown.get()
