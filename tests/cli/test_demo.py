"""`zhuli demo` and `zhuli run` as processes; a comparison with another answer key."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import orjson
import pytest

from services.cli.claims import runner_of
from services.cli.demo import SYNCED, Worklist
from services.cli.installation import Installation
from services.cli.ports import PORTS_FILE
from services.cli.processes import require_free
from services.cli.screen import ROWS
from services.cli.verdicts import CASES, Verdict, compare, compare_cases, count_changes, read_key
from services.sandbox.advertisers.rules.account import PAN_EU_MARKETS
from tests.cli.conftest import finish, start
from tests.journeys.installed import free_ports
from tests.links import READERS, SERVED, asking, current, rows_of, told_and_read
from tests.waiting import wait_for


def ports() -> list[object]:
    """Options that name three free ports."""
    api, sandbox, metrics = free_ports()
    return ["--port", api, "--sandbox-port", sandbox, "--metrics-port", metrics]


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder of a first demo, which has an ERP, and what it printed."""
    data = tmp_path_factory.mktemp("demo") / "data"
    code, output = finish(start(data.parent, "demo", "--data", data, "--size", 20, "--erp", "mabang", *ports()))
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


VERDICT = re.compile(
    r"^  (\w+) +(\d+) of \2 (?:planted problems found|that findings call for), 0 false"
    r"(?:; (\d+) resolved, (\d+) new)?$",
    re.MULTILINE,
)


def by_account(output: str) -> list[dict[str, tuple[int, ...]]]:
    """The verdicts on each account, in their order."""
    return [verdicts(part) for part in output.split("  Seller account ")[1:]]


def verdicts(output: str) -> dict[str, tuple[int, ...]]:
    """(planted, resolved, new) of each verdict that is right, the last of its name."""
    return {name: tuple(map(int, filter(None, numbers))) for name, *numbers in VERDICT.findall(output)}


@pytest.mark.parametrize(("account", "planted_in_all"), [(0, 25), (1, 20)])
def test_the_worklist_is_what_was_planted_and_again_a_week_later(demonstrated, account, planted_in_all):
    _, output = demonstrated
    now, later = output.split("7 days later")
    first, second = by_account(now)[account], by_account(later)[account]
    assert first.keys() == second.keys() == {*SYNCED, CASES}
    assert sum(planted for (planted,) in first.values()) > planted_in_all
    for name, (planted, resolved, new) in second.items():
        assert planted == first[name][0] - resolved + new
    assert sum(resolved for _, resolved, _ in second.values()) > 0
    assert sum(new for *_, new in second.values()) > 0


def test_goods_of_the_erp_that_no_sku_sells_are_told_now_and_later(demonstrated):
    _, output = demonstrated
    told = re.findall(
        r"^  erp +(\d+) of (\d+) goods told that are bought and no SKU at Amazon sells, 0 false$",
        output,
        re.MULTILINE,
    )
    assert told == [("2", "2")] * 2


def test_the_pan_eu_seller_is_judged_as_one_stock(demonstrated):
    data, _ = demonstrated
    with closing(sqlite3.connect(data / "inventory.sqlite3")) as connection:
        [(shops, source)] = connection.execute("SELECT marketplace_ids, source FROM pool WHERE deleted_at IS NULL")
    shops_in_order = [market.marketplace_id for market in PAN_EU_MARKETS]
    assert (orjson.loads(shops)[0], sorted(orjson.loads(shops)), source) == (
        shops_in_order[0],
        sorted(shops_in_order),
        "detected",
    )


def test_every_link_leads_to_rows_that_tell_the_evidence(data, apps):
    """Connections are the gateway's, which is not asked here."""
    followed = Counter()
    with asking(data, apps) as get:
        for name in SERVED:
            for finding in current(rows_of(get, f"/v1/{name}/findings?status=open&limit=200")):
                if finding["subject"]["type"] == "connection":
                    continue
                for rel, told, read in told_and_read(get, finding):
                    assert told, (finding["code"], rel)
                    assert (finding["code"], rel, read) == (finding["code"], rel, told)
                    followed[rel] += 1
    assert followed.keys() == READERS.keys()
    assert followed.total() > 40


def test_consents_that_do_not_hold_are_refused_or_noticed(demonstrated):
    _, output = demonstrated
    assert output.rstrip().endswith("consents  4 of 4 that do not hold refused or noticed")


def test_a_week_later_the_days_of_that_week_are_read(demonstrated):
    """Of advertising, too: days are counted by Amazon's clock, which was moved."""
    data, _ = demonstrated
    with closing(sqlite3.connect(data / "ads.sqlite3")) as connection:
        [(started, newest)] = connection.execute(
            "SELECT (SELECT min(created_at) FROM sync), (SELECT max(date_on) FROM delivery)"
        )
    days = (date.fromisoformat(newest) - date.fromisoformat(started[:10])).days
    assert 5 <= days <= 7


