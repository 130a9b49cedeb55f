"""F45: one tenant floods imports: files by the dozen, while another sends one.

Pass: one file of a tenant is read at a time, the others are shown as waiting, and another tenant's is read meanwhile;
a sent file lies on the disk once; one that the disk has no room for is refused before it is read.
"""

import io
import os
import signal
from collections import Counter

import pytest
from sqlalchemy import select

from services.ads.models import ReportImport
from services.ads.report_imports.rules import KeptPiece
from services.ads.report_imports.sheets import sent
from services.ads.report_imports.sheets.sent import pack, unpack
from shared.app import incoming
from shared.db.columns import table_of
from shared.jobs.worker import CHILDREN, CHILDREN_OF_TENANT
from tests.faults import test_f01_kill_during_ingest as f01

FILES = 4
ingest = f01.ingest


def statuses(ingest):
    """(tenant, status, last change) of all imports."""
    kept = table_of(ReportImport).c
    with ingest.database.read() as session:
        return list(session.execute(select(kept.tenant_id, kept.status, kept.updated_at)))


def test_a_flood_waits_for_itself_and_for_nobody_else(ingest, monkeypatch):
    flood, other = f01.CALLERS[:2]
    monkeypatch.setattr(f01, "CALLERS", [flood])
    ingest.accept(FILES)
    monkeypatch.setattr(f01, "CALLERS", [other])
    ingest.accept(1)
    worker = ingest.start_worker()
    most, seen_waiting = Counter(), 0
    while True:
        found = statuses(ingest)
        running = Counter(tenant for tenant, status, _ in found if status == "running")
        most |= running
        assert running.total() <= CHILDREN
        seen_waiting = max(seen_waiting, sum(status == "waiting" for _, status, _ in found))
        if all(status == "completed" for _, status, _ in found):
            break
    ingest.end(worker, signal.SIGTERM)
    assert most[flood.tenant_id] == CHILDREN_OF_TENANT
    assert seen_waiting >= FILES - 1
    (others_end,) = [at for tenant, _, at in found if tenant == other.tenant_id]
    ends = sorted(at for tenant, _, at in found if tenant == flood.tenant_id)
    assert others_end < ends[-1]  # in a single queue it would be the last


@pytest.mark.parametrize("content", [b"Date,Clicks\n" * 200_000, b"Date,Clicks\n" + os.urandom(10**6).hex().encode()])
def test_a_sent_file_lies_on_the_disk_once(content):
    spool = io.BytesIO(content)
    kept = pack(spool, "report.csv")
    assert kept.packed is spool
    assert (kept.size, len(spool.getvalue()) < len(content)) == (len(content), True)
    back = io.BytesIO()
    assert unpack((KeptPiece(True, piece) for piece in kept.pieces()), back)
    assert back.getvalue() == content


def test_nothing_is_written_over_what_has_not_been_read():
    """A file that would be longer packed than it was."""
    spool = io.BytesIO(bytes(range(90)))
    packed, read = sent._Overwriting(spool), b""
    while part := packed.read(10):
        read += part
        packed.write(part + part)
    packed.finish(b"end")
    assert read == bytes(range(90))
    assert spool.getvalue() == b"".join(read[at : at + 10] * 2 for at in range(0, 90, 10)) + b"end"


def test_an_upload_that_would_not_fit_is_refused_before_it_is_read(house, monkeypatch):
    monkeypatch.setattr(incoming, "RESERVE_BYTES", 1 << 60)  # more than there is on any disk is to stay free
    headers = house.new_tenant("Full").headers | {"Idempotency-Key": "full-disk-1"}
    form = {"seller_id": "A1", "marketplace_id": f01.UK}
    files = {"file": ("report.csv", b"Date,Clicks\n2026-01-01,1\n")}
    answer = house.http.post("/v1/ads/report-imports", headers=headers, data=form, files=files)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage-full")
    assert house.http.get("/v1/ads/report-imports", headers=headers).status_code == 200
