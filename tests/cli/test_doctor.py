"""`zhuli doctor`: each fault is planted, and its line is seen. What is well is told as well."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from services.cli import audits, demo, machine_checks, process_checks, work_checks
from services.cli.account_checks import check_first_data
from services.cli.doctor import document, examine
from services.cli.installation import Installation
from services.gateway import worker as gateway
from services.gateway.consents.operations import showing
from services.gateway.models import Consent, SellerAccount, Tenant, WebhookEndpoint
from services.gateway.settings import GatewaySettings
from shared.clock import utc_now
from shared.db import Database
from shared.jobs.backlog import Age
from shared.jobs.locks import holding, locks_beside
from shared.jobs.system import JobClient
from shared.outbox import add_event
from shared.outbox.relay import Carried, Relay
from shared.secrets import sealer_of
from tests.ads.facts import UK, fact, learned, store
from tests.faults.programs import migrated
from tests.journeys.installed import database_of, environment_of, free_ports
from tests.sql import text

pytestmark = pytest.mark.usefixtures("backend")
sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a new installation on SQLite; migrating once is enough."""
    with environment_of("sqlite", lambda: None):
        return migrated(tmp_path_factory.mktemp("template") / "data").data


@pytest.fixture
def installation(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with environment_of(backend, lambda: request.getfixturevalue("postgres_server")):
        if backend == "postgres":
            yield migrated(tmp_path / "data")
            return
        data = shutil.copytree(request.getfixturevalue("template"), tmp_path / "data")
        found = Installation(data, *free_ports())
        found.enter()
        with database_of("gateway") as database, database.write() as session:
            own = {"url": GatewaySettings().tickets_events_url}
            session.execute(text("UPDATE webhook_endpoint SET url = :url WHERE endpoint_id = 'tickets'"), own)
        yield found


def states(installation: Installation) -> dict[str, tuple[str, str]]:
    """(state, English sentence) of every check by its name; both languages have no open places."""
    lines = list(examine(installation, now=utc_now()))
    for line in lines:
        assert "{" not in line.message("zh") + line.message("en")
    found = {line.check: (line.state, line.message("en")) for line in lines}
    assert len(found) == len(lines)
    return found


STOPPED = dict.fromkeys(("api", "worker", "sandbox", "metrics"), "warn")


def test_a_new_installation_is_well_though_stopped(installation, backend):
    found = states(installation)
    kind = "SQLite" if backend == "sqlite" else "PostgreSQL"
    assert {check for check, (state, _) in found.items() if state != "ok"} == set(STOPPED)
    assert {message for check, (_, message) in found.items() if check.startswith("database ")} == {f"well, on {kind}"}
    stores = 9 if backend == "sqlite" else 8  # one database of PostgreSQL has the quotas and Amazon's limits
    assert len([check for check in found if check.startswith("database ")]) == stores
    assert found["keys"] == ("ok", "14 key files")
    assert found["worker"][1] == "does not run: nothing is synced and no event leaves; start it and see its log"


@sqlite
def test_looking_creates_nothing(tmp_path):
    with environment_of("sqlite", lambda: None):
        installation = Installation(tmp_path / "nowhere", *free_ports())
        installation.enter()
        found = states(installation)
    assert found["data"] == ("fail", f"{tmp_path}/nowhere is missing; run `make migrate`")
    assert {state for check, (state, _) in found.items() if check.startswith(("database", "key"))} == {"fail"}
    assert found["jobs"] == ("fail", "not looked at: its database does not work, see above")
    assert not list((tmp_path / "nowhere").glob("*.sqlite3"))


@sqlite
@pytest.mark.parametrize(
    ("plant", "check", "state", "words"),
    [
        (lambda data: (data / "keys" / "pepper").unlink(), "keys", "fail", "pepper"),
        (lambda data: (data / "keys" / "ads.pub").unlink(), "keys", "fail", "ads.pub"),
        (lambda data: (data / "keys" / "metrics.token").chmod(0o644), "keys", "fail", "metrics.token"),
        (lambda data: (data / "keys" / "master.keys").write_text("k1:short"), "key ring", "fail", "master.keys"),
        (lambda data: data.chmod(0o755), "data", "warn", "chmod 700"),
        (lambda data: (data / "ads.sqlite3").unlink(), "database ads", "fail", "ads.sqlite3 is missing"),
        (lambda data: (data / "jobs.sqlite3").write_bytes(b"no database" * 999), "database jobs", "fail", "restore"),
    ],
)
def test_planted_on_disk(installation, backend, plant, check, state, words):
    plant(installation.data)
    found = states(installation)
    assert found[check][0] == state
    assert words in found[check][1]


@sqlite
@pytest.mark.parametrize(("damage", "state"), [(0, "ok"), (200, "fail")])
def test_rows_are_well_and_a_damaged_page_is_found(installation, backend, damage, state):
    with database_of("ads") as ads:
        profile = learned(ads, "t", UK)
        store(ads, profile, *(fact(profile, date(2026, 11, 10), number) for number in range(500)))
    path = installation.data / "ads.sqlite3"
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + damage] = os.urandom(damage)
    path.write_bytes(content)
    assert states(installation)["database ads"][0] == state


