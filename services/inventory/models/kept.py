"""How long the rows of each table stay."""

from services.inventory.models.erps import ErpChange, ErpDeadLetter, ErpRecord, ErpSync, ErpSyncPart
from services.inventory.models.orders import MultiChannelLine, OrderLine, SalesDay
from services.inventory.models.shell import Finding
from services.inventory.models.stock import OwnStockDay, StockDay, StockDayElsewhere
from services.inventory.models.syncs import Sync, SyncPart
from shared.db.columns import table_of
from shared.retention import Kept, ended, resolved

KEPT = (
    *(Kept(day, "numbers", "date_on") for day in (SalesDay, StockDay, StockDayElsewhere, OwnStockDay)),
    Kept(OrderLine, "numbers", "updated_at"),
    Kept(MultiChannelLine, "numbers", "last_updated_at"),
    resolved(Finding),
    ended(Sync, table_of(SyncPart).c.sync_id),
    ended(ErpSync, *(table_of(each).c.sync_id for each in (ErpSyncPart, ErpRecord, ErpChange))),
    Kept(ErpDeadLetter, "closed", "updated_at", table_of(ErpDeadLetter).c.status != "open"),
)
LASTING = {
    "seller_marketplace": "one of each marketplace of an account",
    "stock": "one of each SKU and warehouse; deleted ones go after 400 days",
    "warehouse": "some of each account; deleted ones go after 400 days",
    "sku_mapping": "one of each SKU; deleted ones go after 400 days",
    "sku_mapping_refusal": "one of each suggestion that was refused",
    "stock_age": "one of each SKU",
    "stranded_stock": "one of each SKU",
    "stock_health": "one of each SKU; those that a pool counts elsewhere go after 400 days",
    "pool": "one of some marketplaces of an account; dissolved ones go after 400 days",
    "pool_agreement": "one of each two marketplaces of an account",
    "pool_settings": "one of an account",
    "ipi_score": "one a week of each marketplace, and no API tells them again",
    "erp_connection": "one of a tenant and ERP; deleted ones go after 400 days",
    "erp_place": "some of each ERP",
    "erp_product": "one of each SKU of the ERP's",
    "erp_count": "one of each SKU and warehouse of the ERP's",
    "report_header": "the last of each report",
    "report_count": "the last nine of each report",
}
"""Tables that do not grow with time, and why."""
