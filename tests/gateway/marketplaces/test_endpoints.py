import pytest

pytestmark = [pytest.mark.present, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


def test_any_key_is_told_what_the_ids_mean(client, customer, issue):
    items = client.get("/v1/marketplaces", headers=issue(customer, "ads:read")).json()["items"]
    assert len(items) == len({each["marketplace_id"] for each in items}) == 23
    assert next(each for each in items if each["country_code"] == "DE") == {
        "marketplace_id": "A1PA6795UKMFR9",
        "country_code": "DE",
        "name": {"en": "Germany", "zh": "德国"},
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "language": "de-DE",
        "region": "EU",
        "selling_partner_endpoint": "https://sellingpartnerapi-eu.amazon.com",
        "ads_endpoint": "https://advertising-api-eu.amazon.com",
    }


def test_without_a_key_nobody_is(client):
    assert client.get("/v1/marketplaces").json()["code"] == "unauthorized"
