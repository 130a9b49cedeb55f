"""The tables of the inventory service, in a registry of their own."""

from services.inventory.models.base import InventoryModel
from services.inventory.models.erps import (
    ErpChange,
    ErpConnection,
    ErpCount,
    ErpDeadLetter,
    ErpPlace,
    ErpProduct,
    ErpRecord,
    ErpSync,
    ErpSyncPart,
)
from services.inventory.models.marketplaces import SellerMarketplace, Thresholds
from services.inventory.models.orders import MultiChannelLine, OrderLine, SalesDay
from services.inventory.models.pools import Pool, PoolAgreement, PoolSettings
from services.inventory.models.shell import Finding, IdempotentRequest, Outbox, PositionRemoved, PositionState
from services.inventory.models.sku_mappings import SkuMapping, SkuMappingRefusal
from services.inventory.models.stock import (
    OF_NO_MARKETPLACE,
    IpiScore,
    OwnStockDay,
    Stock,
    StockAge,
    StockDay,
    StockDayElsewhere,
    StockHealth,
    StrandedStock,
    is_own,
)
from services.inventory.models.syncs import ReportCount, ReportHeader, Sync, SyncPart
from services.inventory.models.warehouses import Warehouse

__all__ = [
    "OF_NO_MARKETPLACE",
    "ErpChange",
    "ErpConnection",
    "ErpCount",
    "ErpDeadLetter",
    "ErpPlace",
    "ErpProduct",
    "ErpRecord",
    "ErpSync",
    "ErpSyncPart",
    "Finding",
    "IdempotentRequest",
    "InventoryModel",
    "IpiScore",
    "MultiChannelLine",
    "OrderLine",
    "Outbox",
    "OwnStockDay",
    "Pool",
    "PoolAgreement",
    "PoolSettings",
    "PositionRemoved",
    "PositionState",
    "ReportCount",
    "ReportHeader",
    "SalesDay",
    "SellerMarketplace",
    "SkuMapping",
    "SkuMappingRefusal",
    "Stock",
    "StockAge",
    "StockDay",
    "StockDayElsewhere",
    "StockHealth",
    "StrandedStock",
    "Sync",
    "SyncPart",
    "Thresholds",
    "Warehouse",
    "is_own",
]
