"""HTTP of syncs."""

from services.catalog.syncs.operations import create_catalog_sync
from services.catalog.syncs.repository import SyncRepository
from services.catalog.syncs.schemas import CatalogSyncCreate, CatalogSyncPage, CatalogSyncQuery, CatalogSyncRead
from shared.syncs import endpoints

router = endpoints.router(
    endpoints.SyncApi(
        service="catalog",
        purpose="spapi",
        summary="Fetch a seller account's listings; a fetch that is under way is given instead.",
        create=CatalogSyncCreate,
        read=CatalogSyncRead,
        page=CatalogSyncPage,
        query=CatalogSyncQuery,
        start=create_catalog_sync,
        repository=SyncRepository,
    )
)