def test_an_old_schema_is_found(installation, backend):
    with database_of("ads") as ads, ads.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    line = states(installation)["database ads"]
    assert line == ("fail", "not at the newest migration; stop Zhuli and run `make migrate`")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_server_that_is_away_is_found(installation, backend, monkeypatch):
    monkeypatch.setenv("ADS_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/nowhere")
    found = states(installation)
    assert found["database ads"][0] == "fail"
    assert found["database ads"][1].startswith("cannot be used (OperationalError)")
    assert {found[check][0] for check in ("outbox", "freshness")} == {"fail"}
    assert found["database gateway"][0] == "ok"


@sqlite
def test_a_secret_that_does_not_open_is_named(installation, backend):
    demo.create_tenant("A tenant")
    assert states(installation)["secrets"] == ("ok", "1 secrets of consents and webhooks open")
    keys_dir = GatewaySettings().keys_dir
    with database_of("gateway") as gateway, gateway.write() as session:
        (tenant_id, *_) = session.execute(text("SELECT tenant_id FROM tenant WHERE livemode")).first()
        for number, right in enumerate((True, False)):
            seller_id = f"A2EXAMPLE1234{number}"
            name = f"seller_account/{seller_id if right else 'another'}/ads_refresh_token"
            sealed = sealer_of(keys_dir).seal("Atzr|x", tenant_id, name)
            session.execute(
                text(
                    "INSERT INTO seller_account (seller_account_id, tenant_id, seller_id, name, region,"
                    " marketplace_ids, ads_profile_ids, version, created_at, updated_at, pos) VALUES"
                    " (:seller, :tenant, :seller, 'n', 'EU', '', '', 1, :at, :at, 1)"
                ),
                {"seller": seller_id, "tenant": tenant_id, "at": "2026-11-01T00:00:00.000000Z"},
            )
            session.execute(
                text(
                    "INSERT INTO consent (tenant_id, seller_id, api, refresh_token, status, is_ending)"
                    " VALUES (:tenant, :seller, 'ads', :sealed, 'connected', FALSE)"
                ),
                {"seller": seller_id, "tenant": tenant_id, "sealed": sealed},
            )
    state, words = states(installation)["secrets"]
    assert (state, words[:73]) == (
        "fail",
        "1 secrets do not open: seller_account/A2EXAMPLE12341/ads_refresh_token; p",
    )
    with database_of("gateway") as gateway, gateway.write() as session:
        session.execute(text("UPDATE webhook_endpoint SET previous_secret = 'nothing that was sealed'"))
        session.execute(text("DELETE FROM consent WHERE seller_id = 'A2EXAMPLE12341'"))
    state, words = states(installation)["secrets"]
    assert (state, words[:57]) == ("fail", "1 secrets do not open: webhook_endpoint/tickets/secret; p")


