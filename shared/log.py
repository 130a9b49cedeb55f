"""Structured log: one JSON line on standard error per request and per task; never a secret."""

import logging
import sys
from typing import Any

import orjson
import structlog

_QUIET = ("httpx", "httpcore", "sqlalchemy", "alembic", "sp_api")
"""httpx logs whole addresses at INFO, and an address may carry a token."""


def configure(*, level: int = logging.INFO) -> None:
    """Set up the log of this process; called once by each program's start."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(),
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
    )


def get(name: str) -> Any:
    """The logger of a module: `log.get(__name__).info("event", key=value)`."""
    return structlog.get_logger(module=name)


def _dumps(record: Any, **_options: Any) -> bytes:
    return orjson.dumps(record, default=str)
