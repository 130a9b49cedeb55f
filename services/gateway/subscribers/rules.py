"""Who subscribes, and to what."""

TICKETS = "tickets"
FINDING_EVENTS = "*.flagged *.cleared finding.changed seller_account.connection_changed"
"""What becomes of findings, in every service, and of connections to Amazon: the worklist follows it."""
