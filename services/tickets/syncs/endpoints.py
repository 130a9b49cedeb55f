"""HTTP of syncs."""

from services.tickets.syncs.operations import create_tickets_sync
from services.tickets.syncs.repository import SyncRepository
from services.tickets.syncs.schemas import TicketsSyncCreate, TicketsSyncPage, TicketsSyncQuery, TicketsSyncRead
from shared.syncs import endpoints

router = endpoints.router(
    endpoints.SyncApi(
        service="tickets",
        purpose="spapi",
        summary="Read a seller account's health; a reading that is under way is given instead.",
        create=TicketsSyncCreate,
        read=TicketsSyncRead,
        page=TicketsSyncPage,
        query=TicketsSyncQuery,
        start=create_tickets_sync,
        repository=SyncRepository,
    )
)