@sqlite
@pytest.mark.parametrize(
    ("status", "authorized_on", "state", "words"),
    [
        ("connected", None, "ok", "1 stand; of 1 it is not known when they end"),
        ("connected", "2025-01-01", "warn", "1 end within 30 days at the latest: A2EXAMPLE12340 spapi 2026-01-01; "),
        ("lost", None, "warn", "1 do not stand: A2EXAMPLE12340 spapi lost; "),
    ],
)
def test_connections_that_do_not_stand_are_named(installation, backend, status, authorized_on, state, words):
    demo.create_tenant("A tenant")
    with database_of("gateway") as gateway, gateway.write() as session:
        (tenant_id, *_) = session.execute(text("SELECT tenant_id FROM tenant WHERE livemode")).first()
        session.execute(
            text(
                "INSERT INTO seller_account (seller_account_id, tenant_id, seller_id, name, region,"
                " marketplace_ids, ads_profile_ids, version, created_at, updated_at, pos) VALUES"
                " ('a', :tenant, 'A2EXAMPLE12340', 'n', 'EU', '', '', 1, :at, :at, 1)"
            ),
            {"tenant": tenant_id, "at": "2026-11-01T00:00:00.000000Z"},
        )
        session.execute(
            text(
                "INSERT INTO consent (tenant_id, seller_id, api, status, authorized_on, is_ending)"
                " VALUES (:tenant, 'A2EXAMPLE12340', 'spapi', :status, :day, FALSE)"
            ),
            {"tenant": tenant_id, "status": status, "day": authorized_on},
        )
    found = states(installation)["connections"]
    assert (found[0], found[1][: len(words)]) == (state, words)


@sqlite
def test_a_stop_of_everything_is_set_shown_and_ended(zhuli, template, tmp_path, backend):
    data = shutil.copytree(template, tmp_path / "data")
    options = ["--data", data, "--port", free_ports()[0]]
    assert zhuli("stop", "everything", "--reason", "Amazon asks for it", *options)[0] == 0
    _, shown = zhuli("doctor", *options)
    (line,) = [each for each in shown.splitlines() if " stops " in each]
    assert line.startswith("warn stops")
    assert "all accounts: everything (operator:" in line
    assert "Amazon asks for it)" in line
    assert zhuli("start", *options) == (0, "Started.\n")
    assert zhuli("start", *options) == (0, "Nothing was stopped for all accounts.\n")


@sqlite
@pytest.mark.parametrize(("minutes", "state"), [(0, "ok"), (2, "warn"), (20, "fail")])
def test_an_outbox_that_stands_still(installation, backend, minutes, state):
    now = utc_now()
    with database_of("catalog") as catalog, catalog.write() as session:
        add_event(session, name="e", tenant_id="t", subject="s", data={}, now=now - timedelta(minutes=minutes))
    found = states(installation)["outbox"]
    assert found[0] == state
    if state != "ok":
        assert found[1].startswith(f"waiting too long: catalog event × 1 ({minutes} min)")


@sqlite
@pytest.mark.parametrize(
    ("status", "hours", "check", "state", "words"),
    [
        ("ENQUEUED", 1, "jobs", "fail", "stuck: ads queued × 1 (60 min)"),
        ("PENDING", 1, "jobs", "ok", "1 queued or running"),
        ("PENDING", 13, "jobs", "fail", "stuck: ads running × 1 (780 min)"),
        ("ERROR", 1, "failed jobs", "warn", "failed in the last 3 days: ads.start_sync × 1"),
        ("ERROR", 80, "failed jobs", "ok", "none in the last 3 days"),
        ("SUCCESS", 1, "failed jobs", "ok", "none in the last 3 days"),
    ],
)
def test_jobs_that_hang_or_fail(installation, backend, status, hours, check, state, words):
    url, now = GatewaySettings().jobs_url, utc_now()
    client = JobClient(url)
    client.enqueue([Carried("ads.start_sync", "job-1", "t", "ads", {}, now)])
    client.close()
    system, then = Database(url), int((now - timedelta(hours=hours)).timestamp() * 1000)
    with system.write() as session:
        table = "workflow_status" if system.is_sqlite else "dbos.workflow_status"
        changed = f"UPDATE {table} SET status = :status, created_at = :then, updated_at = :then"  # noqa: S608
        session.execute(text(changed), {"status": status, "then": then})
    system.dispose()
    found = states(installation)[check]
    assert found[0] == state
    assert found[1].startswith(words)


@sqlite
@pytest.mark.parametrize(
    ("changed", "state", "words"),
    [
        ("name = name", "ok", "none"),
        ("application_version = '3'", "fail", "no worker takes jobs older-version × 1 (60 min); "),
        ("queue_name = 'gone'", "fail", "no worker takes jobs no-such-queue × 1 (60 min); "),
    ],
)
def test_work_that_nobody_takes(installation, backend, changed, state, words):
    url, now = GatewaySettings().jobs_url, utc_now()
    client = JobClient(url)
    client.register_queue("ads", at_a_time=1, polling_seconds=1.0)
    client.enqueue([Carried("ads.start_sync", "job-1", "t", "ads", {}, now)])
    client.close()
    with Database(url).write() as session:
        then = int((now - timedelta(hours=1)).timestamp() * 1000)
        session.execute(text(f"UPDATE workflow_status SET created_at = {then}, {changed}"))  # noqa: S608
    found = states(installation)["untaken jobs"]
    assert found[0] == state
    assert found[1].startswith(words)


