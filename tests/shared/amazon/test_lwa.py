import json
from urllib.parse import parse_qs

import pytest

from shared.amazon import lwa
from shared.amazon.errors import AmazonApiError, Throttled, Unauthorized, Unavailable
from tests.shared.amazon.sockets import listening, wait


def exchange(server):
    return lwa.exchange_refresh_token(server.url + "/auth/o2/token", "client-1", "hush", "Atzr|r")


def test_a_refresh_token_becomes_an_access_token(server):
    reply = {"access_token": "Atza|a", "expires_in": 3600, "token_type": "bearer", "refresh_token": "Atzr|r"}
    server.answer(200, json.dumps(reply).encode())
    assert exchange(server) == ("Atza|a", 3600)
    assert (server.asked[0].method, server.asked[0].path) == ("POST", "/auth/o2/token")
    assert parse_qs(server.asked[0].body.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["Atzr|r"],
        "client_id": ["client-1"],
        "client_secret": ["hush"],
    }


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_grant", Unauthorized),
        (401, "invalid_client", Unauthorized),
        (429, "slow_down", Throttled),
        (500, "server_error", Unavailable),
    ],
)
def test_refusals(server, status, code, kind):
    server.answer(status, json.dumps({"error": code, "error_description": "no"}).encode())
    with pytest.raises(AmazonApiError) as caught:
        exchange(server)
    assert (type(caught.value), caught.value.code, caught.value.detail) == (kind, code, "no")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"access_token": 1, "expires_in": 3600}'])
def test_replies_without_a_token(server, body):
    server.answer(200, body)
    with pytest.raises(AmazonApiError) as caught:
        exchange(server)
    assert caught.value.code == "malformed-reply"


def test_a_web_page_is_no_answer(server):
    server.answer(200, b"<html>")
    with pytest.raises(Unavailable):
        exchange(server)


def test_a_sign_in_that_never_answers_is_cut_off():
    with listening(wait) as url, pytest.raises(Unavailable) as caught:
        lwa.exchange_refresh_token(url, "client-1", "hush", "Atzr|r", timeout=0.1, deadline=60.0)
    assert caught.value.code == "timeout"
