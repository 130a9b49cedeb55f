"""Events and job requests, written in the transaction of the change and carried on by the relay."""

from shared.outbox.rows import Event, OutboxMixin, add_event, add_events, request_job

__all__ = ["Event", "OutboxMixin", "add_event", "add_events", "request_job"]
