"""F04: the same idempotency key with another body. Pass: 422 `idempotency-key-reused`, and nothing is written.

And none where one is needed. Pass: 400 `idempotency-key-missing`, whatever else is wrong, and nothing is written.
"""

from tests.faults.operations import PROTECTED

KEY = "Idempotency-Key"
KEYED = [operation for operation in PROTECTED if operation.takes_idempotency_key and operation.body_kind]


def test_a_key_answers_for_one_body_only(house, owner):
    for each in KEYED:
        headers = owner.headers | {"Idempotency-Key": f"the-one-of-{each.name}"}
        first = each.send(house.http, owner.ids, headers)
        assert first.is_success, (each.name, first.text)
        before = house.rows()
        refused = each.send(house.http, owner.ids, headers, body=each.other)
        assert (each.name, refused.status_code, refused.json()["code"]) == (each.name, 422, "idempotency-key-reused")
        assert house.rows() == before
        assert each.send(house.http, owner.ids, headers).content == first.content
    assert len(KEYED) >= 4


def test_bulk_and_files_without_a_key_are_refused(house, owner):
    needing = [operation for operation in KEYED if KEY in operation.needed("header")]
    before = house.rows()
    for each in needing:
        for seller_id in (owner.ids["seller_id"], "A1NOBODYS"):
            ids = owner.ids.with_("seller_id", seller_id)
            refused = each.send(house.http, ids, owner.headers, without=KEY)
            assert (each.name, refused.status_code) == (each.name, 400)
            assert refused.json()["code"] == "idempotency-key-missing"
    assert house.rows() == before
    assert {operation.path.rpartition("/")[2] for operation in needing} == {
        "bulk",
        "decide",
        "import",
        "report-imports",
    }
    assert len(needing) == 13
