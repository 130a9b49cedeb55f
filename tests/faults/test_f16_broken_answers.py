"""F16: cut bodies, broken connections, web pages instead of answers, links that have ended, failed reports.

Pass: no partial data is stored; calls are tried again with jitter, within a deadline; what does not pass ends
as a failed report with its reason, and a repetition fetches what failed, and nothing else.
"""

from contextlib import ExitStack

import pytest

from tests.faults.shops import FACTS, Shop, settled_days

DAYS = settled_days(4)

LASTING = {
    ("token", "forbidden"): (
        "amazon-client-refused",
        "Amazon refuses this installation's application credentials",
    ),
    ("profiles", "forbidden"): ("403", "status 403 without a reason"),
    ("reports.create", "unavailable"): ("html-reply", "Amazon answered with a web page (given up after"),
    ("reports.get", "failed"): ("report-failed", "Amazon could not make the report: Internal error"),
    ("reports.get", "never_completed"): ("report-late", "the report was not ready 0:00:15 after its request"),
    ("document", "truncated"): ("file-truncated", "the packed data ends in the middle (given up after 3 downloads)"),
    ("document", "link_expired"): ("link-expired", "the link of the report was refused (given up after "),
    ("document", "cut"): ("connection", "RemoteProtocolError (given up after"),
}
"""What never passes, and the reason that people read."""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_passes_leaves_exactly_what_a_calm_sync_leaves(installed):
    with Shop(installed) as stormy, stormy.twin(installed) as calm:
        assert calm.fetch(*DAYS)["status"] == "completed"
        before = len(stormy.calls("document"))
        stormy.switch("token", "unavailable", times=1)
        for operation in ("profiles", "campaigns", "reports.create", "reports.get"):
            stormy.switch(operation, "unavailable", times=1)
            stormy.switch(operation, "cut", times=1)
        for kind in ("truncated", "cut", "link_expired", "unavailable"):
            stormy.switch("document", kind, times=1)
        last = stormy.fetch(*DAYS)
        assert (last["status"], last["attempt"], last["failure_code"]) == ("completed", 1, None)
        assert stormy.facts() == calm.facts()
        assert len(stormy.facts()["delivery"]) == 3 * 4
        assert len(stormy.calls("document")) - before == 3 + 4


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_does_not_pass_is_shown_with_its_reason_and_can_be_repeated(installed):
    with ExitStack() as stack:
        check_lasting({fault: stack.enter_context(Shop(installed)) for fault in LASTING})


def check_lasting(shops):
    for (operation, kind), shop in shops.items():
        shop.switch(operation, kind)
    syncs = {fault: shop.start(*DAYS) for fault, shop in shops.items()}
    for fault, shop in shops.items():
        failed = shop.ended(syncs[fault])
        code, detail = LASTING[fault]
        assert (failed["status"], failed["failure_code"]) == ("failed", code), fault
        assert failed["failure_detail"].startswith(detail), fault
        assert [one["status"] for one in failed["reports"]] == ["failed"] * (
            0 if fault[0] in ("token", "profiles") else 3
        )
        assert shop.facts() == {name: [] for name in FACTS}, fault
        shop.clear()
        shop.reconnect()
        syncs[fault] = shop.start(*DAYS)
    for fault, shop in shops.items():
        last = shop.ended(syncs[fault])
        assert (last["status"], last["attempt"], len(last["reports"])) == ("completed", 2, 3), fault
        assert len(shop.facts()["delivery"]) == 3 * 4


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_the_failed_report_is_fetched_again(installed):
    with Shop(installed) as shop:
        shop.switch("reports.get", "failed", times=1)
        failed = shop.fetch(*DAYS)
        [broken] = [one for one in failed["reports"] if one["status"] == "failed"]
        assert [one["status"] for one in failed["reports"]].count("completed") == 2
        asked = len(shop.calls("reports.create"))
        last = shop.fetch(*DAYS)
        [again] = last["reports"]
        assert (last["status"], last["attempt"]) == ("completed", 2)
        assert [again[name] for name in ("report", "from_on", "to_on")] == [
            broken[name] for name in ("report", "from_on", "to_on")
        ]
        assert len(shop.calls("reports.create")) == asked + 1
        assert len(shop.facts()["delivery"]) == 3 * 4
