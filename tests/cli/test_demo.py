"""`zhuli demo` and `zhuli run` as processes; a comparison with another answer key."""

import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import orjson
import pytest

from services.cli.installation import Installation
from services.cli.processes import require_free
from services.cli.screen import MAX_ROWS, due_in_words, show_worklist
from services.cli.verdicts import Verdict, compare
from tests.cli.conftest import finish, start
from tests.journeys.installed import free_ports


def ports() -> list[object]:
    """Options that name three free ports."""
    api, sandbox, metrics = free_ports()
    return ["--port", api, "--sandbox-port", sandbox, "--metrics-port", metrics]


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder of a first demo, and what it printed."""
    data = tmp_path_factory.mktemp("demo") / "data"
    code, output = finish(start(data.parent, "demo", "--data", data, "--size", 20, *ports()))
    assert code == 0, output
    return data, output


@pytest.fixture
def data(demonstrated: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(demonstrated[0], tmp_path / "data")


def counts(data: Path) -> dict[str, int]:
    """Rows of every table of our services."""
    found = {}
    for name in ("ads", "catalog", "inventory", "tickets", "gateway"):
        with closing(sqlite3.connect(data / f"{name}.sqlite3")) as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                found[f"{name}.{table}"] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    return found


ALL_FOUND = re.compile(r"^  (\d+) of \1 planted problems found, 0 false$", re.MULTILINE)


def test_demo_prints_the_most_urgent_with_reason_and_action(demonstrated):
    _, output = demonstrated
    assert int(ALL_FOUND.search(output.splitlines()[-1])[1]) > 20
    assert re.search(r"^Zhuli  seller A\w+ · \w\w, \w\w · connected$", output, re.MULTILINE)
    rows = re.findall(r"^│ +(\d+) +│ (CRITICAL|HIGH|MEDIUM|LOW) +│", output, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, MAX_ROWS + 1))
    head = next(line for line in output.splitlines() if "severity" in line)
    assert [word for word in ("due", "what", "why", "do") if word in head] == ["due", "what", "why", "do"]


def test_a_second_demo_doubles_nothing(data):
    before = counts(data)
    code, output = finish(start(data.parent, "demo", "--data", data, "--size", 20, *ports()))
    assert code == 0, output
    assert "· known" in output
    assert ALL_FOUND.search(output)
    fetched_again = {f"{service}.{table}" for service in ("catalog", "inventory") for table in ("sync", "sync_part")}
    a_day_later = {"ads.sync", "ads.sync_report", "ads.outbox", "gateway.event"}
    after = counts(data)
    other = fetched_again | (set() if after["ads.sync"] == before["ads.sync"] else a_day_later)
    assert {name: n for name, n in after.items() if name not in other} == {
        name: n for name, n in before.items() if name not in other
    }
    assert before["ads.search_term_fact"] > 1000


def test_a_missed_problem_makes_the_demo_fail(data):
    with closing(sqlite3.connect(data / "ads.sqlite3")) as connection:
        found = connection.execute("SELECT code, finding_id FROM finding ORDER BY finding_id LIMIT 1").fetchone()
        connection.execute("UPDATE finding SET status = 'dismissed' WHERE finding_id = ?", found[1:])
        connection.commit()
    with closing(sqlite3.connect(data / "tickets.sqlite3")) as connection:
        connection.execute("UPDATE worklist_item SET listed = 0 WHERE item_id = ?", found[1:])
        connection.commit()
    exit_code, output = finish(start(data.parent, "demo", "--data", data, "--size", 20, *ports()))
    assert exit_code == 1
    assert f"missed: {found[0]} campaign" in output
    assert re.search(r"^  (\d+) of (?!\1)\d+ planted problems found, 0 false$", output, re.MULTILINE)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_run_and_its_three_processes(data, ending):
    options = ports()
    process = start(data.parent, "run", "--data", data, "--size", 20, *options)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Serving"):
            break
    children = children_of(process.pid)
    process.send_signal(ending)
    code, rest = finish(process)
    assert code == 0, "".join(lines) + rest
    assert rest == "\nStopped.\n"
    assert len(children) == 3, "".join(lines)
    assert not {pid for pid in children if is_running(pid)}
    for port in options[1::2]:
        require_free(port)
    assert f"http://127.0.0.1:{options[1]}/docs" in "".join(lines)


def test_run_ends_with_a_message_when_one_of_its_processes_dies(data):
    process = start(data.parent, "run", "--data", data, "--size", 20, *ports())
    for line in process.stdout:
        if line.startswith("Serving"):
            break
    children = children_of(process.pid)
    subprocess.run(["kill", "-9", str(children[-1])], check=True)
    code, rest = finish(process)
    assert code == 1
    assert "process ended by itself" in rest
    assert not {pid for pid in children if is_running(pid)}


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return sorted(child for child, parent in pairs if parent == pid)


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


ANSWERS = [
    {"code": "ads.acos_high", "campaign_id": "11", "search_term": None},
    {"code": "ads.spend_without_sales", "campaign_id": "12", "search_term": "steel kettle: 1.7l"},
    {"code": "ads.ctr_low", "campaign_id": "13", "search_term": None},
]


@contextmanager
def sandbox_with(answers: list[dict], **seller: list[dict]) -> Iterator[Installation]:
    """A sandbox that only knows an answer key."""
    content = {"items": answers, "seller": {"items": [], "undecided": []} | seller}
    asked = []

    class Sandbox(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = orjson.dumps(content)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Sandbox) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Installation(Path("nowhere"), 1, server.server_port, 2)
        finally:
            server.shutdown()
            thread.join()
    assert asked == ["/sandbox/answer-key?seed=5&size=7"]


def finding(code: str, kind: str, subject_id: str) -> dict:
    return {"code": code, "subject": {"type": kind, "id": subject_id}}


FINDINGS = [
    finding("ads.acos_high", "campaign", "11"),
    finding("ads.spend_without_sales", "search_term", "12:steel kettle: 1.7l"),
    finding("ads.ctr_low", "campaign", "13"),
]


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        (FINDINGS, Verdict(3, [], [])),
        (list(reversed(FINDINGS)), Verdict(3, [], [])),
        (FINDINGS[1:], Verdict(3, [("ads.acos_high", "11", None)], [])),
        (
            [*FINDINGS, finding("ads.ctr_low", "campaign", "11")],
            Verdict(3, [], [("ads.ctr_low", "11", None)]),
        ),
        (
            [FINDINGS[0], finding("ads.spend_without_sales", "campaign", "12"), FINDINGS[2]],
            Verdict(
                3,
                [("ads.spend_without_sales", "12", "steel kettle: 1.7l")],
                [("ads.spend_without_sales", "12", None)],
            ),
        ),
        (
            [*FINDINGS[:2], finding("ads.ctr_low", "campaign", "14")],
            Verdict(3, [("ads.ctr_low", "13", None)], [("ads.ctr_low", "14", None)]),
        ),
        (
            [],
            Verdict(
                3,
                [
                    ("ads.acos_high", "11", None),
                    ("ads.ctr_low", "13", None),
                    ("ads.spend_without_sales", "12", "steel kettle: 1.7l"),
                ],
                [],
            ),
        ),
    ],
)
def test_compare(findings, verdict):
    with sandbox_with(ANSWERS) as installation:
        assert compare(installation, 5, 7, findings, services=("ads",)) == verdict


SELLER = [
    {"code": "catalog.title_rule", "marketplace_id": "M1", "sku": "S-2", "metric": None},
    {"code": "catalog.title_rule", "marketplace_id": "M2", "sku": "S-2", "metric": None},
]


def test_what_no_rule_judges_is_counted_and_what_lies_near_a_bound_may_be_found_or_not():
    undecided = {"code": "ads.ctr_low", "marketplace_id": "13", "sku": None, "metric": None}
    with sandbox_with([], items=SELLER, undecided=[undecided]) as installation:
        found = compare(installation, 5, 7, [FINDINGS[2]], services=("ads",))
    assert found == Verdict(0, [], [], {"catalog.title_rule": 2})


def test_a_service_that_was_not_synced_is_not_judged():
    with sandbox_with(ANSWERS, items=SELLER) as installation:
        found = compare(installation, 5, 7, FINDINGS, services=())
    assert found == Verdict(
        0, [], [], {"ads.acos_high": 1, "ads.ctr_low": 1, "ads.spend_without_sales": 1, "catalog.title_rule": 2}
    )


@pytest.mark.parametrize(
    ("due", "severity", "words"),
    [
        (None, "CRITICAL", ("now", "现在")),
        (None, "HIGH", ("-", "-")),
        (-timedelta(seconds=1), "HIGH", ("overdue", "已超时")),
        (timedelta(hours=2, minutes=1), "HIGH", ("in 3 h", "3 小时内")),
        (timedelta(days=3), "HIGH", ("11-23", "11-23")),
    ],
)
def test_due_in_words(due, severity, words):
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    due_at = None if due is None else (now + due).isoformat()
    assert tuple(due_in_words(due_at, severity, language, now=now) for language in ("en", "zh")) == words


def test_a_long_worklist_is_cut_and_says_so(capsys):
    item = {"due_at": None, "severity": "LOW", "title": "T", "reason": "R", "recommended_action": "A"}
    show_worklist([item | {"rank": rank} for rank in range(1, MAX_ROWS + 4)], "zh", now=datetime.now(UTC))
    output = capsys.readouterr().out
    assert "另有 3 项" in output
    assert output.count("LOW") == MAX_ROWS


def test_compare_without_planted_problems():
    with sandbox_with([]) as installation:
        assert compare(installation, 5, 7, FINDINGS[:1], services=("ads",)) == Verdict(
            0, [], [("ads.acos_high", "11", None)]
        )
