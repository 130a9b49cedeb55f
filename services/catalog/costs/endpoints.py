"""HTTP of unit costs."""

from collections.abc import Collection
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from services.catalog.costs import operations, sheets
from services.catalog.costs.schemas import (
    CatalogCostBatch,
    CatalogCostExportQuery,
    CatalogCostPage,
    CatalogCostQuery,
    CatalogCostRead,
    CatalogCostResults,
    CatalogEffectiveCostPage,
    CatalogEffectiveCostQuery,
)
from shared.amazon.ids import SellerId
from shared.app.accounts import Accounts
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.bulk.sheets import SheetImportRead, SheetRejectedError, summary
from shared.clock import Now
from shared.db import ReadSession, WriteSession, hot
from shared.db.sessions import database_of
from shared.http import files
from shared.http.files import SheetFile
from shared.idempotency import IdempotencyKeyReusedError, Once, RawBody, RequiredIdempotencyKey
from shared.pages import CURSOR_ERRORS, CursorError, CursorMismatchError
from shared.problems import NotFoundError, SellerAccountUnknownError, responses
from shared.seller_accounts import CALLS_AT_ONCE, AccountUnknownError

router = APIRouter(prefix="/v1/catalog", tags=["catalog: costs"])
_Reader = Annotated[Principal, requires("catalog:read")]
_Writer = Annotated[Principal, requires("catalog:write")]
_Id = Annotated[
    str,
    Path(
        min_length=1,
        max_length=36,
        description="Our id of the cost",
        examples=["019e5b7c-0000-7000-8000-000000000001"],
    ),
]
_CALLS = BoundedSemaphore(CALLS_AT_ONCE)
_EXAMPLE = (
    "Seller ID,SKU,Kind,Valid from,Amount,Currency\r\nA2EXAMPLE12345,ZL-0044,purchase_price,2026-11-01,12.35,CNY\r\n"
)


def _known(accounts: Accounts, principal: Principal, named: Collection[str]) -> set[str]:
    """Those of these accounts that there are. The gateway is asked before the transaction begins."""
    found = set[str]()
    for seller_id in sorted(named):
        try:
            with _CALLS:
                found.add(accounts.one(principal.tenant_id, seller_id).seller_id)
        except AccountUnknownError:
            continue
    return found


@router.get("/costs", responses=responses(*CURSOR_ERRORS))
def list_catalog_costs(
    session: ReadSession, principal: _Reader, query: Annotated[CatalogCostQuery, Query()]
) -> CatalogCostPage:
    """Unit costs with their history, oldest change first; keep `follow_cursor` to learn what changes."""
    return operations.list_catalog_costs(session, principal, query)


@router.get("/effective-costs", responses=responses(CursorError, CursorMismatchError))
def list_catalog_effective_costs(
    session: ReadSession, principal: _Reader, query: Annotated[CatalogEffectiveCostQuery, Query()]
) -> CatalogEffectiveCostPage:
    """The costs that count on a day: of each SKU and kind the newest that is valid from that day or earlier."""
    return operations.list_catalog_effective_costs(session, principal, query)


@router.get(
    "/costs/export",
    response_class=Response,
    responses={**responses(), **files.sheet_described(_EXAMPLE)},
)
def export_catalog_costs(
    session: ReadSession,
    principal: _Reader,
    query: Annotated[CatalogCostExportQuery, Query()],
    language: CallerLanguage,
) -> Response:
    """All unit costs as a .csv or .xlsx, with the titles of the import, which takes the file back."""
    costs = operations.every_cost(session, principal, query)
    return files.sheet(sheets.write_costs(costs, query.format, language), "costs", query.format)


@router.get("/costs/{cost_id}", responses=responses(NotFoundError))
def get_catalog_cost(session: ReadSession, principal: _Reader, cost_id: _Id) -> CatalogCostRead:
    """One unit cost."""
    return operations.get_catalog_cost(session, principal, cost_id)


@router.post(
    "/costs/bulk",
    status_code=207,
    response_model=CatalogCostResults,
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
def upsert_catalog_costs(
    request: Request,
    principal: _Writer,
    now: Now,
    body: CatalogCostBatch,
    raw_body: RawBody,
    accounts: Accounts,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Tell up to 500 unit costs, each for itself. The same day corrects a cost, another day leaves it as it was."""
    known = _known(accounts, principal, operations.sellers_of(body.items, body.seller_id))
    once = Once(request, principal, idempotency_key, {"": raw_body}, now=now)
    with database_of(request).write() as session:
        return once.run(
            session,
            lambda: hot.answer(
                operations.upsert_catalog_costs(session, principal, body.items, body.seller_id, known, now=now),
                status=207,
            ),
        )


@router.post(
    "/costs/import",
    response_model=SheetImportRead,
    responses=responses(SellerAccountUnknownError, SheetRejectedError, IdempotencyKeyReusedError),
)
def import_catalog_costs(
    request: Request,
    principal: _Writer,
    now: Now,
    file: SheetFile,
    seller_id: Annotated[SellerId, Form(description="The account of rows that name none")],
    accounts: Accounts,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Take up to 5,000 unit costs from a .csv or .xlsx; a wrong row is told by its line and blocks no other."""
    sheet, items = sheets.read_costs(file.file, file.filename or "")
    known = _known(accounts, principal, operations.sellers_of(items, seller_id))
    once = Once(request, principal, idempotency_key, {"seller_id": seller_id, "file": file}, now=now)
    with database_of(request).write() as session:

        def work() -> Response:
            told = operations.upsert_catalog_costs(session, principal, items, seller_id, known, "import", now=now)
            return hot.answer(summary(seller_id, sheet, told["results"]).model_dump())

        return once.run(session, work)


@router.delete("/costs/{cost_id}", status_code=204, responses=responses(NotFoundError))
def delete_catalog_cost(session: WriteSession, principal: _Writer, now: Now, cost_id: _Id) -> None:
    """Delete a unit cost that was told by mistake; the one before it counts on from its day.

    The list shows it with `include_deleted` for 400 days. Told again, it begins anew under the same id.
    """
    operations.delete_catalog_cost(session, principal, cost_id, now=now)
