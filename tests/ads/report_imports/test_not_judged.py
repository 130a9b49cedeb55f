"""A file none of whose days is judged says so, and why, in the caller's language."""

import pytest

from services.ads.report_imports.tasks import carrying
from tests.ads.facts import NOW
from tests.ads.report_imports.test_console import csv_of, imported, line


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)


@pytest.mark.parametrize(
    ("days", "code", "said", "in_chinese"),
    [
        (("2026-09-01", "2026-10-31"), "days-too-old", "(2026-09-01 to 2026-10-31) are all older", "均早于"),
        (("2026-11-15", "2026-11-19"), "days-not-settled", "(2026-11-15 to 2026-11-19) are not settled", "尚未稳定"),
        (("2026-10-31", "2026-11-15"), "days-not-judged", "None of its days (2026-10-31 to 2026-11-15)", "均不在"),
    ],
)
def test_days_outside_of_those_that_are_judged(client, caller, database, profile, days, code, said, in_chinese):
    file = csv_of(*(line("search_term", (day,)) for day in days))
    done = imported(client, caller, database, file)
    assert (done["status"], done["judged_days"], done["cannot_feed"]) == ("completed", [], [])
    assert done["not_judged_code"] == code
    assert said in done["not_judged_detail"]
    assert "2026-11-01 to 2026-11-14" in done["not_judged_detail"]
    chinese = imported(client, caller, database, file, language="zh")
    assert (chinese["not_judged_code"], in_chinese in chinese["not_judged_detail"]) == (code, True)


def test_a_file_with_a_judged_day_and_one_that_judges_nothing_say_nothing(client, caller, database, profile):
    for file in (csv_of(line("campaign", ("2026-11-01",))), csv_of(line("placement", ("2026-09-01",)))):
        done = imported(client, caller, database, file)
        assert (done["status"], done["not_judged_code"], done["not_judged_detail"]) == ("completed", None, None)
