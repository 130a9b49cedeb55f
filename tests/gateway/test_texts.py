"""Texts that PostgreSQL cannot hold, or that are no text: refused, never an internal error."""

import pytest

pytestmark = pytest.mark.present


def post(client, customer, name: bytes):
    headers = customer.live | {"Content-Type": "application/json"}
    return client.post("/v1/actors", headers=headers, content=b'{"kind": "person", "name": "' + name + b'"}')


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_nul_is_refused_in_bodies_paths_and_queries(client, customer):
    answers = [
        post(client, customer, b"a\\u0000b"),
        client.get("/v1/actors/%00", headers=customer.live),
        client.get("/v1/events?subject=%00", headers=customer.live),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, "invalid-request")] * 3


@pytest.mark.parametrize(("name", "status"), [(b"\\ud800", 422), (b"\xff", 400), ("助理 🧺".encode(), 201)])
def test_only_text_is_text(client, customer, name, status):
    assert post(client, customer, name).status_code == status


def test_paths_that_are_no_text_name_nothing(client, customer):
    for path in ("/v1/actors/%ff", "/v1/seller-accounts/%ED%A0%80"):
        assert client.get(path, headers=customer.live).status_code == 404
