"""A filter that names nothing known. Pass: 422 with what is known, on every list that has one, and no row."""

import pytest

from services.gateway import openapi
from tests.faults.operations import PROTECTED

PARAMETERS = {
    operation["operationId"]: operation.get("parameters", [])
    for path in openapi.documents()[0]["paths"].values()
    for operation in path.values()
}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def closed_filters(name):
    for parameter in PARAMETERS[name]:
        schema = parameter["schema"].get("items", parameter["schema"])
        if parameter["in"] == "query" and "x-extensible-enum" in schema:
            yield parameter["name"], schema["x-extensible-enum"]


FILTERS = [(each, name, known) for each in PROTECTED for name, known in closed_filters(each.name)]


def test_every_closed_filter_refuses_what_is_not_known(house, owner):
    for operation, name, known in FILTERS:
        refused = operation.send(house.http, owner.ids, owner.headers, query={name: "no.such_thing"})
        assert (operation.name, name, refused.status_code) == (operation.name, name, 422)
        (error,) = refused.json()["errors"]
        assert (error["location"], error["code"]) == ("query", "unknown-value"), operation.name
        assert error["pointer"].split(".")[0] == name
        assert all(value in error["message"] for value in known), (operation.name, error["message"])
        taken = operation.send(house.http, owner.ids, owner.headers, query={name: known[0]})
        assert taken.status_code in (200, 404), (operation.name, name, taken.text)
    known = {"marketplace_id", "code", "type", "event_type", "report", "action", "subject_kind"}
    assert known == {name for _, name, _ in FILTERS}


def test_an_endpoint_for_an_event_that_nobody_tells_is_refused(house, owner):
    body = {"url": "https://erp.example.com/hooks", "event_types": ["case.opend"]}
    before = house.rows()
    refused = house.http.post("/v1/webhook-endpoints", json=body, headers=owner.headers)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (422, "/event_types/0", "unknown-value")
    assert error["message"].startswith("did you mean case.opened? known are account.cleared, ")
    assert house.rows() == before
