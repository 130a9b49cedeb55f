"""F14: records of the wrong types, records told twice, and days that a document lacks.

Pass: a bad record is left out with its reason, counted, and the rest is stored; where nothing is good, or a day
is missing, the report fails visibly, no number of before is touched, and the repetition mends it.
"""

from datetime import timedelta

import pytest

from tests.faults.shops import Shop, settled_days

# What the two databases make of such documents is tested in tests/ads/syncs/test_storing.py.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAYS = settled_days(4)
MISSING = DAYS[0] + timedelta(days=2)
REASON = "Expected `int`, got `str` - at `$.clicks`"


def received(sync):
    return [one["rows_received"] for one in sync["reports"]]


def test_bad_records_are_left_out_and_listed(installed):
    with Shop(installed, size=20) as shop, shop.twin(installed) as calm:
        whole = calm.fetch(*DAYS)
        shop.switch("document", "malformed_rows", times=3, every=5)
        last = shop.fetch(*DAYS)
        assert last["status"] == "completed"
        assert received(last) == received(whole)
        for one in last["reports"]:
            assert 0 < one["rows_rejected"] < one["rows_received"] / 3
            assert one["rejections"] == [{"reason": REASON, "rows": one["rows_rejected"]}]
            assert one["rows_changed"] == one["rows_received"] - one["rows_rejected"]
        stored = shop.facts()
        for name in ("campaign_fact", "search_term_fact"):
            assert set(stored[name]) < set(calm.facts()[name])


def test_a_report_without_a_good_record_fails_and_is_repeated(installed):
    with Shop(installed) as shop:
        shop.switch("document", "malformed_rows", times=1, every=1)
        failed = shop.fetch(*DAYS)
        [bad] = [one for one in failed["reports"] if one["status"] == "failed"]
        assert (failed["status"], bad["failure_code"]) == ("failed", "rows-rejected")
        assert bad["failure_detail"].endswith(f"for: {REASON}")
        assert len(shop.facts()["delivery"]) == 2 * 4
        assert shop.fetch(*DAYS)["status"] == "completed"
        assert len(shop.facts()["delivery"]) == 3 * 4


def test_records_told_twice_count_once(installed):
    with Shop(installed) as shop, shop.twin(installed) as calm:
        whole = calm.fetch(*DAYS)
        shop.switch("document", "duplicate_rows", times=3)
        last = shop.fetch(*DAYS)
        assert received(last) == [2 * rows for rows in received(whole)]
        assert [one["rows_duplicate"] for one in last["reports"]] == received(whole)
        assert [one["rows_changed"] for one in last["reports"]] == received(whole)
        assert shop.facts() == calm.facts()


def test_a_missing_day_is_not_delivered_and_changes_nothing(installed):
    with Shop(installed) as shop, shop.twin(installed) as calm:
        calm.fetch(*DAYS)
        expected = calm.facts()
        day = f"datetime.date({MISSING.year}, {MISSING.month}, {MISSING.day})"
        for known in (False, True):  # the first time no row of the day is known, the second time all are
            days = (DAYS[0], DAYS[1] + timedelta(days=known))
            shop.switch("document", "missing_day", times=3, day_on=str(MISSING))
            failed = shop.fetch(*days)
            assert (failed["status"], failed["failure_code"]) == ("failed", "report-incomplete")
            assert failed["failure_detail"].startswith(f"no rows of {MISSING}, though there should be")
            assert [one["missing_on"] for one in failed["reports"]] == [[str(MISSING)]] * 3
            stored = shop.facts()
            for name in stored:
                rows = {row for row in stored[name] if f"{days[1] - timedelta(days=1)!r}" not in row or not known}
                assert rows == {row for row in expected[name] if known or day not in row}, name
            last = shop.fetch(*days)
            assert (last["status"], last["attempt"]) == ("completed", 2)
        calm.fetch(DAYS[0], DAYS[1] + timedelta(days=1))
        assert shop.facts() == calm.facts()
