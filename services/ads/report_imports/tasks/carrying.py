"""An import carried through: its file read, its rows stored chunk by chunk, in one run of possibly several."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from tempfile import TemporaryFile
from typing import Any

from services.ads.campaigns.operations import CampaignNames, campaign_names, products_of_campaigns
from services.ads.models import AdsProfile
from services.ads.profiles.operations import lock_profile
from services.ads.report_imports import operations
from services.ads.report_imports.rules import BREAKDOWN, ReadFile
from services.ads.report_imports.sheets import NoValidRowsError, read_file, sent
from services.ads.report_imports.sheets.context import ImportContext
from services.ads.reports.rules import CHUNK_ROWS
from services.ads.reports.sheets import ReportRefusedError
from services.ads.reports.sheets.unified import Shop
from shared.amazon import marketplaces
from shared.amazon.report_files import ReportFileError
from shared.clock import utc_now
from shared.db import Database, Session
from shared.jobs.steps import reason_of
from shared.texts import Text

_REFUSALS = (ReportFileError, ReportRefusedError, NoValidRowsError)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One of the runs of an import; only the newest may write."""

    database: Database
    tenant_id: str
    import_id: str
    number: int

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction for writing. Raises RunOverError when the import is no longer this run's."""
        with self.database.write() as session:
            operations.require_run(session, self.tenant_id, self.import_id, self.number)
            yield session

    def hand_back(self) -> None:
        """Leave the import to a later run."""
        with self.database.write() as session:
            operations.hand_back_import(session, self.tenant_id, self.import_id, self.number, now=utc_now())


def begin(database: Database, tenant_id: str, import_id: str) -> ImportRun | None:
    """A new run of an import; None when it has ended, or ends now since its runs have died too often."""
    with database.write() as session:
        number = operations.begin_run(session, tenant_id, import_id, now=utc_now())
    return None if number is None else ImportRun(database, tenant_id, import_id, number)


def carry_through(run: ImportRun, marketplace_ids: Sequence[str] = ()) -> None:
    """Read the file and store it chunk by chunk; a run after a crash begins anew and finds rows unchanged.

    `marketplace_ids` are the shops of the seller account; an import that waited for a newer release has none.
    """
    with TemporaryFile() as file, ReadFile() as found:
        with run.database.read() as session:
            report_import = operations.require_import(session, run.tenant_id, run.import_id)
            if not sent.unpack(operations.kept_file(session, report_import), file):
                return
            profile = operations.profile_of_import(session, report_import)
        context = _context(run.database, profile, run.import_id, marketplace_ids)
        try:
            read_file(file, report_import.file_name, into=found, context=context)
        except _REFUSALS as error:
            with run.write() as session:
                fail(session, run.tenant_id, run.import_id, found, *_reason_of(error))
            return
        _store(run, profile, found)


def fail(session: Session, tenant_id: str, import_id: str, found: ReadFile, code: str, detail: Text) -> None:
    """Show an import as failed for this reason."""
    operations.fail_import(session, tenant_id, import_id, found, code=code, detail=detail, now=utc_now())


def _context(
    database: Database, profile: AdsProfile, import_id: str, marketplace_ids: Sequence[str]
) -> ImportContext:
    """What is known of the shop that a file is for."""
    with database.read() as session:
        known = operations.known_campaigns(session, profile)
        account = operations.known_account(session, profile)
        products = products_of_campaigns(session, profile)

    def names_of(ad_product: str) -> CampaignNames:
        with database.read() as session:
            return campaign_names(session, profile, ad_product)

    shop = Shop(
        own=marketplaces.of_id(profile.marketplace_id),
        connected=tuple(map(marketplaces.of_id, marketplace_ids)),
        campaign_homes={row.campaign_key: row.country_code for row in known},
        account_id=account,
    )
    return ImportContext(profile.key, import_id, shop, products, names_of)


def _store(run: ImportRun, profile: AdsProfile, found: ReadFile) -> None:
    for section in found.lines.sections():
        if section == BREAKDOWN:
            for chunk in _chunks(found.breakdown_rows()):
                with run.write() as session:
                    operations.stage_rows(session, profile, chunk)
        elif found.kind is not None:
            for days in _whole_days(found.fact_rows(section)):
                with run.write() as session:
                    operations.store_days(session, run.import_id, profile, section, days)
        else:
            for chunk in _chunks(found.fact_rows(section)):
                with run.write() as session:
                    operations.store_chunk(session, run.import_id, profile, section, chunk)
    with run.write() as session:
        lock_profile(session, run.tenant_id, profile.key)
        operations.finish_import(session, run.tenant_id, run.import_id, profile, found, now=utc_now())


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _whole_days(rows: Iterator[tuple[Any, ...]]) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Rows in the order of their days, as many whole days at a time as make a chunk."""
    days: dict[str, list[tuple[Any, ...]]] = {}
    for day, own in groupby(rows, key=lambda row: str(row[1])):
        days[day] = list(own)
        if sum(map(len, days.values())) >= CHUNK_ROWS:
            yield days
            days = {}
    if days:
        yield days


def _reason_of(error: BaseException) -> tuple[str, Text]:
    """A code, and a sentence in both languages where the error has one."""
    code, detail = reason_of(error)
    text = getattr(error, "text", None)
    return code, text if isinstance(text, Text) else Text(en=detail, zh=detail)
