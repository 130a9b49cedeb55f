"""All SQL about feeds and their documents."""

from datetime import datetime

from sqlmodel import col, select

from services.sandbox.models import Feed, FeedDocument
from shared.db import Session


class FeedRepository:
    """Feeds and documents of all sellers: the link of a document names none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Feed | FeedDocument) -> None:
        """Keep a feed or a document, new or changed."""
        self._session.add(row)
        self._session.flush()

    def find(self, feed_id: str) -> Feed | None:
        """The feed of an id."""
        return self._session.get(Feed, feed_id)

    def find_document(self, document_id: str) -> FeedDocument | None:
        """The document of an id."""
        return self._session.get(FeedDocument, document_id)

    def list_between(self, seller_id: str, since: datetime, until: datetime) -> list[Feed]:
        """A seller's feeds from `since` to `until`, by the seller's clock, newest first."""
        query = (
            select(Feed)
            .where(Feed.seller_id == seller_id)
            .where(Feed.moment >= since)
            .where(Feed.moment <= until)
            .order_by(col(Feed.moment).desc(), col(Feed.feed_id).desc())
        )
        return list(self._session.exec(query))
