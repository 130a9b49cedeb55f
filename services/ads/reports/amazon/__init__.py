"""Report records of the Ads API turned into fact rows: the hot path, a million records a report."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from services.ads.clients import AdsConnection
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.performance.rules import Window
from services.ads.products import SP, word_of
from services.ads.report_types.rules import ReportType
from services.ads.reports import rules
from services.ads.reports.amazon import texts
from shared.amazon.ads_api import DuplicateReport, ReportRequest
from shared.amazon.report_files import OnError
from shared.jobs.reports import Look
from shared.texts import Text

_TEXT_LENGTH, _MATCH_LENGTH = 500, 40
"""Of targeting and search term, and of the match type, as the tables hold them; Amazon's own are shorter."""

_IMPRESSIONS, _CLICKS = 7, 6
"""Where these stand in a row, counted from its end; the key is what goes before the impressions."""

SALES_MISSING = "sales-columns-missing"
"""The code of a row, and of a file of such rows, that has none of the columns in which its product tells sales."""

LARGEST = 10**15
"""A thousand million units of a currency in micros: thousands of such rows still add up below 2^63."""


class Record(msgspec.Struct, rename="camel"):
    """One record of any of our reports; ids are numbers in reports, but may be text."""

    date: str
    campaign_id: int | str
    impressions: int
    clicks: int
    cost: float
    campaign_name: str | None = None
    campaign_status: str | None = None
    ad_group_id: int | str | None = None
    ad_group_name: str | None = None
    targeting: str | None = None
    match_type: str | None = None
    search_term: str | None = None
    purchases_7d: int | None = msgspec.field(default=None, name="purchases7d")
    purchases_14d: int | None = msgspec.field(default=None, name="purchases14d")
    units_7d: int | None = msgspec.field(default=None, name="unitsSoldClicks7d")
    units_14d: int | None = msgspec.field(default=None, name="unitsSoldClicks14d")
    sales_7d: float | UnsetType | None = msgspec.field(default=UNSET, name="sales7d")
    sales_14d: float | UnsetType | None = msgspec.field(default=UNSET, name="sales14d")
    purchases: int | None = None
    units_sold: int | None = None
    sales: float | UnsetType | None = UNSET
    keyword_text: str | None = None
    campaign_budget_currency_code: str | None = None


class RecordError(ValueError):
    """A record has the right types but says something impossible, or is not the account's; `code` is stable."""

    def __init__(self, text: Text, code: str = "record-invalid") -> None:
        super().__init__(text, code)
        self.text = text
        self.code = code


@dataclass(frozen=True, slots=True)
class AdsReport:
    """A report of a profile as a source; its link is its document. `connect` gives the API under its consent.

    Its methods raise AmazonApiError and ThrottledError.
    """

    connect: Callable[[], AdsConnection]
    profile_id: str
    wanted: ReportRequest

    def request(self) -> str:
        """Ask for it; its id. A repetition meets its own first request and takes over its report."""
        connection = self.connect()
        try:
            return connection.create_report(self.profile_id, self.wanted)
        except DuplicateReport as refusal:
            if not refusal.report_id:
                raise
            if not connection.get_report(self.profile_id, refusal.report_id).answers(self.wanted):
                raise
            return refusal.report_id

    def look(self, report_id: str) -> Look:
        """How far it is."""
        found = self.connect().get_report(self.profile_id, report_id)
        return Look(found.status, found.url, found.failure_reason)

    def open(self, document: str) -> AbstractContextManager[Iterator[bytes]]:
        """Its bytes, packed."""
        return self.connect().open_document(document)


def request_of(report: ReportType, window: Window) -> ReportRequest:
    """The request for a window of at most 31 days; Amazon's last day is included, ours is not."""
    last = max(rules.days_of(window))
    return ReportRequest(
        name=f"{report.name} {window.from_on} {last}",
        start_on=window.from_on,
        end_on=last,
        report_type_id=report.report_type_id,
        group_by=report.group_by,
        columns=report.columns,
        ad_product=word_of(report.ad_product),
    )


