"""Report files handed in and imported at once, by hand, for faults that lie in the files."""

import io
import time

from services.ads.report_imports import operations
from services.ads.report_imports.sheets.sent import pack
from shared.amazon.report_files import ReportFileError
from shared.auth import SCOPES, Principal
from shared.clock import utc_now
from tests.ads.report_imports.importing import import_now

UK = "A1F83G8C2ARO7P"
CALLER = Principal("person", "tenant", "actor", "key", frozenset(SCOPES), True)
HEADERS = ["Date", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term", "Impressions",
           "Clicks", "Spend", "7 Day Total Sales", "7 Day Total Orders (#)"]  # fmt: skip
ROW = ["2026-11-10", "Kettle", "Group", "kettle", "EXACT", "lid", 90, 4, 2.5, 10.0, 1]
SECONDS = 5.0
"""Within which a bad file is refused."""


def outcome_of(database, name, content):
    """The import of a file, or the code of its refusal at the door; AssertionError when it takes too long."""
    started = time.monotonic()
    try:
        file = pack(io.BytesIO(content), name)
    except ReportFileError as error:
        return error.code
    account = {"seller_id": "A1", "marketplace_id": UK, "marketplace_ids": [UK]}
    with database.write() as session:
        sent = operations.create_ads_report_import(session, CALLER, **account, file=file, now=utc_now())
    import_now(database, "tenant", sent.import_id, [UK])
    assert time.monotonic() - started < SECONDS
    with database.read() as session:
        return operations.get_ads_report_import(session, CALLER, sent.import_id, language="en")


def code_of(outcome):
    """Why a file was refused, at the door or as it was read; None of one that was taken."""
    return outcome if isinstance(outcome, str) else outcome.failure_code
