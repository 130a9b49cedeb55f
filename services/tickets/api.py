"""The routers of the tickets service; that of the inbox is for the gateway and undocumented."""

from services.tickets.account_metrics import endpoints as account_metrics
from services.tickets.cases import endpoints as cases
from services.tickets.findings import endpoints as findings
from services.tickets.inbox import endpoints as inbox
from services.tickets.macros import endpoints as macros
from services.tickets.messages import endpoints as messages
from services.tickets.response_times import endpoints as response_times
from services.tickets.syncs import endpoints as syncs
from services.tickets.thresholds import endpoints as thresholds
from services.tickets.worklist import endpoints as worklist

ROUTERS = (
    worklist.router,
    cases.router,
    messages.router,
    response_times.router,
    macros.router,
    findings.router,
    thresholds.router,
    account_metrics.router,
    syncs.router,
    inbox.router,
)