@dataclass(slots=True)
class Facts:
    """Fact rows of one report as they are made, and what the records told by the way.

    `rows` are in the column order of the report's fact table; the caller takes and clears them. Records in another
    currency than the profile's are not its own.
    """

    report: ReportType
    profile_key: int
    currency: str
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    days: Counter[str] = field(default_factory=Counter)
    names: rules.Names = field(default_factory=rules.Names)

    def add(self, records: Iterable[Record]) -> None:
        """Turn records into rows. Raises RecordError."""
        for record in records:
            self.add_one(record)

    def take_by_day(self) -> dict[str, list[tuple[Any, ...]]]:
        """Hand out the rows by ISO day, and begin anew."""
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self.rows:
            found[row[1]].append(row)
        self.rows.clear()
        return found

    def add_one(self, record: Record) -> None:
        """Turn one record into a row. Raises RecordError, and then nothing was added."""
        day, campaign = record.date, _id_of(record.campaign_id)
        if day not in self.days:
            day = _day_of(day)
        if record.campaign_budget_currency_code not in (None, self.currency):
            raise RecordError(texts.CURRENCY.filled(own=self.currency), "currency-mismatch")
        orders, units, sales, attribution = _attributed(record, self.report)
        numbers = (
            record.impressions,
            record.clicks,
            round(record.cost * 1_000_000),
            orders,
            units,
            round(sales * 1_000_000),
            attribution,
        )
        if min(numbers) < 0 or max(numbers) > LARGEST:
            raise RecordError(texts.NUMBER)
        level = self.report.level
        ad_group = WHOLE_CAMPAIGN if level == "campaign" else _id_of(record.ad_group_id)
        head: tuple[int | str, ...] = (self.profile_key, day, self.report.ad_product, campaign, ad_group)
        if level == "search_term":
            head += _term_of(record)
        self.rows.append(head + numbers)
        self.days[day] += 1
        if ad_group:
            self.names.ad_groups[ad_group] = (campaign, record.ad_group_name or "")
        if campaign not in self.names.campaigns:
            self.names.campaigns[campaign] = (record.campaign_name, record.campaign_status)


def survey_of(
    facts: Facts,
    window: Window,
    read: Callable[[OnError], Iterable[list[Record]]],
    keep: Callable[[Mapping[str, list[tuple[Any, ...]]]], None],
) -> rules.Survey:
    """Count what is in a report, and hand its good rows on to `keep`, by ISO day.

    `facts` is empty and makes the rows; `read` gives the records, and tells of those of a wrong shape.
    """
    found = rules.Survey(names=facts.names)
    traffic = -_CLICKS if facts.report.level == "search_term" else -_IMPRESSIONS
    wanted = {day.isoformat() for day in rules.days_of(window)}
    keys: dict[str, array[int]] = defaultdict(lambda: array("q"))

    def reject(_place: int, reason: Text) -> None:
        found.rejections[reason.en] += 1

    for rows in _rows_by_day(facts, read(reject), reject):
        for day in rows.keys() - wanted:
            found.rejections[texts.UNWANTED_DAY.en] += len(rows.pop(day))
        for day, own in rows.items():
            found.traffic[day] += sum(row[traffic] for row in own)
            keys[day].extend([hash(row[:-_IMPRESSIONS]) for row in own])
        keep(rows)
    for day, hashes in keys.items():
        # 8 bytes a row instead of the key itself; of a million rows two share a hash once in 30 million reports.
        found.rows[day] = len(set(hashes))
        found.duplicates += len(hashes) - found.rows[day]
    found.received = found.rows.total() + found.duplicates + found.rejected
    return found


def _rows_by_day(
    facts: Facts, batches: Iterable[list[Record]], reject: OnError
) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """The rows of the records by day, many at a time."""
    for batch in batches:
        for record in batch:
            try:
                facts.add_one(record)
            except RecordError as error:
                reject(0, error.text)
        if len(facts.rows) >= rules.CHUNK_ROWS:
            yield facts.take_by_day()
    yield facts.take_by_day()


def _term_of(record: Record) -> tuple[str, str, str]:
    """Targeting, match type and search term. Raises RecordError."""
    if record.search_term is None:
        raise RecordError(texts.NO_TERM)
    targeting = record.targeting or record.keyword_text or ""
    match_type, term = record.match_type or "", record.search_term
    if len(targeting) > _TEXT_LENGTH or len(match_type) > _MATCH_LENGTH or len(term) > _TEXT_LENGTH:
        raise RecordError(texts.TOO_LONG)
    if "\0" in term or "\0" in targeting or "\0" in match_type:
        raise RecordError(texts.NUL)
    return targeting, match_type, term


def _attributed(record: Record, report: ReportType) -> tuple[int, int, float, int]:
    """Orders, units, sales and the days after the click in which they count. Raises RecordError.

    Sponsored Products: 7 days, or 14 where a report has only those; a report without any known sales says nothing
    of them, which is not the same as 0.
    """
    if report.ad_product != SP:
        if record.sales is UNSET:
            raise RecordError(texts.NO_SALES, SALES_MISSING)
        return record.purchases or 0, record.units_sold or 0, record.sales or 0.0, report.attribution_days
    if isinstance(record.sales_7d, float) or (record.sales_7d is None and record.sales_14d in (None, UNSET)):
        return record.purchases_7d or 0, record.units_7d or 0, record.sales_7d or 0.0, 7
    if record.sales_14d is UNSET:
        raise RecordError(texts.NO_WINDOWS, SALES_MISSING)
    return record.purchases_14d or 0, record.units_14d or 0, record.sales_14d or 0.0, 14


def _id_of(value: int | str | None) -> int:
    try:
        number = int(value or 0)
    except ValueError:
        number = 0
    if not 0 < number < 2**63:
        raise RecordError(texts.NO_ID)
    return number


def _day_of(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RecordError(texts.NO_DAY) from None
