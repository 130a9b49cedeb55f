"""F26: members that are ours to set, in every JSON body. Pass: 422, and the database is unchanged."""

import pytest

from tests.faults.operations import PROTECTED

WITH_BODY = [operation for operation in PROTECTED if operation.body_kind == "application/json"]
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_members_that_are_ours_are_refused(house, owner, outsider):
    ours = {"tenant_id": outsider.tenant_id, "id": outsider.ids["actor_id"], "status": "completed", "version": 7}
    before = house.rows()
    for each in WITH_BODY:
        for name, value in ours.items():
            refused = each.send(house.http, owner.ids, owner.headers, body={name: value})
            told = [error["pointer"] for error in refused.json()["errors"]]
            assert (each.name, refused.status_code, told) == (each.name, 422, [f"/{name}"])
    assert house.rows() == before
    for each in WITH_BODY:
        assert each.send(house.http, owner.ids, owner.headers).is_success, each.name
    assert len(WITH_BODY) >= 9
