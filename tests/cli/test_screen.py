"""What `zhuli demo` and `zhuli run` show: parts of syncs, the worklist, and verdicts in words."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.cli.screen import MAX_ROWS, due_in_words, parts_of, show_verdicts, show_worklist
from services.cli.verdicts import CASES, Verdict

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sync", "parts"),
    [
        ({"sync_id": "1", "reports": []}, []),
        ({"sync_id": "1", "parts": [{"rows_received": 1}]}, [{"rows_received": 1}]),
        ({"sync_id": "1", "rows_received": 4}, [{"sync_id": "1", "rows_received": 4}]),
    ],
)
def test_parts_of_a_sync(sync, parts):
    assert parts_of(sync) == parts


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ("", "")),
        (-timedelta(seconds=1), ("overdue", "已超时")),
        (timedelta(hours=2, minutes=1), ("due in 3 h", "3 小时内到期")),
        (timedelta(days=3), ("due 11-23", "期限 11-23")),
    ],
)
def test_due_in_words(due, words):
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    due_at = None if due is None else (now + due).isoformat()
    assert tuple(due_in_words(due_at, language, now=now) for language in ("en", "zh")) == words


ITEM = {
    "severity": "LOW",
    "marketplace_id": "A1F83G8C2ARO7P",
    "due_at": None,
    "title": "T",
    "reason": "R",
    "recommended_action": "A",
    "evidence_href": "/v1/ads/findings/F",
}


def test_a_long_worklist_is_cut_and_says_so(capsys):
    show_worklist([ITEM | {"rank": rank} for rank in range(1, MAX_ROWS + 4)], "zh", now=NOW)
    output = capsys.readouterr().out
    assert f"待办清单：共 {MAX_ROWS + 3} 项" in output
    assert "另有 3 项" in output
    assert output.count("低 · UK  T") == MAX_ROWS


@pytest.mark.parametrize("width", ["80", "120"])
def test_nothing_of_a_long_title_is_lost(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    title = "商品被下架：ZL-0026-3D8 · HALMO Spice Grinder M0026, Easy to Clean, Compact Design, White " * 2
    show_worklist([ITEM | {"rank": 1, "title": title, "due_at": "2026-11-20T08:00:00Z"}], "zh", now=NOW)
    assert title.replace(" ", "") in re.sub(r"\s", "", capsys.readouterr().out)


def test_an_item_says_all_and_an_empty_worklist_so(capsys):
    show_worklist([ITEM | {"rank": 1, "marketplace_id": "A-OTHER"}], "en", now=NOW)
    show_worklist([], "en", now=NOW)
    assert [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()] == [
        "Worklist: 1 open, most urgent first",
        "1 LOW · A-OTHER  T",
        "why R",
        "do  A",
        "see /v1/ads/findings/F",
        "Worklist: nothing asks for you",
    ]


def test_verdicts_in_words(capsys):
    show_verdicts({"ads": Verdict(3, [("ads.ctr_low", "13", None)], []), CASES: Verdict(1, [], [])}, {}, "en")
    false = [("catalog.title_rule", "M1", "S-1")]
    show_verdicts({"catalog": Verdict(2, [], false)}, {"catalog": (4, 5)}, "zh", not_planted=("ads.a", "ads.b"))
    assert [line.strip() for line in capsys.readouterr().out.splitlines() if line] == [
        "missed: ads.ctr_low campaign 13",
        "ads       2 of 3 planted problems found, 0 false",
        "cases     1 of 1 that findings call for, 0 false",
        "误报：catalog.title_rule M1 'S-1'",
        "catalog   预埋问题找到 2/2 项，误报 1 项；已解除 4 项，新增 5 项",
        "账户规模太小，未预埋：ads.a, ads.b",
    ]
