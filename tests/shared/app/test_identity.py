from datetime import timedelta

import pytest

from shared.auth import Principal
from shared.auth.principal import service_principal
from shared.auth.tokens import HEADER
from shared.clock import utc_now

pytestmark = [pytest.mark.parametrize("backend", ["sqlite"], indirect=True), pytest.mark.present]
PATH = "/v1/catalog/notes/1"


def put(client, headers):
    return client.put(PATH, headers=headers, json={"text": "x"})


def test_a_signed_principal_with_the_scope_comes_in(client, headers_of):
    answer = put(client, headers_of("catalog:write"))
    assert (answer.status_code, answer.json()) == (200, {"text": "x"})
    assert answer.headers["ratelimit"] == '"writes";r=19;t=60'


def test_a_missing_scope_is_named(client, headers_of):
    answer = put(client, headers_of("catalog:read", "admin"))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert answer.json()["detail"] == (
        "This operation needs the scope catalog:write; an admin makes a key that has it (POST /v1/api-keys)."
    )


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_a_token_that_does_not_verify_is_refused_everywhere(client, token):
    for path in (PATH, "/v1/catalog/livez", "/nowhere"):
        answer = client.get(path, headers={HEADER: token})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_an_old_token_is_refused(client, signer):
    principal = Principal("person", "t", "a", "k", frozenset({"catalog:write"}), livemode=True)
    token = signer.sign(principal, now=utc_now() - timedelta(seconds=40))
    assert put(client, {HEADER: token}).status_code == 401


def test_a_key_over_its_quota_is_told_when_to_come_back(client, headers_of):
    headers = headers_of("catalog:write")
    assert [put(client, headers).status_code for _ in range(20)] == [200] * 20
    refused = put(client, headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate-limited")
    assert refused.json()["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert refused.json()["violated-policies"] == ["writes"]
    assert 1 <= int(refused.headers["retry-after"]) <= 4
    assert client.get(PATH, headers=headers).status_code == 200


def test_our_own_services_have_no_quota(client, signer):
    headers = {HEADER: signer.sign(service_principal("ads"), now=utc_now())}
    assert {client.get(PATH, headers=headers).status_code for _ in range(50)} == {200}
    assert "ratelimit" not in client.get(PATH, headers=headers).headers
