"""The routers of the tickets service; that of the inbox is for the gateway and undocumented."""

from services.tickets.inbox import endpoints as inbox
from services.tickets.worklist import endpoints as worklist

ROUTERS = (
    worklist.router,
    inbox.router,
)
