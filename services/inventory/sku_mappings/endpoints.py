"""HTTP of SKU mappings."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from services.inventory.sku_mappings import operations, sheets
from services.inventory.sku_mappings.schemas import (
    InventorySkuMappingBatch,
    InventorySkuMappingExportQuery,
    InventorySkuMappingPage,
    InventorySkuMappingQuery,
    InventorySkuMappingRead,
    InventorySkuMappingResults,
    InventorySkuSuggestionDecisions,
    InventoryUnmappedErpSkuPage,
    InventoryUnmappedSkuPage,
    InventoryUnmappedSkuQuery,
)
from shared.amazon.ids import SellerId
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.bulk.sheets import SheetImportRead, SheetRejectedError, summary
from shared.clock import Now
from shared.db import ReadSession, WriteSession, hot
from shared.db.sessions import database_of
from shared.http import files
from shared.http.files import SheetFile
from shared.idempotency import IdempotencyKeyReusedError, Once, RequiredIdempotencyKey, idempotent
from shared.pages import CURSOR_ERRORS, CursorError, CursorMismatchError, PageQuery
from shared.problems import NotFoundError, SellerAccountUnknownError, responses

router = APIRouter(prefix="/v1/inventory", tags=["inventory: sku mappings"])
_Reader = Annotated[Principal, requires("inventory:read")]
_WholeReader = Annotated[Principal, requires("inventory:read", whole_tenant=True)]
_Writer = Annotated[Principal, requires("inventory:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36, description="Our id of the mapping")]
_EXAMPLE = "Seller ID,SKU,ERP SKU,Quantity\r\nA2EXAMPLE12345,ZL-0044-2PK,ZL-0044,2\r\n"


@router.get("/sku-mappings", responses=responses(*CURSOR_ERRORS))
def list_inventory_sku_mappings(
    session: ReadSession, principal: _Reader, query: Annotated[InventorySkuMappingQuery, Query()]
) -> InventorySkuMappingPage:
    """What each SKU consists of, oldest change first; keep `follow_cursor` to learn what changes."""
    return operations.list_inventory_sku_mappings(session, principal, query)


@router.get("/unmapped-skus", responses=responses(CursorError, CursorMismatchError))
def list_inventory_unmapped_skus(
    session: ReadSession, principal: _Reader, query: Annotated[InventoryUnmappedSkuQuery, Query()]
) -> InventoryUnmappedSkuPage:
    """SKUs that stock names and no mapping does, each with what it is likely to consist of, and why."""
    return operations.list_inventory_unmapped_skus(session, principal, query)


@router.get("/unmapped-erp-skus", responses=responses(CursorError, CursorMismatchError, LimitedKeyError))
def list_inventory_unmapped_erp_skus(
    session: ReadSession, principal: _WholeReader, query: Annotated[PageQuery, Query()]
) -> InventoryUnmappedErpSkuPage:
    """The ERP's SKUs that are part of no mapping, each with the unmapped SKUs that are likely to sell it."""
    return operations.list_inventory_unmapped_erp_skus(session, principal, query)


@router.get(
    "/sku-mappings/export", response_class=Response, responses={**responses(), **files.sheet_described(_EXAMPLE)}
)
def export_inventory_sku_mappings(
    session: ReadSession,
    principal: _Reader,
    query: Annotated[InventorySkuMappingExportQuery, Query()],
    language: CallerLanguage,
) -> Response:
    """All mappings as a .csv or .xlsx, a row for each part, with the titles of the import."""
    mappings = operations.every_mapping(session, principal, query.seller_id)
    return files.sheet(sheets.write_mappings(mappings, query.format, language), "sku-mappings", query.format)


@router.get(
    "/erp-skus/mabang-workbook",
    response_class=Response,
    responses={**responses(LimitedKeyError), **files.workbook_described()},
)
def export_inventory_mabang_workbook(session: ReadSession, principal: _WholeReader) -> Response:
    """The ERP's SKUs of all mappings, with name and cost as far as known, under Mabang's Chinese titles; unverified.

    The layout is the one that public programs use to import stock SKUs; it was never tried at Mabang.
    """
    content = sheets.write_mabang(operations.every_good(session, principal))
    return files.sheet(content, "mabang-skus", "xlsx")


@router.get("/sku-mappings/{mapping_id}", responses=responses(NotFoundError))
def get_inventory_sku_mapping(session: ReadSession, principal: _Reader, mapping_id: _Id) -> InventorySkuMappingRead:
    """One mapping."""
    return operations.get_inventory_sku_mapping(session, principal, mapping_id)


@router.post(
    "/sku-mappings/bulk",
    status_code=207,
    response_model=InventorySkuMappingResults,
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
@idempotent
def upsert_inventory_sku_mappings(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: InventorySkuMappingBatch,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Say of up to 500 SKUs what one unit consists of, each for itself; it replaces what was told of a SKU before."""
    told = operations.upsert_inventory_sku_mappings(session, principal, body.items, body.seller_id, now=now)
    return hot.answer(told, status=207)


@router.post(
    "/sku-mappings/import",
    response_model=SheetImportRead,
    responses=responses(SellerAccountUnknownError, SheetRejectedError, IdempotencyKeyReusedError),
)
def import_inventory_sku_mappings(
    request: Request,
    principal: _Writer,
    now: Now,
    file: SheetFile,
    seller_id: Annotated[SellerId, Form(description="The account of rows that name none")],
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Take mappings from a .csv or .xlsx of up to 5,000 rows, one for each part of a SKU.

    A SKU is taken as a whole or not at all; one that is wrong is told by its lines and blocks no other.
    """
    sheet, groups = sheets.read_mappings(file.file, file.filename or "")
    items = [item for item, _ in groups]
    once = Once(request, principal, idempotency_key, {"seller_id": seller_id, "file": file}, now=now)
    with database_of(request).write() as session:

        def work() -> Response:
            told = operations.upsert_inventory_sku_mappings(session, principal, items, seller_id, "import", now=now)
            results = sheets.results_of(sheet, groups, told["results"])
            return hot.answer(summary(seller_id, sheet, results).model_dump())

        return once.run(session, work)


@router.post(
    "/sku-suggestions/decide",
    status_code=207,
    response_model=InventorySkuMappingResults,
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
@idempotent
def decide_inventory_sku_suggestions(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: InventorySkuSuggestionDecisions,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Accept or refuse up to 500 suggestions, each for itself; a refused one does not come again."""
    told = operations.decide_inventory_sku_suggestions(session, principal, body.items, body.seller_id, now=now)
    return hot.answer(told, status=207)


@router.delete("/sku-mappings/{mapping_id}", status_code=204, responses=responses(NotFoundError))
def delete_inventory_sku_mapping(session: WriteSession, principal: _Writer, now: Now, mapping_id: _Id) -> None:
    """Delete a mapping; its SKU lacks one from then on. The list shows it with `include_deleted` for 400 days."""
    operations.delete_inventory_sku_mapping(session, principal, mapping_id, now=now)
