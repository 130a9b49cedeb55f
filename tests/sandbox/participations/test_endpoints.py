"""The Sellers API, and what every operation of the Selling Partner API has in common."""

import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

PATH = "/sellers/v1/marketplaceParticipations"


def test_participations(seller):
    answer = seller.get(PATH)
    shown = [each["marketplace"] for each in answer.json()["payload"]]
    assert [(each["id"], each["countryCode"], each["defaultCurrencyCode"]) for each in shown] == [
        ("A1F83G8C2ARO7P", "GB", "GBP"),
        ("A1PA6795UKMFR9", "DE", "EUR"),
    ]


def test_the_account_has_the_same_participations(seller):
    account = seller.get("/sellers/v1/account").json()["payload"]
    assert account["marketplaceParticipationList"] == seller.get(PATH).json()["payload"]


def test_answers_carry_the_published_rate_and_an_id_of_their_own(seller):
    first, second = seller.get(PATH), seller.get(PATH)
    assert first.headers["x-amzn-RateLimit-Limit"] == "0.016"
    assert first.headers["x-amzn-RequestId"] != second.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("token", ["", "Atza|forged", "Atza|WzEsIDIwXQ==.00"])
def test_calls_without_a_good_token_are_403(client: TestClient, token):
    answer = client.get(PATH, headers={"x-amz-access-token": token})
    assert answer.status_code == 403
    [error] = answer.json()["errors"]
    assert error.keys() == {"code", "message", "details"}
    assert error["code"] == "Unauthorized"
    assert answer.headers["x-amzn-RateLimit-Limit"] == "0.016"
    assert answer.headers["x-amzn-RequestId"]


def test_a_token_ends_after_an_hour(seller, clock):
    clock.advance(3599)
    assert seller.get(PATH).status_code == 200
    clock.advance(1)
    assert seller.get(PATH).status_code == 403


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/sellers/v1/x", 404), ("POST", PATH, 405)])
def test_errors_of_the_framework_have_the_apis_shape(seller, method, path, status):
    answer = seller.request(method, path)
    assert answer.status_code == status
    assert answer.json()["errors"][0].keys() == {"code", "message", "details"}


def test_a_defect_is_500_in_the_apis_shape(seller, monkeypatch):
    monkeypatch.setattr("services.sandbox.participations.rules.participations_of", lambda _seller: 1 / 0)
    answer = seller.get(PATH)
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["code"] == "InternalFailure"
