"""Databases: engines, transactions, migrations, and the hot paths below the ORM."""

from sqlmodel import Session

from shared.db.columns import UtcDateTime, new_registry
from shared.db.engine import Database
from shared.db.sessions import ReadSession, WriteSession

__all__ = ["Database", "ReadSession", "Session", "UtcDateTime", "WriteSession", "new_registry"]