@pytest.mark.parametrize(
    ("misread", "state", "words"),
    [
        ([], "ok", "all are of the ad product"),
        (
            ["A1/M a.csv"],
            "warn",
            "1 files of Sponsored Brands or Display were read as Sponsored Products: A1/M a.csv; ",
        ),
        ([f"A1/M {n}.csv" for n in range(6)], "warn", "6 files of Sponsored Brands or Display"),
    ],
)
def test_old_imports_that_were_misread(backend, misread, state, words):
    line = work_checks.check_files(misread)
    assert (line.state, line.message("en").startswith(words)) == (state, True)
    assert "{" not in line.message("zh")


def age(seconds: float, report: str = "spCampaigns", seller_id: str = "A1") -> Age:
    return Age("t", seller_id, "M", report, seconds)


@sqlite
@pytest.mark.parametrize(
    ("ages", "state", "words"),
    [
        ([], "ok", "0 seller accounts, none late"),
        ([age(33 * 3600.0), age(90 * 3600.0, "sync")], "ok", "1 seller accounts, none late"),
        ([age(37 * 3600.0), age(1.0, seller_id="A2")], "warn", "late: A1/M spCampaigns 37 h; "),
        ([age(40 * 3600.0, seller_id=f"A{n}") for n in range(8)], "warn", "late: A0/M spCampaigns 40 h, "),
    ],
)
def test_late_data(backend, ages, state, words):
    line = work_checks.check_ages(ages)
    assert (line.state, line.message("en")[: len(words)]) == (state, words)
    assert ("(+3)" in line.message("zh")) == (len(ages) == 8)


@sqlite
@pytest.mark.parametrize(("gigabytes", "state"), [(50, "ok"), (1.9, "warn"), (0.1, "fail")])
def test_room_on_the_disk(backend, gigabytes, state):
    assert machine_checks.check_space(int(gigabytes * 1024**3)).state == state


@sqlite
@pytest.mark.parametrize(("version", "state"), [((3, 10), "fail"), ((3, 11), "ok"), ((3, 14), "ok")])
def test_python(backend, version, state):
    assert machine_checks.check_python(version).state == state


@contextmanager
def answering(port: int, answers: dict[str, tuple[int, dict]]) -> Iterator[None]:
    """A program at a port that answers these paths."""

    class Program(BaseHTTPRequestHandler):
        def do_GET(self):
            status, content = answers.get(self.path, (404, {}))
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Program) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


WELL = {"/livez": (200, {"status": "ok"}), "/readyz": (200, {"status": "ok"})}


@sqlite
def test_the_processes(installation, backend, monkeypatch):
    url = GatewaySettings().jobs_url
    with answering(installation.port, WELL):
        found = states(installation)
        assert (found["api"][0], found["worker"][0], found["sandbox"][0]) == ("ok", "fail", "warn")
        with holding(locks_beside(url), "slot-0") as held:
            assert held
            assert states(installation)["worker"] == ("ok", "holds its slot")
    with answering(installation.port, WELL | {"/readyz": (503, {})}):
        state, words = states(installation)["api"]
        assert (state, "database is away" in words) == ("fail", True)
    refusing = {"/metrics": (401, {"code": "unauthorized"})}
    with answering(installation.port, {}), answering(installation.metrics_port, refusing):
        found = states(installation)
        assert found["api"][1].startswith(f"another program answers at port {installation.port}; ")
        assert found["metrics"][0] == "ok"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", installation.sandbox_port))
        silent.listen()
        monkeypatch.setattr(process_checks, "SECONDS", 0.2)
        assert states(installation)["sandbox"][0] == "fail"


@sqlite
@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "ok"), (-10, "warn"), (10, "warn"), (45, "fail"), (-3600, "fail")]
)
def test_the_clock(tmp_path, backend, seconds, state):
    installation = Installation(tmp_path, *free_ports())
    with answering(installation.sandbox_port, {"/health": (200, {"status": "ok"})}):
        now = utc_now() + timedelta(seconds=seconds)
        assert process_checks.check_clock(installation, clock=now).state == state
    assert process_checks.check_clock(installation, clock=now).message("en").startswith("not compared")