def test_demo_prints_the_most_urgent_with_reason_action_and_evidence(demonstrated):
    _, output = demonstrated
    now, _ = output.split("7 days later")
    begun, *worklists = now.split("Worklist of ")
    for shops, rows, worklist in zip(("UK, DE", "DE, FR, IT, ES"), ROWS, worklists, strict=True):
        assert re.search(rf"^Zhuli  seller account A\w+ · {shops} · connected$", begun, re.MULTILINE)
        assert worklist.startswith(shops)
        listed = re.compile(
            rf"^ *(\d+) (CRITICAL|HIGH|MEDIUM|LOW) · ({shops.replace(', ', '|')})(?: ·|  )", re.MULTILINE
        )
        assert [int(number) for number, *_ in listed.findall(worklist)] == list(range(1, rows + 1))
        for label in ("why", "do ", "see /v1/"):
            assert len(re.findall(rf"^    {label}", worklist, re.MULTILINE)) == rows


def test_a_second_demo_doubles_nothing_and_fails_for_a_missed_problem(data):
    with closing(sqlite3.connect(data / "ads.sqlite3")) as connection:
        found = connection.execute("SELECT code, finding_id FROM finding ORDER BY finding_id LIMIT 1").fetchone()
        connection.execute("UPDATE finding SET status = 'dismissed' WHERE finding_id = ?", found[1:])
        connection.commit()
    with closing(sqlite3.connect(data / "tickets.sqlite3")) as connection:
        connection.execute("UPDATE worklist_item SET listed = 0, lead_id = NULL WHERE item_id = ?", found[1:])
        connection.commit()
    before = counts(data)
    code, output = finish(start(data.parent, "demo", "--data", data, "--size", 20, "--alone", "--days", 0, *ports()))
    assert code == 1
    assert "· known already" in output
    assert f"missed: {found[0]} campaign" in output
    assert re.search(r"^  ads +(\d+) of (?!\1)\d+ planted problems found, 0 false$", output, re.MULTILINE)
    assert verdicts(output).keys() == {*SYNCED, CASES} - {"ads"}
    other = {
        *(f"{service}.{table}" for service in ("catalog", "inventory", "tickets") for table in ("sync", "sync_part")),
        *(f"{service}.report_count" for service in ("catalog", "inventory", "tickets")),
        *("ads.sync", "ads.sync_report", "ads.outbox", "gateway.event"),
        # How syncs ended is told to everyone, and may still be on its way.
        *("gateway.webhook_delivery", "tickets.received_event"),
        "gateway.audit_entry",  # who started the syncs
        "inventory.order_line",  # orders come in while time passes
        "inventory.idempotent_request",  # the ERP tells what it has counted once more
    }
    after = counts(data)
    assert {name: n for name, n in after.items() if name not in other} == {
        name: n for name, n in before.items() if name not in other
    }
    assert before["ads.search_term_fact"] > 1000


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_run_and_its_three_processes(data, ending):
    options = ports()
    process = start(data.parent, "run", "--data", data, "--size", 20, "--alone", *options)
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


def test_run_starts_a_program_again_that_is_killed_and_a_second_run_is_refused(data):
    """The others go on; the second run says who runs, and touches nothing."""
    options = ports()
    process = start(data.parent, "run", "--data", data, "--size", 20, "--alone", *options)
    for line in process.stdout:
        if line.startswith("Serving"):
            break
    before = runner_of(data).programs
    os.kill(before["worker"], signal.SIGKILL)
    assert next(line for line in process.stdout if line.strip()).startswith("worker ended by SIGKILL; it is started")
    wait_for(lambda: runner_of(data).programs["worker"] != before["worker"], "another worker")
    programs = runner_of(data).programs
    assert {name: programs[name] for name in ("api", "sandbox")} == {
        name: before[name] for name in ("api", "sandbox")
    }
    kept = (data / PORTS_FILE).read_bytes()
    for more in ([], ports()):
        code, output = finish(start(data.parent, "run", "--data", data, "--size", 20, "--alone", *more))
        said = f"Zhuli runs already on {data}: process {process.pid}, http://127.0.0.1:{options[1]}."
        assert (code, output[: len(said)], output.count("\n")) == (1, said, 1)
    assert (data / PORTS_FILE).read_bytes() == kept
    process.send_signal(signal.SIGINT)
    code, _ = finish(process)
    assert code == 0
    assert not {pid for pid in programs.values() if is_running(pid)}


def test_demo_fails_when_a_program_dies(data):
    process = start(data.parent, "demo", "--data", data, "--size", 20, *ports())
    wait_for(lambda: (runner := runner_of(data)) and len(runner.programs) == 3, "its programs")
    line = process.stdout.readline()
    os.kill(runner_of(data).programs["worker"], signal.SIGKILL)
    code, rest = finish(process)
    assert code == 1, line + rest
    assert "The worker process ended by itself" in rest


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
    content = {"items": answers, "seller": {"items": [], "undecided": []} | seller, "not_planted": ["ads.ctr_low"]}
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
        assert compare(read_key(installation, 5, 7), findings, services=("ads",)) == verdict


