"""HTTP of syncs."""

from services.ads.syncs.operations import create_ads_sync
from services.ads.syncs.repository import SyncRepository
from services.ads.syncs.schemas import AdsSyncCreate, AdsSyncPage, AdsSyncRead
from shared.syncs import endpoints
from shared.syncs.schemas import SyncQuery

router = endpoints.router(
    endpoints.SyncApi(
        service="ads",
        purpose="ads",
        summary="Fetch a seller account's reports; one of the same day that runs or has completed is given instead.",
        create=AdsSyncCreate,
        read=AdsSyncRead,
        page=AdsSyncPage,
        query=SyncQuery,
        start=create_ads_sync,
        repository=SyncRepository,
    )
)
