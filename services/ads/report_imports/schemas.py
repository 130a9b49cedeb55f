"""Imports on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.ads.breakdowns.schemas import BreakdownKind
from services.ads.performance.rules import JUDGED_DAYS
from services.ads.performance.schemas import MAX_PRODUCTS, AdsNumbers, AttributionDays
from services.ads.products import AdProductRead
from services.ads.report_imports.rules import FIRST_ENTITIES
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import Page, PageQuery, PolledPage

_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]


class AdsReportImportTotals(AdsNumbers):
    """The numbers of one ad product in a file."""

    ad_product: AdProductRead


class AdsBulkEntity(BaseModel):
    """One entity of a bulk sheet: `text` is its keyword, targeting expression, SKU or placement."""

    sheet: str = Field(max_length=100)
    line: _Count
    ad_product: AdProductRead
    campaign_id: str = Field(max_length=30)
    ad_group_id: str | None = Field(max_length=30)
    entity_id: str | None = Field(max_length=30)
    name: str | None = Field(max_length=500)
    state: str | None = Field(max_length=500)
    text: str | None = Field(max_length=500)
    match_type: str | None = Field(max_length=500)
    bid: Money | None
    percentage: Annotated[int, Field(ge=0, le=10_000, json_schema_extra={"format": "int32"})] | None = Field(
        description="Of a bid adjustment, in percent"
    )


class AdsReportImportEntity(BaseModel):
    """How many rows of a bulk sheet are of one kind of entity, and the first of them."""

    entity: str = Field(max_length=100, examples=["campaign", "keyword", "bidding_adjustment"])
    rows: _Count
    first: list[AdsBulkEntity] = Field(max_length=FIRST_ENTITIES, description="Empty in a list of imports")


class AdsReportImportRead(BaseModel):
    """A report file and what became of it.

    `rows_imported` of the `rows_read` were good; of these `rows_changed` stored numbers are new or differ
    from before, and `rows_superseded` were left aside because the Ads API has delivered their day.
    `totals` are over the good rows of the file. Of a failed import `rows_imported` and the totals are 0, however many
    rows were read before it was refused.
    """

    import_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    file_name: str = Field(max_length=255)
    file_sha256: str = Field(max_length=64)
    status: str = Field(
        max_length=10,
        examples=["completed"],
        description="waiting (for its turn: one file of a tenant is read at a time), running, completed or failed",
    )
    created_by: str | None = Field(max_length=36, description="The actor who sent it")
    report: str | None = Field(max_length=40, examples=["spSearchTerm"])
    kind: BreakdownKind | None = Field(description="Of a Unified Reporting file: along which line it cuts the money")
    period_id: str | None = Field(max_length=36, description="Of a file over several days: see breakdown-periods")
    attribution_days: AttributionDays | None
    rows_read: _Count
    rows_imported: _Count
    rows_changed: _Count
    rows_superseded: _Count
    rows_rejected: _Count
    rows_skipped: _Count = Field(description="Summary lines, which are not data")
    rows_folded: _Count = Field(
        description="Lines that were added to another one of the same key. Amazon tells one key in several lines, so "
        "lines that are equal in everything are added up, too: a file that was appended to itself counts twice"
    )
    rows_elsewhere: _Count = Field(description="Of the rejected rows those of other shops, currencies or accounts")
    first_on: date | None
    last_on: date | None
    unknown_columns: list[Annotated[str, Field(max_length=200)]] = Field(max_length=200)
    totals: AdsNumbers
    totals_by_ad_product: list[AdsReportImportTotals] = Field(max_length=MAX_PRODUCTS)
    entities: list[AdsReportImportEntity] = Field(max_length=100, description="Of a bulk sheet what is in it")
    judged_days: list[date] = Field(
        max_length=JUDGED_DAYS, description="Those of the file's days on which findings were judged at the import"
    )
    not_judged_code: str | None = Field(
        max_length=40,
        examples=["days-too-old"],
        description="Why nothing of a completed file was judged though its report can be",
    )
    not_judged_detail: str | None = Field(max_length=500, description="The same in the caller's language")
    cannot_feed: list[Annotated[str, Field(max_length=60)]] = Field(
        max_length=20, description="Codes of the findings that no file of this kind can open or resolve"
    )
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    created_at: datetime
    updated_at: datetime


class AdsReportImportPage(PolledPage[AdsReportImportRead]):
    """A slice of imports, in the order of `updated_at`."""


class ImportQuery(PageQuery):
    """Filters of a list of imports."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    status: Literal["waiting", "running", "completed", "failed"] | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class AdsReportImportError(BaseModel):
    """One rejected row. `line` counts from 1, the header included; in JSON files records count from 1."""

    line: _Count
    column: str | None = Field(max_length=200)
    code: str = Field(max_length=100)
    message: str = Field(max_length=500)


class AdsReportImportErrorPage(Page[AdsReportImportError]):
    """A slice of the rejected rows, in the order of the file; at most 1,000 are kept."""
