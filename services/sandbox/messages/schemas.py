"""Messages of the Messaging API v1, spelled as Amazon spells them."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.sandbox.parameters import Moment, Several


class OrderQuery(BaseModel):
    """Where the order was placed."""

    marketplaceIds: Annotated[list[str], Several, Field(max_length=1)]


class Attachment(BaseModel):
    """A file that was uploaded before."""

    uploadDestinationId: str = Field(max_length=500)
    fileName: str = Field(max_length=255)


class Attachments(BaseModel):
    """Files alone: invoices and legal disclosures."""

    attachments: list[Attachment] = Field(default=[], max_length=5)


class Text(BaseModel):
    """Words alone."""

    text: str | None = Field(default=None, min_length=1, max_length=2000)


class TextWithAttachments(Attachments):
    """Words and files."""

    text: str | None = Field(default=None, min_length=1, max_length=2000)


class Warranty(Attachments):
    """A warranty and when it holds."""

    coverageStartDate: Moment | None = None
    coverageEndDate: Moment | None = None
