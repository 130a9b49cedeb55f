"""The job of an import."""

from collections.abc import Sequence
from itertools import islice
from tempfile import TemporaryFile

from dbos import ScheduleInput

from services.ads.campaigns.operations import campaign_names, products_of_campaigns
from services.ads.models import AdsProfile
from services.ads.products import SB, SD, SP
from services.ads.profiles.operations import lock_profile
from services.ads.report_imports import operations
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets import NoValidRowsError, read_file, sent
from services.ads.report_imports.sheets.records import Owner
from services.ads.reports.rules import CHUNK_ROWS
from services.ads.reports.sheets import ReportRefusedError, Shop
from shared.amazon import marketplaces
from shared.amazon.report_files import ReportFileError
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import reason_of, step

_REFUSALS = (ReportFileError, ReportRefusedError, NoValidRowsError)


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule."""

    @task(operations.IMPORT)
    def import_report(*, tenant_id: str, import_id: str) -> None:
        try:
            step("import", _import, database, tenant_id, import_id)
        except Exception as error:
            step("fail", _fail, database, tenant_id, import_id, ReadFile(), *reason_of(error))
            raise

    return []


def _import(database: Database, tenant_id: str, import_id: str) -> None:
    """Read the file and store it chunk by chunk; a second run after a crash finds the file again, or it is done."""
    with TemporaryFile() as file:
        with database.read() as session:
            report_import = operations.require_import(session, tenant_id, import_id)
            if not sent.unpack(operations.kept_file(session, report_import), file):
                return
            profile = operations.profile_of_import(session, report_import)
            names = {product: campaign_names(session, profile, product) for product in (SP, SB, SD)}
            products = products_of_campaigns(session, profile)
            owner = Owner(profile.key, profile.marketplace_id, profile.currency, products)
        found = ReadFile()
        try:
            read_file(
                file,
                report_import.file_name,
                into=found,
                owner=owner,
                shop=Shop(marketplaces.of_id(profile.marketplace_id).country_code, profile.currency),
                names=names,
            )
        except _REFUSALS as error:
            _fail(database, tenant_id, import_id, found, *reason_of(error))
            return
    _store(database, tenant_id, import_id, profile, found)


def _store(database: Database, tenant_id: str, import_id: str, profile: AdsProfile, found: ReadFile) -> None:
    rows = found.fact_rows()
    while chunk := list(islice(rows, CHUNK_ROWS)):
        with database.write() as session:
            operations.store_chunk(session, import_id, profile, found.report, chunk)
    with database.write() as session:
        lock_profile(session, tenant_id, profile.key)
        operations.finish_import(session, tenant_id, import_id, profile, found, now=utc_now())


def _fail(database: Database, tenant_id: str, import_id: str, found: ReadFile, code: str, detail: str) -> None:
    with database.write() as session:
        operations.fail_import(session, tenant_id, import_id, found, code=code, detail=detail, now=utc_now())
