"""Who subscribes, and to what."""

TICKETS = "tickets"
FINDING_EVENTS = "*.flagged *.cleared finding.changed"
"""What becomes of findings, in every service: the worklist follows it."""
