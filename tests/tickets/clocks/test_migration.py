"""Cases, replies, macros and the worklist of release 0.1.0, after the upgrade."""

import pytest
from alembic import command

from shared.db.migrations import config_of
from tests.sql import text
from tests.tickets.case_events.test_operations import told
from tests.tickets.desk import CASES, texts_of
from tests.tickets.told import event_of


@pytest.fixture
def upgraded(desk, database):
    """`upgraded()`: the database back at the release and forward again."""

    def again():
        for go, revision in ((command.downgrade, "0005"), (command.upgrade, "head")):
            go(config_of("services.tickets", database), revision)

    return again


def test_a_case_goes_on_by_the_clocks_that_it_had(desk, watch, upgraded):
    waiting, answered = desk.open(), desk.open()
    watch.go_on(hours=1)
    reply = desk.reply(answered)
    before = [desk.see(case) for case in (waiting, answered)]
    upgraded()
    assert [desk.see(case) for case in (waiting, answered)] == before
    assert before[0]["received_at"] == before[0]["created_at"]
    opening, replied = desk.ask("GET", f"{CASES}/{answered['case_id']}/messages")["items"]
    assert (opening["message_id"], opening["kind"], opening["text"]) == (
        answered["case_id"],
        "inbound",
        "Where is it?",
    )
    assert (opening["answered_at"], opening["answer_id"]) == (reply["created_at"], reply["message_id"])
    assert (replied["sent_at"], opening["amazon_answer"]) == (reply["created_at"], None)
    watch.go_on(hours=11)
    assert desk.scan() == 1
    assert desk.counts()["case.breached answer"] == 1
    assert desk.reply(waiting)["kind"] == "reply"
    assert desk.see(waiting)["answer"]["is_running"] is False


def test_a_macro_keeps_both_its_languages(desk, database, upgraded):
    macro = desk.ask("POST", "/v1/tickets/macros", {"name": "late", "texts": texts_of({"en": "Late", "zh": "延迟"})})
    upgraded()
    assert desk.ask("GET", f"/v1/tickets/macros/{macro['macro_id']}") == macro | {"changed_by": None}


def test_a_case_and_its_findings_become_one_item(desk, gateway, database, watch, upgraded):
    gateway.bring(told())
    other = desk.open()
    watch.go_on(hours=13)
    desk.scan()
    gateway.tell(*[data for name, data in desk.told() if name == "account.flagged"], at=watch.now)
    gateway.bring(event_of(told()["data"] | {"finding_id": "f-9", "code": "catalog.image_missing"}), at=watch.now)
    before = [item["item_id"] for item in desk.listed()]
    assert (len(before), other["case_id"] in before, "f-9" in before) == (3, True, True)
    command.downgrade(config_of("services.tickets", database), "0005")
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM worklist_item WHERE listed")) > 3
    command.upgrade(config_of("services.tickets", database), "head")
    assert [item["item_id"] for item in desk.listed()] == before
