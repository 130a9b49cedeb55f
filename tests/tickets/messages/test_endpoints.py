"""What is written in a case, and what it does to the clocks."""

import pytest

from tests.tickets.desk import CASES, texts_of
from tests.tickets.facts import OTHER


def messages(desk, case):
    """What was written after what opened the case."""
    opening, *items = desk.ask("GET", f"{CASES}/{case['case_id']}/messages")["items"]
    assert (opening["message_id"], opening["kind"]) == (case["case_id"], "inbound")
    return [(item["kind"], item["author"], item["automatic"], item["text"]) for item in items]


def test_a_persons_reply_stops_the_clock_of_the_first_response(desk, watch):
    case = desk.open()
    watch.go_on(hours=2)
    reply = desk.reply(case, text="It comes today.", macro_id=None)
    assert (reply["kind"], reply["automatic"], reply["text"]) == ("reply", False, "It comes today.")
    clock = desk.see(case)["answer"]
    assert (clock["is_running"], clock["done_at"], clock["level"]) == (False, "2026-11-20T10:00:00Z", "running")
    assert desk.see(case)["due_at"] == case["resolution"]["due_at"]
    watch.go_on(hours=30)
    assert (desk.scan(), desk.counts()) == (0, {"case.opened": 1, "case.replied": 1})


def test_an_automatic_reply_or_a_note_stops_no_clock(desk, watch):
    case = desk.open()
    desk.reply(case, automatic=True, text="We have got your message.")
    desk.ask("POST", f"{CASES}/{case['case_id']}/notes", {"text": "Ask the carrier."})
    seen = desk.see(case)
    assert (seen["answer"], seen["due_at"]) == (case["answer"], case["due_at"])
    assert messages(desk, case) == [
        ("reply", "actor-tenant-1", True, "We have got your message."),
        ("note", "actor-tenant-1", False, "Ask the carrier."),
    ]
    watch.go_on(hours=12)
    assert desk.scan() == 1
    assert desk.counts()["case.breached answer"] == 1


def test_only_the_first_answer_counts(desk, watch):
    case = desk.open()
    desk.reply(case)
    done_at = desk.see(case)["answer"]["done_at"]
    watch.go_on(hours=1)
    desk.reply(case)
    assert desk.see(case)["answer"]["done_at"] == done_at


def test_the_same_reply_is_written_once(desk):
    case = desk.open()
    path = f"{CASES}/{case['case_id']}/replies"
    answers = [desk.send("POST", path, {"text": "Hi"}, Idempotency_Key="reply-0001") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(messages(desk, case)) == 1
    assert desk.counts()["case.replied"] == 1


def test_a_macro_is_filled_from_the_case_and_the_request(desk):
    texts = {"en": "{buyer_name}: {amazon_order_id} is late.", "zh": "{amazon_order_id} 延迟。"}
    macro = desk.ask("POST", "/v1/tickets/macros", {"name": "late", "texts": texts_of(texts)})
    case = desk.open(amazon_order_id="026-1234567-1234567")
    given = {"macro_id": macro["macro_id"]}
    path = f"{CASES}/{case['case_id']}/replies"
    refused = desk.send("POST", path, given)
    assert (refused.status_code, refused.json()["code"]) == (422, "macro-place-unknown")
    assert [error["message"] for error in refused.json()["errors"]] == ["Needs a value for buyer_name"]
    assert (messages(desk, case), desk.see(case)) == ([], case)
    desk.ask("POST", path, given | {"values": [{"name": "buyer_name", "value": "{sku}"}]})
    desk.ask("POST", path, given | {"language": "zh"})
    assert [text for _, _, _, text in messages(desk, case)] == [
        "{sku}: 026-1234567-1234567 is late.",
        "026-1234567-1234567 延迟。",
    ]


def test_a_macro_of_another_tenant_is_unknown(client, caller, desk):
    texts = {"name": "x", "texts": texts_of({"en": "x"})}
    foreign = client.post("/v1/tickets/macros", json=texts, headers=caller(tenant=OTHER)).json()
    case = desk.open()
    path = f"{CASES}/{case['case_id']}/replies"
    assert desk.send("POST", path, {"macro_id": foreign["macro_id"]}).status_code == 404
    assert messages(desk, case) == []


@pytest.mark.parametrize("wrong", [{}, {"text": "Hi", "macro_id": "m"}, {"text": ""}, {"text": "Hi", "automatic": 1}])
def test_a_wrong_reply_is_refused(desk, wrong):
    case = desk.open()
    assert desk.send("POST", f"{CASES}/{case['case_id']}/replies", wrong).status_code == 422
    assert (messages(desk, case), desk.see(case)) == ([], case)


def test_a_closed_case_takes_notes_and_no_replies(desk):
    case = desk.open()
    desk.change(case, status="closed")
    refused = desk.send("POST", f"{CASES}/{case['case_id']}/replies", {"text": "Hi"})
    assert (refused.status_code, refused.json()["code"]) == (409, "case-closed")
    desk.ask("POST", f"{CASES}/{case['case_id']}/notes", {"text": "Seen."})
    assert [text for _, _, _, text in messages(desk, case)] == ["Seen."]


def test_messages_come_in_pages(desk, watch):
    case = desk.open()
    for number in range(3):
        watch.go_on(seconds=1)
        desk.reply(case, text=f"Reply {number}")
    path = f"{CASES}/{case['case_id']}/messages?limit=2"
    first = desk.ask("GET", path)
    rest = desk.ask("GET", f"{path}&cursor={first['next_cursor']}")
    texts = [each["text"] for each in first["items"] + rest["items"]]
    assert texts == ["Where is it?", "Reply 0", "Reply 1", "Reply 2"]
    other = desk.open()
    answer = desk.send("GET", f"{CASES}/{other['case_id']}/messages?limit=2&cursor={first['next_cursor']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-mismatch")
