"""Traps switched on and off, and that all of them can be got over; on both databases."""

import json

from services.sandbox.mabang.rules.traps import ALWAYS, DESCRIPTIONS, Trap
from tests.sandbox.mabang.conftest import MINE
from tests.sandbox.mabang.naive import SKUS, STOCK


def test_every_trap_is_told_and_those_that_mabang_always_shows_are_on(erp, client):
    told = client.get("/sandbox/mabang/traps", params=MINE).json()["items"]
    assert {each["trap"]: each["is_on"] for each in told} == {trap: trap in ALWAYS for trap in Trap}
    assert {each["trap"]: each["description"] for each in told} == DESCRIPTIONS
    erp.switch()
    assert all(each["is_on"] for each in client.get("/sandbox/mabang/traps", params=MINE).json()["items"])
    elsewhere = client.get("/sandbox/mabang/traps", params=MINE | {"seed": 5}).json()["items"]
    assert {each["trap"] for each in elsewhere if each["is_on"]} == ALWAYS
    assert client.delete("/sandbox/mabang/traps", params=MINE).status_code == 204
    assert client.get("/sandbox/mabang/traps", params=MINE).json()["items"] == told


def test_a_careful_client_gets_everything_under_every_trap(erp, waited):
    """What is asked for is there to be had: by asking again, and by walking until nothing lacks."""
    erp.switch()
    found, empty = {}, []

    def ask(api, **asked):
        for _ in range(5):
            answer = erp.post(api, **asked)
            if answer.status_code == 200 and answer.text.startswith("{") and str(answer.json()["code"]) == "200":
                return answer.json()["data"]
        raise AssertionError(answer.text)

    total = 450
    while len(found) < total:
        cursor = "1"
        while cursor:
            data = ask(SKUS, cursor=cursor, maxRows=100)
            found |= {row["stockSku"]: row for row in data["data"]}
            cursor, total = data["nextCursor"], data["total"]
    skus = sorted(found)
    for begin in range(0, 450, 100):
        for row in ask(STOCK, stockSkus=",".join(skus[begin : begin + 100]))["data"]:
            json.loads(row["warehouse"])
            if row["stockQuantity"] == "":
                empty.append(row)
    assert len(found) == 450
    assert len(empty) == 1
    assert {each["trap"] for each in erp.calls()} == {None, "throttled", "html", "code_zero", "slow"}
    assert set(waited) == {15.0}
