"""A large seller in a process of its own, over real HTTP: the same after a kill, and in flat memory."""

import time
import zlib
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from shared.amazon.lwa import exchange_refresh_token
from shared.clock import utc_now
from shared.db import Database
from shared.db.migrations import upgrade
from tests.sandbox.processes import free_port, running

CLIENT = ("amzn1.application-oa2-client.sandbox", "amzn1.oa2-cs.v1.sandbox")
UK = "A1F83G8C2ARO7P"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
WHO = {"seed": 6, "size": 5000}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    url = f"sqlite:///{tmp_path}/sandbox.sqlite3"
    database = Database(url)
    upgrade(database, "services.sandbox")
    database.dispose()
    return {
        "SANDBOX_DATABASE_URL": url,
        "SANDBOX_PENDING_SECONDS": "0.1",
        "SANDBOX_PROCESSING_SECONDS": "0.1",
    }


def connect(url: str) -> httpx.Client:
    token, _ = exchange_refresh_token(f"{url}/auth/o2/token", *CLIENT, "sandbox-6-5000")
    return httpx.Client(base_url=url, headers={"x-amz-access-token": token}, trust_env=False, timeout=60)


def wait_for(api: httpx.Client, report_id: str) -> str:
    """The link to a document as soon as the report is done."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        report = api.get(f"/reports/2021-06-30/reports/{report_id}").json()
        if report["processingStatus"] == "DONE":
            path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
            return api.get(path).json()["url"]
        time.sleep(0.1)
    raise AssertionError("not done")


def digest(api: httpx.Client, url: str) -> tuple[int, int]:
    """Lines and checksum of a document, read chunk by chunk."""
    unpack, lines, checksum = zlib.decompressobj(wbits=31), 0, 0
    with api.stream("GET", url) as answer:
        for chunk in answer.iter_raw():
            text = unpack.decompress(chunk)
            lines, checksum = lines + text.count(b"\n"), zlib.crc32(text, checksum)
    assert unpack.eof
    return lines, checksum


def peak_kilobytes(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


@pytest.mark.present
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_large_report_is_the_same_after_a_kill_and_needs_no_memory(environment):
    port, now = free_port(), utc_now()
    body = {
        "reportType": ORDERS,
        "marketplaceIds": [UK],
        "dataStartTime": (now - timedelta(days=5)).isoformat(),
        "dataEndTime": now.isoformat(),
    }
    with running(port, **environment) as sandbox, connect(sandbox.url) as api:
        api.post("/sandbox/clock", params=WHO, json={"advance_days": 7}).raise_for_status()
        planning = {"reportType": "GET_FBA_INVENTORY_PLANNING_DATA", "marketplaceIds": [UK]}
        warm = api.post("/reports/2021-06-30/reports", json=planning).json()["reportId"]
        assert digest(api, wait_for(api, warm))[0] > 500
        before = peak_kilobytes(sandbox.process_id)
        report_id = api.post("/reports/2021-06-30/reports", json=body).json()["reportId"]
        lines, checksum = digest(api, wait_for(api, report_id))
        assert lines > 25_000
        assert peak_kilobytes(sandbox.process_id) - before < 40_000
    with running(port, **environment) as sandbox, connect(sandbox.url) as api:
        clock = api.get("/sandbox/clock", params=WHO).json()
        assert clock["ahead_seconds"] == 604_800
        assert digest(api, wait_for(api, report_id)) == (lines, checksum)
