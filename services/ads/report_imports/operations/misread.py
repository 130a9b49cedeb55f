"""Imports that were read as another ad product's before the products were told apart."""

import orjson

from services.ads.products import SP
from services.ads.report_imports.repository import imports_with_unknown_columns
from services.ads.report_types.rules import types_of
from services.ads.reports.sheets.products import is_marked
from shared.db import Session


def files_read_as_products(session: Session) -> list[str]:
    """Files of Sponsored Brands or Display that were stored as Sponsored Products, as "seller/marketplace file".

    Told by the columns that nobody knew then; of all tenants, for the one who runs the servers.
    """
    rows = imports_with_unknown_columns(session, [report.name for report in types_of(SP)])
    return [
        f"{row.seller_id}/{row.marketplace_id} {row.file_name}"
        for row in rows
        if is_marked(orjson.loads(row.unknown_columns))
    ]
