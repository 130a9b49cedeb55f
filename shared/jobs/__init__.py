"""Durable work: DBOS workflows, requested through the outbox and resumed after a crash."""

from shared.jobs.tasks import task

__all__ = ["task"]
