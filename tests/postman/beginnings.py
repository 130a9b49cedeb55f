"""What the first requests of a folder find out: who calls, for which seller account, and what day it is."""

from tests.postman.asking import Ask

TENANT = Ask(
    "read_tenant",
    "Whose key this is",
    begins=True,
    keep={"tenant_id": "body.tenant_id"},
    same={"body.livemode": False},
)
ME = Ask(
    "read_me",
    "Who I am",
    keep={"actor_id": "body.actor.actor_id", "my_scopes": "JSON.stringify(body.scopes)"},
    same={"body.tenant_id": "{{tenant_id}}"},
)
SELLER = Ask(
    "list_seller_accounts",
    "The seller account",
    query={"limit": "1"},
    until="body.items.length > 0",
    keep={
        "seller_id": "body.items[0].seller_id",
        "marketplace_id": "body.items[0].marketplace_ids[0]",
        "today": "new Date().toISOString().slice(0, 10)",
        "month_ago": "new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10)",
        "tomorrow_noon": "`${new Date(Date.now() + 864e5).toISOString().slice(0, 10)}T12:00:00Z`",
    },
    same={"body.items[0].connection_status": "connected"},
)
BEGIN = (TENANT, ME, SELLER)
"""Set tenant_id, actor_id, seller_id, marketplace_id, today, month_ago, tomorrow_noon and a name of this run."""
