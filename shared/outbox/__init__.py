"""Events and job requests, written in the transaction of the change and carried on by the relay."""

from shared.outbox.rows import OutboxMixin, add_event, request_job

__all__ = ["OutboxMixin", "add_event", "request_job"]
