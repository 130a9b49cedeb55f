"""Clocks of cases as time goes on: each level is told exactly once, whoever looks and however often."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.tickets.sla import operations, tasks
from tests.tickets.desk import CASES

AT_RISK, BREACHED = "tickets.sla_at_risk", "tickets.sla_breached"
RESPONSE, RESOLUTION = "case_first_response", "case_resolution"


def test_the_scan_tells_each_level_of_each_clock_once(desk, watch):
    desk.open()
    assert (desk.scan(), desk.counts()) == (0, {"case.opened": 1})
    seen = {"case.opened": 1}
    for hours, level, found in [
        (9, "case.at_risk answer", [(AT_RISK, RESPONSE)]),
        (3, "case.breached answer", [(BREACHED, RESPONSE)]),
        (6, "case.at_risk amazon_answer", [(BREACHED, RESPONSE)]),
        (6, "case.breached amazon_answer", [(BREACHED, RESPONSE)]),
        (30, "case.at_risk resolution", [(AT_RISK, RESOLUTION), (BREACHED, RESPONSE)]),
        (18, "case.breached resolution", [(BREACHED, RESPONSE), (BREACHED, RESOLUTION)]),
    ]:
        watch.go_on(hours=hours)
        assert [desk.scan() for _ in range(3)] == [1, 0, 0]
        seen[level] = 1
        assert desk.counts() == seen
        assert [each[:2] for each in desk.found(status="open")] == found
    watch.go_on(days=100)
    assert desk.scan() == 0


def test_a_scan_that_comes_late_tells_what_it_missed(desk, watch):
    desk.open()
    watch.go_on(days=9)
    assert desk.scan() == 1
    clocks = ("answer", "amazon_answer", "resolution")
    levels = {f"case.{level} {clock}": 1 for level in ("at_risk", "breached") for clock in clocks}
    assert desk.counts() == {"case.opened": 1} | levels
    assert [each[:2] for each in desk.found()] == [(BREACHED, RESPONSE), (BREACHED, RESOLUTION)]


def test_the_events_say_the_whole_finding(desk, watch):
    case = desk.open()
    watch.go_on(hours=10)
    desk.scan()
    [flagged] = [told for name, told in desk.told() if name == "account.flagged"]
    assert (flagged["code"], flagged["severity"], flagged["subject"]["id"]) == (AT_RISK, "HIGH", case["case_id"])
    assert flagged["title"]["en"] == 'First response due soon: "Where is it?"'
    assert flagged["reason"]["en"] == "Nobody has answered yet; 12.0 h were given, due at 2026-11-20 20:00 UTC."
    assert flagged["evidence"]["links"] == [{"rel": "case", "href": f"{CASES}/{case['case_id']}"}]
    watch.go_on(hours=2)
    desk.scan()
    names = [(name, told["code"]) for name, told in desk.told() if name.startswith("account.")]
    assert names[1:] == [("account.flagged", BREACHED), ("account.cleared", AT_RISK)]


def test_an_answer_that_comes_too_late_hides_nothing(desk, watch):
    """Nobody has scanned: the reply itself finds the clock past due, and tells."""
    case = desk.open()
    watch.go_on(hours=13)
    desk.reply(case)
    assert desk.see(case)["answer"]["level"] == "breached"
    assert desk.counts() == {
        "case.opened": 1,
        "case.at_risk answer": 1,
        "case.breached answer": 1,
        "case.replied": 1,
    }
    assert (desk.found(), desk.scan()) == ([], 0)


def test_an_answer_resolves_its_finding(desk, watch):
    case = desk.open()
    watch.go_on(hours=10)
    desk.scan()
    desk.reply(case, automatic=True)
    assert desk.found() == [(AT_RISK, RESPONSE, "open")]
    desk.reply(case)
    assert desk.found() == [(AT_RISK, RESPONSE, "resolved")]


def test_waiting_for_others_holds_the_resolution_and_not_the_first_response(desk, watch):
    case = desk.open()
    watch.go_on(hours=1)
    pending = desk.change(case, status="pending")
    assert (pending["resolution"]["is_running"], pending["answer"]["is_running"]) == (False, True)
    watch.go_on(hours=100)
    desk.scan()
    assert desk.counts() == {
        "case.opened": 1,
        "case.updated": 1,
        "case.at_risk answer": 1,
        "case.breached answer": 1,
        "case.at_risk amazon_answer": 1,
        "case.breached amazon_answer": 1,
    }
    resumed = desk.change(case, status="open")
    assert resumed["answer"]["due_at"] == case["answer"]["due_at"]
    assert resumed["resolution"]["due_at"] == "2026-11-27T12:00:00Z"


def test_a_reopened_case_goes_on_where_it_stopped(desk, watch):
    case = desk.open()
    watch.go_on(hours=10)
    desk.scan()
    resolved = desk.change(case, status="resolved")
    assert (resolved["due_at"], resolved["resolution"]["done_at"]) == (None, "2026-11-20T18:00:00Z")
    assert desk.found() == [(AT_RISK, RESPONSE, "resolved")]
    watch.go_on(hours=50)
    assert desk.scan() == 0
    reopened = desk.change(case, status="open")
    assert (reopened["answer"]["due_at"], reopened["resolution"]["done_at"]) == ("2026-11-22T22:00:00Z", None)
    assert reopened["due_at"] == "2026-11-21T08:00:00Z", "Amazon's clock went on"
    assert reopened["resolution"]["due_at"] == "2026-11-25T10:00:00Z"
    assert desk.found(status="open") == [(AT_RISK, RESPONSE, "open")]
    assert desk.counts()["case.at_risk answer"] == 1
    watch.go_on(hours=2)
    desk.scan()
    assert desk.counts()["case.breached answer"] == 1


def test_scans_at_once_tell_once(desk, watch, database):
    """Eight scans at once over forty cases."""
    cases = [desk.open()["case_id"] for _ in range(40)]
    watch.go_on(hours=9)
    together = Barrier(8)

    def scan(_):
        together.wait()
        return desk.scan()

    with ThreadPoolExecutor(8) as pool:
        scanned = list(pool.map(scan, range(8)))
    scanned += [desk.scan()]
    assert sum(scanned) == 40
    told = [data["case_id"] for name, data in desk.told() if name == "case.at_risk"]
    assert sorted(told) == sorted(cases)


def test_a_scan_that_breaks_leaves_its_batch_to_the_next(desk, watch, database, monkeypatch):
    for _ in range(3):
        desk.open()
    watch.go_on(hours=9)
    judged = []
    save = operations.save

    def breaking(session, held, event, *, now):
        save(session, held, event, now=now)
        judged.append(held.case.case_id)
        if len(judged) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(operations, "save", breaking)
        with pytest.raises(KeyboardInterrupt):
            desk.scan()
    assert desk.counts() == {"case.opened": 3}
    assert (desk.scan(), desk.counts()) == (3, {"case.opened": 3, "case.at_risk answer": 3})


def test_the_task_scans_by_its_own_clock(desk, watch, database, monkeypatch):
    desk.open()
    watch.go_on(hours=9)
    monkeypatch.setattr(tasks, "utc_now", lambda: watch.now)
    assert [tasks._scan(database), tasks._scan(database)] == [1, 0]
    assert desk.counts()["case.at_risk answer"] == 1
