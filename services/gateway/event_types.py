"""The events that one can subscribe to and ask for: all that the services tell."""

EVENT_TYPES = (
    *("campaign.flagged", "campaign.cleared", "listing.flagged", "listing.cleared"),
    *("listing.deleted", "stock.deleted", "warehouse.created", "warehouse.updated", "warehouse.deleted"),
    *("stock.flagged", "stock.cleared", "account.flagged", "account.cleared", "finding.changed"),
    *("erp_connection.created", "erp_connection.updated", "erp_connection.deleted"),
    *("erp_connection.failed", "erp_connection.recovered", "erp_sync.completed", "erp_sync.failed"),
    *("costs.changed", "sku_mappings.changed", "pool.formed", "pool.changed", "pool.dissolved"),
    *("case.opened", "case.replied", "case.at_risk", "case.breached", "case.resolved"),
    *("case.updated", "case.reopened", "case.message_received"),
    *("sync.completed", "sync.failed", "report.suspect", "report.header_changed"),
    *("seller_account.connected", "seller_account.updated", "seller_account.connection_changed"),
    *("seller_account.deleted",),
    *("seller_account.stopped", "seller_account.started", "installation.stopped", "installation.started"),
    *("webhook_endpoint.created", "webhook_endpoint.updated", "webhook_endpoint.deleted"),
    *("webhook_endpoint.secret_rotated", "webhook_endpoint.disabled", "webhook_endpoint.test"),
    *("thresholds.updated", "macro.created", "macro.updated", "macro.deleted"),
    *(
        "api_key.created",
        "api_key.revoked",
        "actor.created",
        "actor.updated",
        "actor.deactivated",
        "actor.reactivated",
    ),
)
