"""All SQL about feed documents."""

from services.sandbox.models import FeedDocument
from shared.db import Session


class FeedDocumentRepository:
    """Documents of all sellers: a link names none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, document: FeedDocument) -> None:
        """Keep a document, new or changed."""
        self._session.add(document)
        self._session.flush()

    def find(self, document_id: str) -> FeedDocument | None:
        """The document of an id."""
        return self._session.get(FeedDocument, document_id)