SELLER = [
    {"code": "catalog.title_rule", "marketplace_id": "M1", "sku": "S-2", "metric": None},
    {"code": "catalog.title_rule", "marketplace_id": "M2", "sku": "S-2", "metric": None},
]


def test_what_lies_near_a_bound_may_be_found_or_not():
    undecided = {"code": "catalog.title_rule", "marketplace_id": "M1", "sku": "S-1", "metric": None}
    listing = {"marketplace_id": "M1", "subject": {"type": "listing", "id": "S-1"}}
    with sandbox_with([], undecided=[undecided]) as installation:
        key = read_key(installation, 5, 7)
    for code, false in (("catalog.title_rule", []), ("catalog.bullet_rule", [("catalog.bullet_rule", "M1", "S-1")])):
        assert compare(key, [listing | {"code": code}], services=("catalog",)) == Verdict(0, [], false)


def test_a_metric_is_found_whoever_fulfils_and_clocks_are_not_judged():
    metric = {
        "code": "tickets.health_target_missed",
        "marketplace_id": "M1",
        "sku": None,
        "metric": "orderDefectRate",
    }
    found = metric | {"subject": {"type": "account_metric", "id": "orderDefectRate.afn"}}
    clock = {"code": "tickets.sla_at_risk", "marketplace_id": "M1"}
    with sandbox_with([], items=[metric]) as installation:
        key = read_key(installation, 5, 7)
    clock["subject"] = {"type": "case_resolution", "id": "C-1"}
    assert compare(key, [found, clock], services=("tickets",)) == Verdict(1, [], [])


def test_a_product_that_misses_its_target_is_found_on_its_marketplace():
    account = {"code": "ads.account_over_target", "marketplace_id": "M1", "sku": None, "metric": "SPONSORED_DISPLAY"}
    found = account | {"subject": {"type": "account", "id": "SPONSORED_DISPLAY"}}
    with sandbox_with([], items=[account]) as installation:
        key = read_key(installation, 5, 7)
    assert compare(key, [found], services=("ads",)) == Verdict(1, [], [])
    elsewhere = ("ads.account_over_target", "M2", "SPONSORED_DISPLAY")
    missed = ("ads.account_over_target", "M1", "SPONSORED_DISPLAY")
    assert compare(key, [found | {"marketplace_id": "M2"}], services=("ads",)) == Verdict(1, [missed], [elsewhere])


def test_other_services_are_not_judged():
    with sandbox_with(ANSWERS, items=SELLER) as installation:
        key = read_key(installation, 5, 7)
    assert compare(key, FINDINGS, services=("catalog",)) == Verdict(
        2, [("catalog.title_rule", "M1", "S-2"), ("catalog.title_rule", "M2", "S-2")], []
    )


REMOVED = {
    "kind": "finding",
    "item_id": "F-1",
    "code": "catalog.listing_removed",
    "marketplace_id": "M1",
    "subject": {"type": "listing", "id": "S-1", "name": "Kettle"},
}
CASE = {
    "kind": "case",
    "item_id": "C-1",
    "code": "tickets.case_listing_removed",
    "marketplace_id": "M1",
    "subject": {"type": "case", "id": "C-1", "name": "Kettle"},
}


@pytest.mark.parametrize(
    ("items", "source_key", "verdict"),
    [
        ([REMOVED, CASE], "finding:F-1", Verdict(1, [], [])),
        ([REMOVED], "finding:F-1", Verdict(1, [("tickets.case_listing_removed", "M1", "S-1")], [])),
        ([CASE], "finding:F-1", Verdict(0, [], [("tickets.case_listing_removed", "M1", "Kettle")])),
        ([REMOVED | {"code": "catalog.title_rule"}], None, Verdict(0, [], [])),
        ([CASE], None, Verdict(0, [], [])),
        ([CASE], "erp:17", Verdict(0, [], [])),
    ],
)
def test_cases_compared_with_the_findings_that_call_for_them(items, source_key, verdict):
    findings = [item | {"finding_id": item["item_id"]} for item in items if item["kind"] == "finding"]
    assert compare_cases(Worklist(items, findings, {"C-1": source_key})) == verdict


def test_changes_are_counted_by_finding_and_case():
    removed, *others = ({"finding_id": f"F-{number}", "code": "catalog.x"} for number in (1, 2, 3))
    changes = count_changes(Worklist([CASE], [removed], {}), Worklist([CASE], others, {}))
    assert changes == {"ads": (0, 0), "catalog": (1, 2), "inventory": (0, 0), "tickets": (0, 0), "cases": (0, 0)}


def test_compare_without_planted_problems():
    with sandbox_with([]) as installation:
        key = read_key(installation, 5, 7)
    assert key.not_planted == ("ads.ctr_low",)
    assert compare(key, FINDINGS[:1], services=("ads",)) == Verdict(0, [], [("ads.acos_high", "11", None)])
