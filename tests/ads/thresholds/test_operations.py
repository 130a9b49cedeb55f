"""Thresholds and the judgements that follow them."""

from datetime import date
from decimal import Decimal

import pytest

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.products import SP
from services.ads.thresholds.operations import thresholds_of
from services.ads.thresholds.rules import DEFAULTS, AdsThresholds
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, fact, learned, store

PATH = f"/v1/ads/thresholds/{SELLER}"
SETTLED = date(2026, 11, 10)


def patch(client, caller, **body):
    return client.patch(PATH, json=body, headers=caller("ads:write"))


def judge(database, profile):
    with database.write() as session:
        outcome = flag_campaigns(session, profile, SP, now=NOW)
        return len(outcome.opened), len(outcome.kept), len(outcome.resolved)


@pytest.fixture
def campaign(database, profile):
    """ACOS 40 % on 5,000 clicks and 400 orders; CTR 1 %."""
    with database.write() as session:
        store_campaigns(session, profile, SP, [{"campaign_key": 12, "name": "Kettle", "state": "ENABLED"}], now=NOW)
    row = fact(profile, SETTLED, 12, clicks=5000, impressions=500_000, cost=4000.0, orders=400, sales=10_000.0)
    store(database, profile, row)
    return profile


def test_the_next_judgement_uses_them(client, caller, database, campaign):
    assert judge(database, campaign) == (1, 0, 0)
    assert patch(client, caller, target_acos=0.45).status_code == 200
    assert judge(database, campaign) == (0, 0, 1)
    patch(client, caller, target_acos=0.35, acos_min_clicks=5001)
    assert judge(database, campaign) == (0, 0, 0)
    patch(client, caller, acos_min_clicks=5000, acos_min_orders=401)
    assert judge(database, campaign) == (0, 0, 0)
    patch(client, caller, acos_min_orders=400)
    assert judge(database, campaign) == (1, 0, 0)
    patch(client, caller, acos_confidence=0.999)
    assert judge(database, campaign) == (0, 1, 0)
    patch(client, caller, target_acos=0.5)
    assert judge(database, campaign) == (0, 0, 1)
    patch(client, caller, target_acos=0.38)
    assert judge(database, campaign) == (0, 0, 0)
    patch(client, caller, acos_confidence=0.6)
    assert judge(database, campaign) == (1, 0, 0)


def test_a_change_alone_judges_nothing(client, caller, database, campaign):
    patch(client, caller, min_ctr=0.05)
    assert client.get("/v1/ads/findings", headers=caller()).json()["items"] == []
    assert judge(database, campaign) == (2, 0, 0)
    codes = {one["code"] for one in client.get("/v1/ads/findings", headers=caller()).json()["items"]}
    assert codes == {"ads.acos_high", "ads.ctr_low"}


def test_they_hold_for_one_account_and_no_other(client, caller, database, profile, foreign_profile):
    learned(database, FIRST, DE)
    patch(client, caller, target_acos=0.2)
    with database.read() as session:
        assert thresholds_of(session, FIRST, SELLER) == AdsThresholds(target_acos=Decimal("0.2"))
        assert thresholds_of(session, OTHER, SELLER) == DEFAULTS
        assert thresholds_of(session, FIRST, "A2TESTSELLER") == DEFAULTS
    theirs = client.get(PATH, headers=caller(tenant=OTHER)).json()
    assert (theirs["target_acos"], theirs["is_default"]) == (0.35, True)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("target_acos", 0.000001, 9.999999),
        ("min_ctr", 0.000001, 9.999999),
        ("waste_confidence", 0.5, 0.999999),
        ("acos_confidence", 0.5, 0.999999),
        ("ctr_confidence", 0.5, 0.999999),
        ("acos_min_clicks", 1, 1_000_000),
        ("acos_min_orders", 1, 1_000_000),
        ("ctr_min_impressions", 1, 1_000_000),
    ],
)
def test_the_ends_of_each_range_come_back_as_they_were(client, caller, profile, name, least, most):
    for value in (least, most):
        assert patch(client, caller, **{name: value}).json()[name] == value
        assert client.get(PATH, headers=caller("ads:read")).json()[name] == value


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", ["", "[]", "null", '{"min_ctr": NaN}', '{"min_ctr": 1e999}', '{"min_ctr": 0.1'])
def test_a_body_that_is_no_object_of_numbers(client, caller, profile, body):
    headers = caller("ads:write") | {"Content-Type": "application/json"}
    answer = client.patch(PATH, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert client.get(PATH, headers=caller()).json()["version"] == 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "value"),
    [("min_ctr", 1e-9), ("target_acos", 0.0000004), ("target_acos", 9.9999999), ("waste_confidence", 0.9999999)],
)
def test_what_would_be_rounded_out_of_its_range_is_refused(client, caller, profile, name, value):
    """Six decimals are stored: 1e-9 would become 0, under which no campaign could be judged."""
    answer = patch(client, caller, **{name: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_more_than_six_decimals_are_rounded(client, caller, profile):
    assert patch(client, caller, target_acos=1 / 3).json()["target_acos"] == 0.333333
    assert client.get(PATH, headers=caller("ads:read")).json()["target_acos"] == 0.333333


def test_an_empty_change_changes_nothing(client, caller, profile):
    first = patch(client, caller, min_ctr=0.01).json()
    later = patch(client, caller).json()
    assert {name: later[name] for name in first if name not in ("version", "updated_at")} == {
        name: first[name] for name in first if name not in ("version", "updated_at")
    }


def test_any_version_matches_a_star(client, caller, profile):
    for version in (1, 2):
        answer = client.patch(PATH, json={"min_ctr": 0.01}, headers=caller() | {"If-Match": "*"})
        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{version}"')
    stale = client.patch(PATH, json={"min_ctr": 0.02}, headers=caller() | {"If-Match": '"1"'})
    assert stale.status_code == 412
