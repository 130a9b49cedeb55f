"""The request of a feed document, spelled as Amazon spells it."""

from pydantic import BaseModel, Field


class FeedDocumentCreate(BaseModel):
    """What will be uploaded."""

    contentType: str = Field(min_length=1, max_length=100)
