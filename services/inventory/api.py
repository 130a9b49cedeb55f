"""The routers of the inventory service."""

from services.inventory.erp_connections import endpoints as erp_connections
from services.inventory.erp_dead_letters import endpoints as erp_dead_letters
from services.inventory.erp_records import endpoints as erp_records
from services.inventory.erp_syncs import endpoints as erp_syncs
from services.inventory.findings import endpoints as findings
from services.inventory.health import endpoints as health
from services.inventory.ipi_scores import endpoints as ipi_scores
from services.inventory.orders import endpoints as orders
from services.inventory.pool_settings import endpoints as pool_settings
from services.inventory.pools import endpoints as pools
from services.inventory.sales import endpoints as sales
from services.inventory.sku_mappings import endpoints as sku_mappings
from services.inventory.stock import endpoints as stock
from services.inventory.syncs import endpoints as syncs
from services.inventory.thresholds import endpoints as thresholds
from services.inventory.warehouses import endpoints as warehouses

ROUTERS = (
    erp_connections.router,
    erp_dead_letters.router,
    erp_records.router,
    erp_syncs.router,
    findings.router,
    health.router,
    ipi_scores.router,
    orders.router,
    pool_settings.router,
    pools.router,
    sales.router,
    sku_mappings.router,
    stock.router,
    syncs.router,
    thresholds.router,
    warehouses.router,
)
