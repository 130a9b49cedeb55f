"""Clocks as they must run, each scenario against an oracle that counts minute by minute.

Whenever the oracle has something new, the minute before is looked at as well: nothing is told early or late.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tickets.clocks.oracle import Step, due_at, told_by_minute
from tests.tickets.desk import CASES

BEGIN = datetime(2026, 10, 24, 20, tzinfo=UTC)
"""A Saturday evening before summer time ends in Europe: a day of 25 hours lies ahead."""

MINUTES = 34 * 60
SCENARIOS = {
    "received when posted": [Step(0, "open")],
    "received 23 h ago": [Step(0, "open", -23 * 60)],
    "received 25 h ago": [Step(0, "open", -25 * 60)],
    "sent in time and posted late": [Step(0, "open"), Step(13 * 60, "reply", 11 * 60)],
    "sent too late and posted later": [Step(0, "open"), Step(15 * 60, "reply", 12 * 60 + 1)],
    "sent at the last minute": [Step(0, "open"), Step(13 * 60, "reply", 12 * 60 - 1)],
    "second message 13 h ago": [Step(0, "open"), Step(60, "reply"), Step(1000, "message", 1000 - 13 * 60)],
    "second message while the first waits": [Step(0, "open"), Step(400, "message"), Step(800, "reply", 300)],
    "a reply answers what was received before": [Step(0, "open"), Step(400, "message", 350), Step(500, "reply", 349)],
    "posted after the reply that answers it": [Step(0, "open"), Step(60, "reply"), Step(90, "message", 30)],
    "two replies posted in the wrong order": [Step(0, "open"), Step(900, "reply", 800), Step(910, "reply", 500)],
    "an automatic reply": [Step(0, "open"), Step(5, "automatic")],
    "pending": [Step(0, "open"), Step(60, "pending"), Step(300, "message")],
    "reopened by a message": [Step(0, "open"), Step(300, "resolved"), Step(560, "message", 500), Step(700, "reply")],
    "reopened by hand": [Step(0, "open"), Step(300, "resolved"), Step(1700, "reopened")],
    "resolved, then an older message": [
        *(Step(0, "open"), Step(60, "reply"), Step(90, "resolved"), Step(200, "message", 30)),
    ],
    "resolved and answered afterwards": [Step(0, "open"), Step(300, "resolved"), Step(900, "reply", 200)],
}


class Play:
    """A scenario at a desk, up to a minute."""

    def __init__(self, desk, steps):
        self.desk = desk
        self.steps = list(steps)
        self.ids = []

    def moment(self, minute):
        return f"{BEGIN + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"

    def go_to(self, minute, *, scan):
        while self.steps and self.steps[0].posted <= minute:
            step = self.steps.pop(0)
            self.desk.watch.now = BEGIN + timedelta(minutes=step.posted)
            self._post(step)
        self.desk.watch.now = BEGIN + timedelta(minutes=minute)
        if scan:
            self.desk.scan()

    def _post(self, step):
        if step.kind == "open":
            self.case = self.desk.open(received_at=self.moment(step.at))
            self.ids.append(self.case["case_id"])
        elif step.kind == "message":
            self.ids.append(self.desk.receive(self.case, received_at=self.moment(step.at))["message_id"])
        elif step.kind in ("reply", "automatic"):
            self.desk.reply(self.case, sent_at=self.moment(step.at), automatic=step.kind == "automatic")
        else:
            self.desk.change(self.case, status={"reopened": "open"}.get(step.kind, step.kind))

    def told(self):
        found = [
            (name.removeprefix("case."), data["clock"], self.ids.index(data["message_id"]))
            for name, data in self.desk.told()
            if name in ("case.at_risk", "case.breached") and data["clock"] != "resolution"
        ]
        assert len(set(found)) == len(found), "each level is told once"
        return frozenset(found)

    def due(self):
        clock = self.desk.see(self.case)["answer"]
        return clock["due_at"] if clock["is_running"] else None


@pytest.mark.parametrize("scans", [True, False], ids=["scanned", "worker-away"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_clocks_tell_what_the_oracle_counts(desk, name, scans):
    steps = SCENARIOS[name]
    play, posted = Play(desk, steps), {step.posted for step in steps}
    told = list(told_by_minute(steps, MINUTES, scans=scans))
    news = {minute for minute in range(1, MINUTES) if told[minute] != told[minute - 1]}
    looked = sorted({0, MINUTES - 1} | posted | news | {minute - 1 for minute in posted | news if minute})
    for minute in looked:
        play.go_to(minute, scan=scans)
        assert play.told() == told[minute], minute
        due = due_at(steps, minute)
        assert play.due() == (None if due is None else play.moment(due)), minute


def test_the_same_external_id_is_the_same_for_ever(desk, watch):
    """After 8 days no key of idempotency is left; the clocks stay where they were."""
    wanted = {"external_id": "thread-1", "received_at": "2026-11-20T07:00:00Z"}
    case = desk.open(**wanted)
    second = desk.receive(case, external_id="mail-2", received_at="2026-11-20T07:30:00Z")
    reply = desk.reply(case, external_id="mail-3")
    seen, told = desk.see(case), len(desk.told())
    watch.go_on(days=8)
    body = {name: case[name] for name in ("seller_id", "marketplace_id", "category", "subject")} | wanted
    again = desk.send("POST", CASES, body)
    assert (again.status_code, again.json()) == (200, seen)
    assert again.headers["location"] == f"{CASES}/{case['case_id']}"
    path = f"{CASES}/{case['case_id']}"
    mail = {"text": "And now?", "external_id": "mail-2", "received_at": "2026-11-20T07:30:00Z"}
    answers = [desk.send("POST", f"{path}/messages", mail)]
    answers.append(desk.send("POST", f"{path}/replies", {"text": "On its way.", "external_id": "mail-3"}))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["message_id"] for answer in answers] == [second["message_id"], reply["message_id"]]
    assert (len(desk.told()), len(desk.ask("GET", f"{path}/messages")["items"])) == (told, 3)
    assert desk.see(case) == seen


def test_an_external_id_that_stands_for_something_else_is_refused(desk):
    case, other = desk.open(external_id="thread-1"), desk.open()
    desk.receive(case, external_id="mail-2")
    told = len(desk.told())
    path = f"{CASES}/{case['case_id']}"
    refused = [
        desk.send("POST", CASES, {**_content(case), "subject": "Other"}),
        desk.send("POST", f"{path}/messages", {"text": "Other", "external_id": "mail-2"}),
        desk.send("POST", f"{path}/replies", {"text": "And now?", "external_id": "mail-2"}),
        desk.send("POST", f"{CASES}/{other['case_id']}/messages", {"text": "And now?", "external_id": "mail-2"}),
    ]
    expected = (409, "external-id-taken", case["case_id"])
    assert [(each.status_code, each.json()["code"], each.json()["case_id"]) for each in refused] == [expected] * 4
    assert len(desk.told()) == told


def _content(case):
    return {name: case[name] for name in ("seller_id", "marketplace_id", "category", "subject", "external_id")}


@pytest.mark.parametrize(("minutes", "status"), [(5, 201), (6, 422)])
def test_what_lies_ahead_is_refused(desk, watch, minutes, status):
    case = desk.open()
    ahead = f"{watch.now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
    path = f"{CASES}/{case['case_id']}"
    answers = {
        "received_at": [
            desk.send("POST", CASES, _content(case) | {"external_id": "x", "received_at": ahead}),
            desk.send("POST", f"{path}/messages", {"text": "Hi", "received_at": ahead}),
        ],
        "sent_at": [desk.send("POST", f"{path}/replies", {"text": "Hi", "sent_at": ahead})],
    }
    for member, each in answers.items():
        assert [answer.status_code for answer in each] == [status] * len(each)
        for answer in each:
            if status == 422:
                [error] = answer.json()["errors"]
                assert (error["pointer"], error["code"]) == (f"/{member}", "in-the-future")
            else:
                assert answer.json()[member] == f"{watch.now:%Y-%m-%dT%H:%M:%SZ}"


def test_what_was_received_with_the_case_is_what_opened_it(desk):
    received = "2026-11-20T07:00:00Z"
    case = desk.open(received_at=received)
    first = desk.receive(case, received_at=received, text="Where is it, please?", external_id="mail-1")
    assert (first["message_id"], first["text"]) == (case["case_id"], "Where is it, please?")
    second = desk.receive(case, received_at=received, text="Hello?")
    items = desk.ask("GET", f"{CASES}/{case['case_id']}/messages")["items"]
    assert [item["message_id"] for item in items] == [case["case_id"], second["message_id"]]


def test_messages_show_both_clocks_and_their_answer(desk, watch):
    case = desk.open()
    watch.go_on(hours=1)
    message = desk.receive(case)
    assert message["answer"]["due_at"] == "2026-11-20T21:00:00Z"
    assert message["amazon_answer"]["due_at"] == "2026-11-21T09:00:00Z"
    reply = desk.reply(case)
    seen = desk.ask("GET", f"{CASES}/{case['case_id']}/messages/{message['message_id']}")
    assert (seen["answered_at"], seen["answer_id"]) == (reply["sent_at"], reply["message_id"])
    assert [seen[clock]["is_running"] for clock in ("answer", "amazon_answer")] == [False, False]
    assert (reply["answer"], reply["received_at"]) == (None, None)
    assert desk.send("GET", f"{CASES}/{case['case_id']}/messages/nobody").status_code == 404
    assert desk.receive(desk.open(category="policy_notice"))["amazon_answer"] is None


@pytest.mark.parametrize(("status", "opens"), [("open", False), ("pending", True), ("resolved", True)])
def test_a_new_message_opens_its_case_again(desk, watch, status, opens):
    case = desk.open()
    desk.reply(case)
    desk.change(case, status=status)
    watch.go_on(hours=1)
    message = desk.receive(case)
    seen = desk.see(case)
    assert (seen["status"], seen["answer"]["due_at"]) == ("open", message["answer"]["due_at"])
    name, data = desk.told()[-1]
    assert (name, data["message"]["message_id"], data["status"]) == (
        "case.message_received",
        message["message_id"],
        "open",
    )
    assert opens == (status != "open")


def test_a_closed_case_takes_no_message(desk):
    case = desk.open()
    desk.change(case, status="closed")
    answer = desk.send("POST", f"{CASES}/{case['case_id']}/messages", {"text": "Hi"})
    assert (answer.status_code, answer.json()["code"]) == (409, "case-closed")
