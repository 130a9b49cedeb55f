"""A package with a table and two migrations, as small as one can be."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from shared.db import UtcDateTime, new_registry

_registry = new_registry()


class NotebookModel(SQLModel, registry=_registry):
    """Base of every table of the notebook."""

    metadata = _registry.metadata


class Note(NotebookModel, table=True):
    """A line of text; `written_at` came with the second migration."""

    __tablename__ = "note"

    name: str = Field(primary_key=True)
    line: str
    written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
