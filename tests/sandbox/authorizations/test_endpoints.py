"""The sandbox's pages of consent."""

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = [pytest.mark.parametrize("backend", ["sqlite"], indirect=True), pytest.mark.present]
ASKED = {
    "application_id": "amzn1.application-oa2-client.sandbox",
    "state": "st<ate",
    "redirect_uri": "http://127.0.0.1:8000/v1/consents/callback",
}
PAGE = "/apps/authorize/consent"


def test_a_person_chooses_who_signs_in(client):
    page = client.get(PAGE, params=ASKED)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'name="state" value="st&lt;ate"' in page.text
    assert "<ate" not in page.text


@pytest.mark.parametrize("changes", [{"redirect_uri": "https://evil.example"}, {"application_id": "another"}])
def test_nobody_is_sent_elsewhere_or_by_others(client, changes):
    answer = client.get(PAGE, params=ASKED | changes | {"seed": 1, "size": 20}, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (400, None)


def test_a_code_is_worth_a_refresh_token_for_five_minutes(client, clock, settings):
    sent = client.get(PAGE, params=ASKED | {"seed": 1, "size": 20}, follow_redirects=False)
    (code,) = parse_qs(urlsplit(sent.headers["location"]).query)["spapi_oauth_code"]
    form = {
        "grant_type": "authorization_code",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
        "code": code,
    }
    token = client.post("/auth/o2/token", data=form).json()
    assert token["refresh_token"].startswith("sandbox-1-20-")
    assert client.post("/auth/o2/token", data=form | {"code": token["access_token"]}).status_code == 400
    clock.advance(300)
    late = client.post("/auth/o2/token", data=form)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")
