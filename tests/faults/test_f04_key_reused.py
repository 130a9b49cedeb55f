"""F04: the same idempotency key with another body. Pass: 422 `idempotency-key-reused`, and nothing is written."""

from tests.faults.operations import PROTECTED

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