@sqlite
def test_the_command(zhuli, template, tmp_path, backend, monkeypatch):
    data = shutil.copytree(template, tmp_path / "data")
    api, sandbox, metrics = free_ports()
    options = ["--data", data, "--port", api, "--sandbox-port", sandbox, "--metrics-port", metrics]
    assert zhuli("migrate", *options)[0] == 0  # the addresses become those of this copy
    code, output = zhuli("doctor", *options)
    assert code == 0, output
    assert f"ok   data                {data}\n" in output
    assert len(output.splitlines()) == 33
    (data / "keys" / "pepper").unlink()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, output = zhuli("doctor", "--json", *options)
    found = json.loads(output)
    assert (code, found["state"]) == (1, "fail")
    assert [one["check"] for one in found["checks"] if one["state"] == "fail"] == ["keys", "audit"]


@sqlite
def test_the_document_is_in_the_callers_language(backend):
    line = machine_checks.check_space(0)
    assert json.loads(document([line], "zh")) == {
        "state": "fail",
        "checks": [{"check": "disk", "state": "fail", "message": "磁盘仅剩 0.0 GB，即将无法写入；请清理空间"}],
    }


@sqlite
def test_an_audit_trail_that_was_cut_is_found_until_a_restore_is_told(installation, backend):
    demo.create_tenant("First")
    work = gateway.work(GatewaySettings())
    Relay(work.database, publish=work.publish, enqueue=print).run_events()
    (anchor,) = [loop.work for loop in work.loops if loop.name == "audit heads"]
    anchor()
    assert states(installation)["audit"][0] == "ok"
    assert [line.state for line in audits.verify()] == ["ok", "ok"]
    with work.database.write() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_delete"))
        session.execute(text("DELETE FROM audit_entry"))
    state, message = states(installation)["audit"]
    assert (state, "zhuli audit verify" in message) == ("fail", True)
    assert {line.message("en").partition(": ")[2] for line in audits.verify()} == {"all from entry 1 on are cut off"}
    audits.note_restored()
    assert states(installation)["audit"][0] == "ok"
    assert sorted(line.state for line in audits.verify()) == ["ok", "ok", "warn", "warn"]
    work.database.dispose()


def test_findings_that_are_brought_elsewhere_or_wait_are_told(installation):
    assert states(installation)["worklist"] == ("ok", "findings arrive; 0 wait")
    with database_of("gateway") as database, database.write() as session:
        endpoint = session.get(WebhookEndpoint, "tickets")
        kept, endpoint.url = endpoint.url, "http://127.0.0.1:1/internal/tickets/events"
    state, words = states(installation)["worklist"]
    assert state == "fail"
    assert words.startswith("findings are brought to http://127.0.0.1:1/internal/tickets/events, and this")
    assert f" is at {kept}: " in words


def test_an_account_of_which_nothing_has_come_is_told_after_a_day(installation):
    assert states(installation)["first data"] == ("ok", "of 0 accounts")
    with database_of("gateway") as database:
        with database.write() as session:
            made = {"created_at": utc_now() - timedelta(days=2), "updated_at": utc_now()}
            session.add(Tenant(tenant_id="t", name="T", livemode=True, created_at=utc_now()))
            session.flush()
            whose = {"tenant_id": "t", "seller_id": "A1EMPTY"}
            account = {"name": "Shop", "region": "EU", "marketplace_ids": UK, "ads_profile_ids": "", "version": 1}
            session.add(SellerAccount(seller_account_id="a", **whose, **account, **made))
            session.flush()
            session.add(Consent(**whose, api="ads", status="connected"))
        with database.read() as session:
            known = showing.connected_accounts(session)
        line = check_first_data(database, {("t", "A1OTHER")}, now=utc_now())
        assert check_first_data(database, known.keys(), now=utc_now()).state == "ok"
    assert line.state == "warn"
    assert "nothing has come yet of A1EMPTY" in line.message("en")
    assert states(installation)["first data"][0] == "warn"


def test_a_restore_that_was_interrupted_is_told(installation):
    installation.restoring.mkdir()
    (installation.restoring / "plan.json").write_text("{}")
    state, words = states(installation)["data"]
    assert (state, "run the same `zhuli restore` again" in words) == ("fail", True)
